"""What the pages of a course cost, and what they tell their reader."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ReferenceIndex

from courses import services
from courses.models import CoursePage, LessonPage, ModulePage
from tests.courses.conftest import everything, fact, send
from tests.page_factories import (
    LessonPageFactory,
    check,
    lessons_in,
    make_course,
    reflection,
    text,
    true_false,
)
from xinqiao.accounts.models import Person


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.fixture
def grown(enrolled: Person, course: CoursePage) -> Any:
    """Makes a hundred lessons of the course's two."""

    def grow() -> None:
        module = ModulePage.objects.child_of(course).get()
        body = [text(), *(check(f"c{n}") for n in range(10)), true_false(), reflection()]
        for _ in range(98):
            LessonPageFactory(parent=module, body=body)

    return grow


def test_a_course_page_costs_the_same_with_a_hundred_lessons(
    device: Client, course: CoursePage, grown: Any
) -> None:
    few = queries(device, course.get_url())

    grown()

    assert queries(device, course.get_url()) == few <= 25


def test_a_lesson_costs_the_same_among_a_hundred(
    device: Client, course: CoursePage, grown: Any
) -> None:
    few = queries(device, lessons_in(course)[0].get_url())

    grown()
    send(device, *(fact(lesson) for lesson in lessons_in(course)))

    assert queries(device, lessons_in(course)[-1].get_url()) <= few <= 25


def test_the_catalogue_costs_the_same_with_thirty_courses(
    device: Client, learner: Person, course: CoursePage
) -> None:
    services.enrol(learner, course)
    catalogue = course.get_parent().get_url()
    few = queries(device, catalogue)

    for _ in range(29):
        services.enrol(learner, make_course(lessons=1))

    assert queries(device, catalogue) == few <= 20


def test_a_course_page_shows_how_far_one_is_and_goes_on_there(
    device: Client, enrolled: Person, course: CoursePage
) -> None:
    first, second = lessons_in(course)
    send(device, *everything(first))

    response = device.get(course.get_url())

    state = response.context["state"]
    assert (state.done, state.total, state.next_lesson) == (1, 2, second)
    assert f'class="button" href="{second.get_url()}"' in response.content.decode()


@pytest.mark.parametrize(
    ("done", "place"),
    [
        (["opened"], ""),
        (["seen"], "#c1"),
        (["check"], "#r1"),
        (["reflection"], "#c1"),
        (["check", "reflection"], "#lesson-end"),
    ],
)
def test_going_on_leads_to_the_first_thing_still_to_do(
    device: Client, enrolled: Person, course: CoursePage, done: list[str], place: str
) -> None:
    first = lessons_in(course)[0]
    facts = {told["kind"].removeprefix("lesson."): told for told in everything(first)}
    send(device, *(facts[kind] for kind in done))

    for address in (course.get_url(), "/zh-hans/my/"):
        page = device.get(address).content.decode()
        assert f'class="button" href="{first.get_url()}{place}"' in page
    lesson = device.get(first.get_url()).content.decode()
    assert f'id="{place[1:]}"' in lesson or not place


def test_going_on_skips_what_the_lesson_does_not_ask_for(
    device: Client, enrolled: Person, course: CoursePage
) -> None:
    first = lessons_in(course)[0]
    first.must_check = first.must_reflect = False
    first.save_revision().publish()
    send(device, fact(first, "check", item="c1", choice=["a"]))

    page = device.get(course.get_url()).content.decode()

    assert f'href="{first.get_url()}#lesson-end"' in page


def test_a_lesson_tells_what_finishes_it_and_how_much_is_done(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    send(device, fact(lesson, "check", item="c1", choice=["a"]))

    rules = device.get(lesson.get_url()).context["rules"]

    assert {rule.kind: rule.done for rule in rules["items"]} == {
        "seen": False,
        "check": True,
        "reflection": False,
    }
    assert not rules["done"]


def test_the_reference_index_knows_nothing_of_learners(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    """Wagtail would otherwise add rows and queries to every fact."""
    before = ReferenceIndex.objects.count()
    send(device, *everything(lesson))

    assert ReferenceIndex.objects.count() == before
