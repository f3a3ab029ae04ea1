"""`my/`: what to do next, what was done, and everything that is kept."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext

from courses import services
from courses.models import CoursePage, CourseTitle, LessonFact, LessonPage
from tests.courses.conftest import everything, fact, send
from tests.factories import PersonFactory
from tests.page_factories import LessonPageFactory, lessons_in, make_course, translate
from xinqiao.accounts.models import Person

MY = "/zh-hans/my/"
EXPORT = "/zh-hans/my/export.json"


@pytest.fixture
def person(db: None) -> Person:
    return PersonFactory()


@pytest.fixture
def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def course(person: Person) -> CoursePage:
    course = make_course(title="守护第一步")
    services.enrol(person, course)
    return course


@pytest.fixture
def lesson(course: CoursePage) -> LessonPage:
    return lessons_in(course)[0]


def words(client: Client, address: str = MY) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_is_led_to_sign_in(client: Client) -> None:
    for address in (MY, EXPORT):
        response = client.get(address)

        assert response.status_code == 302
        assert "/account/login/?next=" in response.headers["Location"]


def test_a_newcomer_is_shown_the_courses(browser: Client) -> None:
    course = make_course()

    page = words(browser)

    assert f'class="button" href="{course.get_parent().get_url()}"' in page


def test_it_works_before_there_is_any_course(browser: Client) -> None:
    assert "<h1>" in words(browser)


def test_the_one_filled_button_leads_to_the_next_lesson(
    browser: Client, course: CoursePage
) -> None:
    first, second = lessons_in(course)
    assert f'class="button" href="{first.get_url()}"' in words(browser)

    send(browser, *everything(first))

    page = words(browser)
    assert f'class="button" href="{second.get_url()}"' in page
    assert page.count('class="button"') == 1


def test_the_course_touched_last_comes_first(
    browser: Client, person: Person, course: CoursePage
) -> None:
    other = make_course()
    services.enrol(person, other)
    assert words(browser).index(other.title) < words(browser).index(course.title)

    send(browser, fact(lessons_in(course)[1]))

    assert browser.get(MY).context["panels"][0][1]["next"].course == course


def test_when_all_is_done_another_course_is_offered(browser: Client, course: CoursePage) -> None:
    for lesson in lessons_in(course):
        send(browser, *everything(lesson))

    page = words(browser)

    assert f'class="button" href="{course.get_parent().get_url()}"' in page
    assert browser.get(MY).context["panels"][0][1]["finished"] == 1


def test_time_and_lessons_are_counted(browser: Client, lesson: LessonPage) -> None:
    send(browser, *everything(lesson), fact(lesson, "time", seconds=900))

    panel = browser.get(MY).context["panels"][0][1]

    assert panel["totals"] == {"lessons": 1, "seconds": 1200}


def test_a_deleted_lesson_is_still_named_in_the_history(
    browser: Client, lesson: LessonPage
) -> None:
    send(browser, *everything(lesson))
    title = lesson.title
    lesson.delete()

    assert title in words(browser)


def test_a_moved_lesson_is_linked_where_it_is_now(browser: Client, lesson: LessonPage) -> None:
    send(browser, fact(lesson))
    elsewhere = make_course(lessons=0)
    lesson.move(elsewhere.get_children().get(), pos="last-child")
    lesson.refresh_from_db()

    assert f'href="{lesson.get_url()}"' in words(browser)


@pytest.mark.parametrize("how", ["unpublished", "deleted"])
def test_a_course_that_is_gone_and_its_progress_are_still_there(
    browser: Client, course: CoursePage, lesson: LessonPage, how: str
) -> None:
    send(browser, *everything(lesson))
    if how == "deleted":
        course.delete()
    else:
        course.unpublish()

    page = words(browser)
    (place,) = browser.get(MY).context["panels"][0][1]["past"]

    assert "守护第一步" in page
    assert gettext("No course at the moment") in page
    assert gettext("Nothing begun yet") not in page
    assert (place.done, place.total, place.next_lesson) == (1, 2, None)


@pytest.mark.parametrize("how", ["unpublished", "deleted"])
def test_a_gone_course_is_named_in_the_language_of_the_page(
    browser: Client, course: CoursePage, how: str
) -> None:
    english = translate(course)
    for page in (english, course):
        if how == "deleted":
            CoursePage.objects.get(pk=page.pk).delete()
        else:
            page.unpublish()

    assert english.title in words(browser, "/en/my/")
    assert english.title not in words(browser)


def test_a_gone_course_of_which_only_the_joining_is_known_keeps_that_title(
    browser: Client, course: CoursePage
) -> None:
    CourseTitle.objects.all().delete()
    course.delete()

    assert "守护第一步" in words(browser, "/en/my/")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_page_is_only_read(browser: Client, method: str) -> None:
    for address in (MY, EXPORT):
        assert getattr(browser, method)(address).status_code == 405


def test_a_course_that_was_left_stands_among_the_earlier_ones(
    browser: Client, person: Person, course: CoursePage
) -> None:
    services.leave(person, course.translation_key)

    panel = browser.get(MY).context["panels"][0][1]

    assert [place.course for place in panel["past"]] == [course]
    assert panel["active"] == []
    assert panel["next"] is None


def test_in_the_other_language_it_is_the_same_progress(
    browser: Client, course: CoursePage, lesson: LessonPage
) -> None:
    english = translate(course)
    send(browser, *everything(lesson))

    page = words(browser, "/en/my/")

    assert english.title in page
    assert lessons_in(english)[1].get_url() in page
    assert "1 of 2 lessons done" in page


def test_an_ordered_course_goes_on_with_the_first_unfinished_lesson(
    browser: Client, person: Person
) -> None:
    course = make_course(lessons=3, in_order=True)
    services.enrol(person, course)
    first, second, _third = lessons_in(course)

    send(browser, fact(second), *everything(first))

    assert browser.get(MY).context["panels"][0][1]["next"].next_lesson == second


def test_nobody_sees_somebody_elses_learning(
    browser: Client, course: CoursePage, lesson: LessonPage
) -> None:
    send(browser, *everything(lesson))
    stranger = Client()
    stranger.force_login(PersonFactory())

    assert lesson.title not in words(stranger)
    assert "书包" not in words(stranger, EXPORT)


# Everything that is kept


def test_the_export_holds_everything_and_is_a_file(
    browser: Client, person: Person, course: CoursePage, lesson: LessonPage
) -> None:
    send(browser, *everything(lesson))

    response = browser.get(EXPORT)
    kept = json.loads(response.content)

    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in response.headers["Cache-Control"]
    assert kept["account"]["username"] == person.username
    learning = kept["learning"]
    assert [place["course_title"] for place in learning["enrolments"]] == [course.title]
    assert learning["reflections"][0]["text"] == "我先看见了书包。"
    assert learning["progress"][0]["lesson"] == lesson.title
    assert len(learning["facts"]) == LessonFact.objects.filter(person=person).count() == 5


def test_the_export_names_deleted_lessons_too(browser: Client, lesson: LessonPage) -> None:
    send(browser, fact(lesson))
    title = lesson.title
    lesson.delete()

    assert json.loads(words(browser, EXPORT))["learning"]["facts"][0]["lesson"] == title


# Cost


def test_the_page_costs_the_same_with_many_courses_and_lessons(
    browser: Client, person: Person, course: CoursePage
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            words(browser)
        return len(captured)

    send(browser, *everything(lessons_in(course)[0]))
    few = queries()

    module = lessons_in(course)[0].get_parent()
    for _ in range(98):
        LessonPageFactory(parent=module)
    for _ in range(29):
        services.enrol(person, make_course(lessons=1))
    send(browser, *(fact(lesson) for lesson in lessons_in(course)))
    lessons_in(course)[1].delete()

    assert queries() <= few + 2
    assert few <= 23


def test_idle_weeks_change_nothing_but_the_order(
    browser: Client, person: Person, course: CoursePage, lesson: LessonPage
) -> None:
    person.enrolments.update(joined_at=timezone.now() - timedelta(days=60))
    send(browser, fact(lesson, "seen", at=timezone.now() - timedelta(days=40)))

    assert f'href="{lesson.get_url()}"' in words(browser)
