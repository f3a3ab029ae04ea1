from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from xinqiao.accounts.models import Person

    from .pages import CoursePage


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Each method completes the sentence "enrolments that are …"."""

    def active(self) -> Self:
        return self.filter(left_at=None)

    def of(self, person: Person) -> Self:
        return self.filter(person=person)

    def on(self, course: CoursePage) -> Self:
        """On *course*, in whichever language it is read."""
        return self.filter(course_key=course.translation_key)


class Enrolment(models.Model):
    """One person's place on one course, the same in all languages of the course.

    Leaving sets `left_at` and keeps all progress; joining again clears it.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="enrolments",
        verbose_name=_("person"),
    )
    course_key = models.UUIDField(_("course"))
    course_title = models.CharField(
        _("title when joined"),
        max_length=255,
        help_text=_("Names the course should its page be deleted one day."),
    )
    joined_at = models.DateTimeField(_("joined"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course_key"], name="one_enrolment_per_person_and_course"
            ),
            models.CheckConstraint(
                condition=models.Q(left_at=None) | models.Q(left_at__gte=models.F("joined_at")),
                name="enrolment_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["course_key", "left_at"], name="enrolments_by_course")]

    def __str__(self) -> str:
        return f"{self.person} · {self.course_title}"
