"""What a course is made of, as the learner sees it: published modules and lessons in order."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page

from courses.models import CoursePage, LessonPage, ModulePage


@dataclass(slots=True)
class Part:
    """A module with its lessons; `number` counts from 1."""

    number: int
    module: ModulePage
    lessons: list[LessonPage]


def parts_of(course: CoursePage) -> list[Part]:
    """The published modules of *course* that hold lessons. Two queries; texts stay unread."""
    modules = list(ModulePage.objects.child_of(course).live().order_by("path"))
    lessons = list(
        LessonPage.objects.descendant_of(course)
        .live()
        .order_by("path")
        .defer("body", "objectives", "sources")
    )
    parts = [
        Part(0, module, [lesson for lesson in lessons if lesson.path.startswith(module.path)])
        for module in modules
    ]
    parts = [part for part in parts if part.lessons]
    for number, part in enumerate(parts, start=1):
        part.number = number
        for position, lesson in enumerate(part.lessons, start=1):
            lesson.number = f"{number}.{position}"
    return parts


def lessons_of(parts: list[Part]) -> list[LessonPage]:
    """All lessons of *parts* in the order of reading."""
    return [lesson for part in parts for lesson in part.lessons]


def beside_lessons(course: CoursePage) -> list[Page]:
    """What else stands below the modules of *course*, such as self-checks. One query."""
    below = Page.objects.descendant_of(course).live().not_type(ModulePage, LessonPage)
    return list(below.order_by("path").select_related("locale"))
