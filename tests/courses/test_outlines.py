"""What a lesson asks, written down whenever that may have changed."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Page

from courses.models import CoursePage, LessonOutline, LessonPage, LessonProgress
from tests.courses.conftest import everything, send
from tests.page_factories import (
    LessonPageFactory,
    ModulePageFactory,
    check,
    lessons_in,
    make_course,
    reflection,
    text,
    true_false,
)
from xinqiao.accounts.models import Person


def outlines(lesson: LessonPage) -> list[LessonOutline]:
    return list(LessonOutline.objects.filter(lesson_key=lesson.translation_key))


def test_publishing_writes_down_what_is_asked(course: CoursePage) -> None:
    body = [text(), check(right=("a", "c")), true_false(is_true=False), reflection()]
    module = ModulePageFactory(parent=course)

    lesson = LessonPageFactory(parent=module, body=body, must_see=False)

    (outline,) = outlines(lesson)
    assert outline.checks == {"c1": ["a", "c"], "c2": ["false"]}
    assert outline.reflections == ["r1"]
    assert (outline.must_see, outline.must_check, outline.must_reflect) == (False, True, True)
    assert (outline.language, outline.course_key) == ("zh-hans", course.translation_key)


def test_a_draft_asks_nothing_of_anybody(lesson: LessonPage) -> None:
    lesson.body = [check("c9")]

    lesson.save_revision()

    assert len(outlines(lesson)) == 1


def test_publishing_other_words_writes_nothing_new(lesson: LessonPage) -> None:
    lesson.body = [text("换一种说法。"), check(), reflection()]

    lesson.save_revision().publish()

    assert len(outlines(lesson)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"title": "改了名的课"},
        {"body": [check(right=("b",)), reflection()]},
        {"body": [check(), true_false(), reflection()]},
        {"must_reflect": False},
    ],
)
def test_publishing_other_rules_appends_them(lesson: LessonPage, change: dict) -> None:
    for name, value in change.items():
        setattr(lesson, name, value)

    lesson.save_revision().publish()

    first, second = outlines(lesson)
    assert first.since < second.since


def test_withdrawing_and_publishing_again_writes_nothing_new(lesson: LessonPage) -> None:
    lesson.unpublish()
    LessonPage.objects.get(pk=lesson.pk).save_revision().publish()

    assert len(outlines(lesson)) == 1


def test_moving_a_module_takes_its_lessons_to_the_other_course(course: CoursePage) -> None:
    elsewhere = make_course(lessons=0)
    module = course.get_children().get()

    module.move(elsewhere, pos="last-child")

    for lesson in lessons_in(elsewhere):
        assert [outline.course_key for outline in outlines(lesson)] == [
            course.translation_key,
            elsewhere.translation_key,
        ]


def test_a_copied_course_has_lessons_of_its_own(
    device: Client, enrolled: Person, course: CoursePage
) -> None:
    copy = course.copy(recursive=True, update_attrs={"slug": "copy"})
    send(device, *everything(lessons_in(course)[0]))

    (lesson, _second) = lessons_in(copy)
    assert len(outlines(lesson)) == 1
    assert not LessonProgress.objects.filter(lesson_key=lesson.translation_key).exists()


def test_a_lesson_outside_of_any_course_breaks_nothing(course: CoursePage) -> None:
    elsewhere = Page.get_first_root_node()
    lesson = lessons_in(course)[0]

    lesson.move(elsewhere, pos="last-child")

    assert len(outlines(lesson)) == 1
