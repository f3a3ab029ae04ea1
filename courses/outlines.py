"""Write down what a lesson asks and a course is called, whenever that may have changed."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from courses.blocks import QUESTIONS
from courses.models import CoursePage, CourseTitle, LessonOutline, LessonPage

COMPARED = [
    "course_key",
    "title",
    "must_see",
    "checks",
    "must_check",
    "reflections",
    "must_reflect",
]


def asked_by(lesson: LessonPage, course: CoursePage) -> dict[str, Any]:
    """What *lesson* asks now, as the fields of a `LessonOutline`."""
    checks = {b.id: b.value.right_keys for b in lesson.body if b.block_type in QUESTIONS}
    reflections = [b.id for b in lesson.body if b.block_type == "reflection"]
    return {
        "course_key": course.translation_key,
        "title": lesson.title,
        "must_see": lesson.must_see,
        "checks": checks,
        "must_check": lesson.must_check,
        "reflections": reflections,
        "must_reflect": lesson.must_reflect,
    }


def record_outline(lesson: LessonPage) -> LessonOutline | None:
    """Append an outline if *lesson* asks something else than before; return it then."""
    course = CoursePage.objects.ancestor_of(lesson).first()
    if course is None:
        return None
    asked = asked_by(lesson, course)
    language = lesson.locale.language_code
    latest = LessonOutline.objects.filter(
        lesson_key=lesson.translation_key, language=language
    ).last()
    if latest and all(getattr(latest, name) == asked[name] for name in COMPARED):
        return None
    return LessonOutline.objects.create(
        lesson_key=lesson.translation_key, language=language, since=timezone.now(), **asked
    )


def record_title(course: CoursePage) -> None:
    """Keep what *course* is called in its language."""
    CourseTitle.objects.update_or_create(
        course_key=course.translation_key,
        language=course.locale.language_code,
        defaults={"title": course.title},
    )
