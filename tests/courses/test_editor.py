"""What the editor offers, hands on and says when courses and lessons are written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses import services
from courses.models import CoursePage, LessonOutline, LessonPage, LessonProgress
from tests.accounts.conftest import Country, browser, country
from tests.courses.conftest import fact, send
from tests.factories import AssignmentFactory, PersonFactory
from tests.page_factories import (
    LessonPageFactory,
    ModulePageFactory,
    lessons_in,
    make_course,
    reflection,
    translate,
    true_false,
)
from tests.review_steps import finish_review, said
from xinqiao.accounts.editor_groups import ensure_editor_groups
from xinqiao.accounts.models import Person, Role

__all__ = ["browser", "country"]

Item = tuple[str, str, str]
"""Kind, words and key of a question in a form; no key: written just now."""


@pytest.fixture(autouse=True)
def groups(db: None) -> None:
    ensure_editor_groups()


@pytest.fixture
def author(groups: None) -> Client:
    client = Client()
    client.force_login(AssignmentFactory(role=Role.AUTHOR).person)
    return client


def course_form(course: CoursePage, **changes: Any) -> dict[str, Any]:
    """The form of *course* as the editor sends it to be reviewed."""
    chosen = {
        "audiences": [],
        "topics": [],
        "trainers": [person.pk for person in course.trainers.all()],
        "prerequisites": [],
    }
    values = {
        "title": course.title,
        "slug": course.slug,
        "outcomes": streamfield([]),
        "track": course.track,
        "hours_online": course.hours_online,
        "hours_on_site": course.hours_on_site,
        "picture": course.picture,
        "access": course.access,
    }
    chosen |= {name: changes.pop(name) for name in list(changes) if name in chosen}
    ticked = {"in_order": "on"} if changes.pop("in_order", course.in_order) else {}
    return nested_form_data(values | changes) | chosen | ticked | {"action-submit": "1"}


def lesson_form(lesson: LessonPage, *items: Item, must_see: bool = True) -> dict[str, Any]:
    """The form of *lesson* as the editor sends it to be reviewed, with a text and *items*."""
    blocks: list[tuple[str, Any]] = [("text", rich_text("<p>先看见。</p>"))]
    for kind, words, _key in items:
        if kind == "reflection":
            blocks.append((kind, {"prompt": words}))
        else:
            blocks.append((kind, {"statement": words, "is_true": "on", "explanation": "是。"}))
    values = {
        "title": lesson.title,
        "slug": lesson.slug,
        "objectives": streamfield([]),
        "sources": streamfield([]),
        "body": streamfield(blocks),
        "minutes": lesson.minutes,
    }
    ticked = {"must_check": "on", "must_reflect": "on"} | ({"must_see": "on"} if must_see else {})
    form = nested_form_data(values) | ticked | {"action-submit": "1"}
    for place, (_kind, _words, key) in enumerate(items, start=1):
        form[f"body-{place}-id"] = key
    return form


def publish(client: Client, page: CoursePage | LessonPage, form: dict[str, Any]) -> str:
    """Submit *page* with *form* and publish it by its review; what the author is told."""
    response = client.post(f"/cms/pages/{page.pk}/edit/", form)
    assert response.status_code == 302, response.context["form"].errors
    finish_review(page)
    page.refresh_from_db()
    return said(response)


def opened(client: Client, page: CoursePage | LessonPage) -> str:
    response = client.get(f"/cms/pages/{page.pk}/edit/")
    assert response.status_code == 200
    return response.content.decode()


# Who teaches the course


@pytest.fixture
def named(country: Country) -> dict[str, Person]:
    """People of two counties, by what they are."""
    people = {
        "mine": country.someone(Role.TRAINER, country.school),
        "neighbour": country.someone(Role.TRAINER, country.neighbour),
        "learner": country.someone(Role.LEARNER, country.school),
    }
    for name, person in people.items():
        person.display_name = f"演示·{name}"
        person.save()
    return people


def offered(client: Client, course: CoursePage) -> set[str]:
    """The people whom the form of *course* lists."""
    response = client.get(f"/cms/pages/{course.pk}/edit/")
    choices = response.context["form"].fields["trainers"].choices
    return {str(label).removeprefix("演示·") for _value, label in choices}


def test_a_trainer_chooses_among_the_trainers_of_her_county(
    country: Country, browser: Callable[[Person], Client], named: dict[str, Person]
) -> None:
    me = country.someone(Role.TRAINER, country.county)

    names = offered(browser(me), make_course())

    assert names == {"mine", me.get_full_name()}


def test_the_neighbour_countys_trainer_sees_hers_alone(
    country: Country, browser: Callable[[Person], Client], named: dict[str, Person]
) -> None:
    page = opened(browser(named["neighbour"]), make_course())

    assert "演示·neighbour" in page
    assert "演示·mine" not in page
    assert "演示·learner" not in page


def test_an_author_who_sees_nobody_is_shown_only_who_was_chosen(
    country: Country, browser: Callable[[Person], Client], named: dict[str, Person]
) -> None:
    author = browser(country.someone(Role.AUTHOR, country.county))
    course = make_course(trainers=[named["neighbour"]])

    assert offered(author, course) == {"neighbour"}
    publish(author, course, course_form(course, title="新的题目"))
    assert [*course.trainers.all()] == [named["neighbour"]]


def test_nobody_out_of_sight_can_be_named(
    country: Country, browser: Callable[[Person], Client], named: dict[str, Person]
) -> None:
    course = make_course()
    form = course_form(course, trainers=[named["mine"].pk])

    response = browser(named["neighbour"]).post(f"/cms/pages/{course.pk}/edit/", form)

    assert response.context["form"].errors["trainers"]


def test_trainers_topics_and_courses_are_boxes_to_tick(author: Client) -> None:
    course = make_course(lessons=1)
    make_course()

    pages = opened(author, course) + opened(author, lessons_in(course)[0])

    assert "<select multiple" not in pages
    assert " multiple" not in pages.split('name="level"')[0]


# What comes first


def test_each_course_can_be_chosen_once_in_the_language_of_the_page(author: Client) -> None:
    basics, only_chinese = make_course(lessons=0), make_course(lessons=0)
    basics_english, course = translate(basics), make_course(lessons=0)
    english = translate(course)

    def choices(page: CoursePage) -> list[str]:
        form = author.get(f"/cms/pages/{page.pk}/edit/").context["form"]
        return [str(label) for _value, label in form.fields["prerequisites"].choices]

    assert choices(course) == [basics.title, only_chinese.title]
    assert choices(english) == [only_chinese.title, basics_english.title]


def test_a_choice_made_in_the_other_language_is_shown_in_this_one(author: Client) -> None:
    basics = make_course(lessons=0)
    english = translate(basics)
    course = translate(make_course(lessons=0), prerequisites=[basics])

    form = author.get(f"/cms/pages/{course.pk}/edit/").context["form"]

    assert form["prerequisites"].initial == [english]


# One course in two languages


def test_what_holds_in_all_languages_is_handed_on(author: Client) -> None:
    course = make_course(lessons=0)
    english = translate(course)

    told = publish(author, course, course_form(course, hours_online="16", track="A", in_order=True))

    english.refresh_from_db()
    assert (english.hours_online, english.track, english.in_order) == (16, "A", True)
    assert english.title in told
    assert english.latest_revision.user is not None


def test_a_draft_of_the_other_language_takes_it_over_and_stays_a_draft(author: Client) -> None:
    course = make_course(lessons=0)
    english = translate(course)
    english.title = "Not yet"
    english.save_revision()

    publish(author, course, course_form(course, track="B"))

    english.refresh_from_db()
    draft = english.get_latest_revision_as_object()
    assert (english.track, english.title) == ("B", english.title)
    assert english.title != "Not yet"
    assert (draft.track, draft.title) == ("B", "Not yet")


def test_what_is_alike_already_makes_no_new_version(author: Client) -> None:
    course = make_course(lessons=0)
    english = translate(course)

    publish(author, course, course_form(course, title="只换题目"))

    english.refresh_from_db()
    assert english.latest_revision is None


def test_a_rule_of_a_lesson_is_handed_on_and_written_down(author: Client) -> None:
    course = make_course(lessons=1)
    (lesson,), (english,) = lessons_in(course), lessons_in(translate(course))

    publish(author, lesson, lesson_form(lesson, must_see=False))

    english.refresh_from_db()
    assert not english.must_see
    latest = LessonOutline.objects.filter(language="en").last()
    assert latest and not latest.must_see


def test_closing_one_language_closes_the_other(author: Client) -> None:
    course = make_course(lessons=0)
    english = translate(course)

    publish(author, course, course_form(course, access="enrolled"))

    english.refresh_from_db()
    assert english.access == CoursePage.Access.ENROLLED


def test_opening_one_language_says_that_the_other_still_keeps_it_closed(author: Client) -> None:
    course = make_course(lessons=0, access=CoursePage.Access.ENROLLED)
    english = translate(course)

    told = publish(author, course, course_form(course, access="open"))

    english.refresh_from_db()
    assert english.access == CoursePage.Access.ENROLLED
    assert "English" in told or "英语" in told
    assert not CoursePage.objects.get(pk=course.pk).is_open


# The same question in two languages


@pytest.fixture
def both(db: None) -> tuple[LessonPage, LessonPage]:
    """A lesson in Chinese and in English that asks c2 and r1."""
    course = make_course(lessons=0)
    LessonPageFactory(parent=ModulePageFactory(parent=course), body=[true_false(), reflection()])
    return lessons_in(course)[0], lessons_in(translate(course))[0]


ASKED = [("true_false", "先看，再问。", "c2"), ("reflection", "你先看见了什么？", "r1")]


def keys(lesson: LessonPage) -> list[str]:
    return [block.id for block in lesson.body if block.block_type != "text"]


def test_a_question_added_to_one_language_is_named_until_the_other_has_it(
    author: Client, both: tuple[LessonPage, LessonPage]
) -> None:
    chinese, english = both

    told = publish(author, chinese, lesson_form(chinese, *ASKED, ("true_false", "可以说不。", "")))

    assert "可以说不。" in told
    assert "可以说不。" in opened(author, english)
    told = publish(author, english, lesson_form(english, *ASKED, ("true_false", "No is fine.", "")))
    assert "No is fine." not in told
    assert keys(english) == keys(chinese)
    assert len(set(keys(english))) == 3


def test_who_answers_in_both_languages_finishes_the_lesson(
    author: Client, both: tuple[LessonPage, LessonPage], device: Client, learner: Person
) -> None:
    chinese, english = both
    publish(author, chinese, lesson_form(chinese, *ASKED, ("true_false", "可以说不。", "")))
    publish(author, english, lesson_form(english, *ASKED, ("true_false", "No is fine.", "")))
    services.enrol(learner, chinese.get_parent().get_parent().specific)

    send(
        device,
        fact(chinese, "seen"),
        fact(chinese, "check", item="c2", choice=["true"]),
        fact(english, "check", item=keys(chinese)[2], choice=["true"]),
        fact(english, "reflection", item="r1", text="书包。"),
    )

    assert LessonProgress.objects.get().done_at is not None


def test_a_key_under_which_somebody_answered_stays_and_is_warned_of(
    author: Client, both: tuple[LessonPage, LessonPage], device: Client, learner: Person
) -> None:
    chinese, english = both
    services.enrol(learner, chinese.get_parent().get_parent().specific)
    publish(author, english, lesson_form(english, *ASKED, ("true_false", "No is fine.", "")))
    own = keys(english)[2]
    send(device, fact(english, "check", item=own, choice=["true"]))
    chinese.body = [true_false(), reflection(), true_false("c9")]
    chinese.save_revision().publish()

    again = lesson_form(english, *ASKED, ("true_false", "No is fine.", own))
    told = publish(author, english, again)

    assert keys(english) == ["c2", "r1", own]
    assert "No is fine." in told


def test_questions_in_another_order_are_left_alone(
    author: Client, both: tuple[LessonPage, LessonPage]
) -> None:
    chinese, english = both
    chinese.body = [true_false("c7"), true_false("c2"), reflection()]
    chinese.save_revision().publish()
    new = ("true_false", "No is fine.", "")

    publish(author, english, lesson_form(english, ASKED[0], new, ASKED[1]))

    assert "c7" not in keys(english)
    assert keys(english)[0] == "c2"


def test_versions_that_ask_the_same_are_not_spoken_of(
    author: Client, both: tuple[LessonPage, LessonPage]
) -> None:
    chinese, _english = both

    assert "先看，再问。" not in publish(author, chinese, lesson_form(chinese, *ASKED))


def test_a_superuser_may_name_any_trainer(named: dict[str, Person]) -> None:
    client = Client()
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))

    assert offered(client, make_course()) == {"mine", "neighbour"}


def test_what_goes_live_at_a_set_time_is_handed_on_too(author: Client) -> None:
    course = make_course(lessons=0)
    english = translate(course)
    tomorrow = timezone.now() + timedelta(days=1)
    schedule = {"go_live_at": timezone.localtime(tomorrow).strftime("%Y-%m-%d %H:%M")}
    publish(author, course, course_form(course, track="B") | schedule)
    assert CoursePage.objects.get(pk=english.pk).track == ""

    with time_machine.travel(tomorrow + timedelta(hours=1)):
        call_command("publish_scheduled")

    assert CoursePage.objects.get(pk=course.pk).track == "B"
    assert CoursePage.objects.get(pk=english.pk).track == "B"
