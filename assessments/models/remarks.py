from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .questions import QuestionVersion


class Remark(models.Model):
    """What a reviewer said when sending a version back. Never changes."""

    LONGEST = 2000

    version = models.ForeignKey(
        QuestionVersion,
        on_delete=models.CASCADE,
        related_name="remarks",
        verbose_name=_("version of a question"),
    )
    words = models.TextField(_("remark"), max_length=LONGEST)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("reviewer"),
    )
    at = models.DateTimeField(_("made"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("remark on a question")
        verbose_name_plural = _("remarks on questions")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.words[:80]
