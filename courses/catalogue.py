"""The courses on offer, with the reader's own progress."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from courses.models import CoursePage, Enrolment
from courses.records import done_lessons, lesson_keys_by_page
from xinqiao.accounts.models import Person


@dataclass
class Card:
    """One course in the catalogue, with the reader's own progress if there is a place."""

    course: CoursePage
    enrolled: bool
    done: int
    total: int


def cards(courses: list[CoursePage], person: object) -> list[Card]:
    """A card for each of *courses*. Up to three queries, however many courses."""
    offered = lesson_keys_by_page(courses)
    mine: set[UUID] = set()
    done: set[UUID] = set()
    if isinstance(person, Person):
        mine = set(Enrolment.objects.of(person).active().values_list("course_key", flat=True))
        done = done_lessons(person)
    return [
        Card(
            course,
            enrolled=course.translation_key in mine,
            done=len(done.intersection(offered[course.pk])),
            total=len(offered[course.pk]),
        )
        for course in courses
    ]
