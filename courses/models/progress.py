from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LessonProgress(models.Model):
    """How far one person is in one lesson. Derived from facts alone; see `courses.progress`."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="lesson_progress",
        verbose_name=_("person"),
    )
    lesson_key = models.UUIDField(_("lesson"))
    opened_at = models.DateTimeField(_("first opened"))
    last_at = models.DateTimeField(_("last touched"))
    seen_at = models.DateTimeField(_("seen to the end"), null=True, blank=True)
    right = models.JSONField(
        _("questions answered right"), default=dict, help_text=_("First moments by question key.")
    )
    reflected = models.JSONField(
        _("reflections written"), default=dict, help_text=_("First moments by reflection key.")
    )
    seconds = models.PositiveIntegerField(_("seconds spent"), default=0)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "lesson_key"], name="one_progress_per_person_and_lesson"
            )
        ]
        indexes = [models.Index(fields=["lesson_key", "person"], name="progress_by_lesson")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.lesson_key}"


class Reflection(models.Model):
    """A learner's private note. Shown to its writer alone, on no report and in no list."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="reflections",
        verbose_name=_("person"),
    )
    lesson_key = models.UUIDField(_("lesson"))
    item = models.CharField(_("prompt"), max_length=36)
    text = models.TextField(_("text"), max_length=10_000, blank=True)
    written_at = models.DateTimeField(_("written"))
    version = models.UUIDField(
        _("version"),
        default=uuid4,
        help_text=_("Changes with the text; by it a device tells what its words were based on."),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "lesson_key", "item"], name="one_reflection_per_person_and_prompt"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.lesson_key}"
