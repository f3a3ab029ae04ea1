"""Reading progress: what a person, or many people, have done in which courses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from courses.models import CoursePage, LessonPage, LessonProgress
from courses.models.lessons import LessonQuerySet
from xinqiao.accounts.models import Person


def lesson_keys(course: CoursePage) -> list[UUID]:
    """Keys of the lessons that *course* offers, in order. One query."""
    return lesson_keys_by_page([course])[course.pk]


def lesson_keys_by_page(
    courses: Iterable[CoursePage], lessons: LessonQuerySet | None = None
) -> dict[int, list[UUID]]:
    """By id of the course page, the keys of the lessons in it, in order. One query.

    Those that are offered, unless other *lessons* are meant.
    """
    by_path = {course.path: course.pk for course in courses}
    keys: dict[int, list[UUID]] = {pk: [] for pk in by_path.values()}
    if not by_path:
        return keys
    below = reduce(or_, (Q(path__startswith=path) for path in by_path))
    depth = {len(path) for path in by_path}
    meant = LessonPage.objects.offered() if lessons is None else lessons
    rows = meant.filter(below).order_by("path")
    for path, lesson_key in rows.values_list("path", "translation_key"):
        pk = next(by_path[path[:length]] for length in depth if path[:length] in by_path)
        keys[pk].append(lesson_key)
    return keys


def done_lessons(person: Person) -> set[UUID]:
    """Keys of all lessons that *person* has done. One query."""
    rows = LessonProgress.objects.filter(person=person, done_at__isnull=False)
    return set(rows.values_list("lesson_key", flat=True))


def finished_course_keys(person: Person, course_keys: Iterable[UUID]) -> set[UUID]:
    """Those of *course_keys* that *person* has finished: all lessons, in one of its languages.

    Three queries.
    """
    courses = list(CoursePage.objects.live().filter(translation_key__in=set(course_keys)))
    offered = lesson_keys_by_page(courses)
    done = done_lessons(person)
    return {
        course.translation_key
        for course in courses
        if offered[course.pk] and done.issuperset(offered[course.pk])
    }


def progress_by_lesson(person: Person, keys: Iterable[UUID]) -> dict[UUID, LessonProgress]:
    """*person*'s progress by lesson key, for the lessons that were touched. One query."""
    rows = LessonProgress.objects.filter(person=person, lesson_key__in=set(keys))
    return {row.lesson_key: row for row in rows}
