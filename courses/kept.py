"""Courses as lists know them: on offer, or kept by their records alone once the page is gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import get_language

from courses.languages import in_active_language
from courses.models import CoursePage, CourseTitle, Enrolment, LessonOutline, LessonPage
from courses.records import lesson_keys, lesson_keys_by_page


@dataclass(frozen=True, slots=True)
class KnownCourse:
    """A course by its key; `page` is None when it is no longer offered."""

    key: UUID
    title: str
    page: CoursePage | None

    @property
    def slug(self) -> str:
        """A short name for files."""
        return self.page.slug if self.page else "course"

    def lesson_keys(self) -> list[UUID]:
        """Keys of its lessons: those on offer, else as `kept_lesson_keys`. Up to three queries."""
        if self.page:
            return lesson_keys(self.page)
        return kept_lesson_keys([self.key])[self.key]


def offered_courses() -> dict[UUID, KnownCourse]:
    """The published courses by key, in the order of the catalogue. One query."""
    pages = CoursePage.objects.live().select_related("locale").order_by("path")
    return {
        key: KnownCourse(key, page.title, page) for key, page in in_active_language(pages).items()
    }


def known_course(key: UUID) -> KnownCourse | None:
    """The course of *key*, on offer or not; None if nobody ever published or joined it.

    Up to three queries.
    """
    pages = CoursePage.objects.live().filter(translation_key=key).select_related("locale")
    if page := in_active_language(pages).get(key):
        return KnownCourse(key, page.title, page)
    titles = kept_titles([key])
    return KnownCourse(key, titles[key], None) if key in titles else None


def kept_titles(keys: Iterable[UUID]) -> dict[UUID, str]:
    """By key what a course was last called, in the active language where that is known.

    Else in another language, else as somebody found it on joining. Up to two queries, none for
    no keys.
    """
    keys = set(keys)
    titles: dict[UUID, str] = {}
    rows = CourseTitle.objects.filter(course_key__in=keys)
    for key, language, title in rows.values_list("course_key", "language", "title"):
        if key not in titles or language == get_language():
            titles[key] = title
    if missing := keys - titles.keys():
        places = Enrolment.objects.filter(course_key__in=missing).order_by()
        titles |= dict(places.values_list("course_key").annotate(title=Max("course_title")))
    return titles


def kept_lesson_keys(keys: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """By key of a course that is gone, its lessons. Up to three queries.

    While its page is there, only unpublished, they are those below it; else all that it ever had.
    """
    keys = set(keys)
    standing = standing_lesson_keys(keys)
    return standing | all_lesson_keys(keys - standing.keys())


def standing_lesson_keys(keys: set[UUID]) -> dict[UUID, list[UUID]]:
    courses = list(CoursePage.objects.filter(translation_key__in=keys).order_by("-path"))
    below = lesson_keys_by_page(courses, LessonPage.objects.live())
    return {course.translation_key: below[course.pk] for course in courses if below[course.pk]}


def all_lesson_keys(keys: set[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {key: [] for key in keys}
    latest = LessonOutline.objects.filter(lesson_key=OuterRef("lesson_key")).order_by("since", "pk")
    rows = (
        LessonOutline.objects.filter(course_key__in=keys)
        .annotate(last_course=Subquery(latest.reverse().values("course_key")[:1]))
        .order_by("since", "pk")
    )
    for lesson, course, last in rows.values_list("lesson_key", "course_key", "last_course"):
        if course == last and lesson not in found[course]:
            found[course].append(lesson)
    return found
