from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.question_types.base import Part, Score

from .attempts import Attempt
from .questions import QuestionVersion


class AttemptSlotQuerySet(models.QuerySet["AttemptSlot"]):
    """Each method completes the sentence "questions of attempts that are …"."""

    def with_questions(self) -> Self:
        """Together with what candidates read and what scoring asks of each; every save reads them."""
        return self.select_related("version").only(
            *("attempt", "place", "section", "order", "worth", "version"),
            *("version__type", "version__data", "version__must_pass", "version__lesson_key"),
        )


class AttemptSlot(models.Model):
    """One question as one candidate got it. Never changes."""

    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, related_name="slots", verbose_name=_("exam attempt")
    )
    place = models.PositiveSmallIntegerField(_("place"))
    section = models.PositiveSmallIntegerField(_("section"))
    version = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("question")
    )
    order = models.JSONField(_("order of the parts"), default=dict)
    worth = models.FloatField(_("marks to be had"))

    objects = AttemptSlotQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question of an attempt")
        verbose_name_plural = _("questions of attempts")
        ordering = ["attempt", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "place"], name="one_question_per_attempt_and_place"
            ),
            models.UniqueConstraint(
                fields=["attempt", "version"], name="no_question_twice_in_an_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.place}"


class Mark(models.Model):
    """Points for one question of an attempt. The newest counts; none is ever overwritten."""

    class Source(models.TextChoices):
        AUTOMATIC = "automatic", _("by its rules")
        PERSON = "person", _("by a person")
        REGRADE = "regrade", _("marked anew")

    slot = models.ForeignKey(
        AttemptSlot, on_delete=models.CASCADE, related_name="marks", verbose_name=_("question")
    )
    source = models.CharField(_("source"), max_length=10, choices=Source)
    points = models.FloatField(_("points"), null=True, blank=True)
    parts = models.JSONField(_("how they came about"), default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("marked by"),
    )
    dropped = models.BooleanField(
        _("dropped"), default=False, help_text=_("The question counts no more in this attempt.")
    )
    at = models.DateTimeField(_("marked"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ["slot", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gte=0, points__lte=1),
                name="points_lie_between_nothing_and_everything",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot}: {self.points}"

    @property
    def score(self) -> Score:
        parts = tuple(Part(*part) for part in self.parts)
        return Score(self.points, parts, self.dropped)
