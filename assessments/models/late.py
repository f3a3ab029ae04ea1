from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .attempts import Step


class LateDecision(models.Model):
    """Whether an answer that was delivered after the end counts, and why. Never changes.

    What is accepted is appended to the attempt as a step of its own; the late one stays as it was.
    """

    step = models.OneToOneField(
        Step, on_delete=models.CASCADE, related_name="decision", verbose_name=_("late answer")
    )
    accepted = models.BooleanField(_("counts"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )
    at = models.DateTimeField(_("decided"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("decision about a late answer")
        verbose_name_plural = _("decisions about late answers")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="a_decision_about_a_late_answer_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.accepted}"
