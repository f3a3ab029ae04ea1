from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LessonOutline(models.Model):
    """What a lesson asked of its learners from one moment on, in one language.

    Written whenever a lesson is published or moved and never changed, so that progress can be
    worked out again later by the rules of its own time, even when the page is gone.
    """

    lesson_key = models.UUIDField(_("lesson"), db_index=True)
    language = models.CharField(_("language"), max_length=10)
    course_key = models.UUIDField(_("course"), db_index=True)
    title = models.CharField(_("title"), max_length=255)
    must_see = models.BooleanField(_("to be read to the end"))
    checks = models.JSONField(
        _("questions"), default=dict, help_text=_("Right answers by question key.")
    )
    must_check = models.BooleanField(_("all questions to be answered right"))
    reflections = models.JSONField(_("reflections"), default=list)
    must_reflect = models.BooleanField(_("reflections to be written"))
    since = models.DateTimeField(_("in force since"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("lesson outline")
        verbose_name_plural = _("lesson outlines")
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class CourseTitle(models.Model):
    """What a course was last called in one language. Names it when its page is gone."""

    course_key = models.UUIDField(_("course"))
    language = models.CharField(_("language"), max_length=10)
    title = models.CharField(_("title"), max_length=255)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("title of a course")
        verbose_name_plural = _("titles of courses")
        constraints = [
            models.UniqueConstraint(
                fields=["course_key", "language"], name="one_title_per_course_and_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"
