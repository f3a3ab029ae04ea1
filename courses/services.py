"""Joining and leaving a course."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.languages import in_active_language
from courses.models import CoursePage, Enrolment
from courses.records import finished_course_keys
from xinqiao.accounts.models import Person


class NotOpen(Exception):
    """The course is not published, so nobody can join it."""


class PrerequisitesMissing(Exception):
    """Other courses come first; `courses` lists the unfinished ones."""

    def __init__(self, courses: list[CoursePage]) -> None:
        super().__init__(", ".join(course.title for course in courses))
        self.courses = courses


def prerequisites(course: CoursePage) -> list[CoursePage]:
    """The published courses to finish before *course*, in the active language where there is one.

    One query. A prerequisite holds for all languages, in whichever it was set.
    """
    required = CoursePage.objects.live().required_by(course).select_related("locale")
    return list(in_active_language(required.order_by("path")).values())


def missing_prerequisites(person: Person, course: CoursePage) -> list[CoursePage]:
    """The courses that *person* has to finish before *course*, without those already finished."""
    required = prerequisites(course)
    if not required:
        return []
    finished = finished_course_keys(person, [other.translation_key for other in required])
    return [other for other in required if other.translation_key not in finished]


@transaction.atomic
def enrol(person: Person, course: CoursePage) -> Enrolment:
    """Give *person* a place on *course*, or give it back after leaving. Twice changes nothing.

    Raises `NotOpen` for an unpublished course and `PrerequisitesMissing`.
    """
    if not course.live:
        raise NotOpen(course)
    missing = missing_prerequisites(person, course)
    if missing:
        raise PrerequisitesMissing(missing)
    enrolment, _created = Enrolment.objects.get_or_create(
        person=person,
        course_key=course.translation_key,
        defaults={"course_title": course.title, "joined_at": timezone.now()},
    )
    if enrolment.left_at is not None:
        enrolment.left_at = None
        enrolment.save(update_fields=["left_at"])
    return enrolment


def leave(person: Person, course_key: UUID) -> bool:
    """End *person*'s place on the course; all progress stays. Tells whether there was one."""
    places = Enrolment.objects.of(person).active().filter(course_key=course_key)
    return bool(places.update(left_at=timezone.now()))
