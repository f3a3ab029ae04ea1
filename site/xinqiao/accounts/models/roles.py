from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    LEARNER = "learner", _("learner")
    AUTHOR = "author", _("author")
    TRAINER = "trainer", _("trainer")
    RATER = "rater", _("rater")
    REVIEWER = "reviewer", _("reviewer")
    SAFETY_REVIEWER = "safety_reviewer", _("safety reviewer")
    SUPERVISOR = "supervisor", _("supervisor")
    MANAGER = "manager", _("programme manager")
    DATA_OFFICER = "data_officer", _("data protection officer")
    OBSERVER = "observer", _("observer")


SEE_PEOPLE = frozenset({Role.TRAINER, Role.SUPERVISOR, Role.MANAGER})
"""Roles that show learners by name. All others work without, or on totals."""


class Assignment(models.Model):
    """A person's role on a unit. It holds for all units below."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="assignments",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    unit = models.ForeignKey(
        "accounts.Unit",
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name=_("unit"),
    )
    since = models.DateTimeField(_("since"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "unit"], name="one_assignment_per_person_role_and_unit"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="assignment_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.unit}"
