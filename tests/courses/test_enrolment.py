"""Joining, leaving and what comes first."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import translation

from courses import services
from courses.models import CoursePage, Enrolment, LessonPage, LessonProgress
from tests.courses.conftest import everything, send
from tests.factories import PersonFactory
from tests.page_factories import ENGLISH, CoursePageFactory, lessons_in, make_course, translate
from xinqiao.accounts.models import Person


def address(name: str, course: CoursePage, language: str = "zh-hans") -> str:
    with translation.override(language):
        return reverse(name, args=[course.translation_key])


def said(response: object) -> str:
    return " ".join(map(str, get_messages(response.wsgi_request)))  # type: ignore[attr-defined]


def finish(client: Client, person: Person, course: CoursePage) -> None:
    services.enrol(person, course)
    for lesson in lessons_in(course):
        send(client, *everything(lesson))


def test_joining_gives_a_place_and_leads_to_the_course(
    device: Client, learner: Person, course: CoursePage
) -> None:
    response = device.post(address("join_course", course))

    assert response.headers["Location"] == course.get_url()
    assert Enrolment.objects.of(learner).on(course).active().count() == 1


def test_joining_twice_is_one_place(device: Client, learner: Person, course: CoursePage) -> None:
    device.post(address("join_course", course))
    device.post(address("join_course", course))

    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("name", ["join_course", "leave_course"])
def test_a_link_alone_changes_nothing(
    device: Client, enrolled: Person, course: CoursePage, name: str
) -> None:
    """After signing in, a browser asks with GET for what it had posted."""
    before = list(Enrolment.objects.values())

    response = device.get(address(name, course))

    assert response.headers["Location"] == course.get_url()
    assert list(Enrolment.objects.values()) == before


@pytest.mark.parametrize("name", ["join_course", "leave_course"])
def test_another_site_cannot_press_the_button(
    learner: Person, course: CoursePage, name: str
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(learner)

    assert browser.post(address(name, course)).status_code == 403


def test_a_visitor_is_led_to_sign_in_and_back(client: Client, course: CoursePage) -> None:
    response = client.post(address("join_course", course))

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/zh-hans/account/login/?next=")
    assert not Enrolment.objects.exists()


def test_nobody_joins_a_draft(device: Client, learner: Person) -> None:
    draft = CoursePageFactory(live=False)

    assert device.post(address("join_course", draft)).status_code == 404
    with pytest.raises(services.NotOpen):
        services.enrol(learner, draft)


def test_a_place_holds_in_both_languages(
    device: Client, learner: Person, course: CoursePage
) -> None:
    english = translate(course)

    device.post(address("join_course", english, ENGLISH))
    device.post(address("join_course", course))

    assert Enrolment.objects.get().course_key == course.translation_key
    assert device.get(english.get_url()).context["state"].enrolled


def test_leaving_keeps_the_progress(
    device: Client, enrolled: Person, course: CoursePage, lesson: LessonPage
) -> None:
    send(device, *everything(lesson))

    device.post(address("leave_course", course))

    assert not Enrolment.objects.active().exists()
    assert LessonProgress.objects.get().done_at is not None
    services.enrol(enrolled, course)
    assert device.get(course.get_url()).context["state"].done == 1


def test_a_course_whose_page_is_gone_can_be_left(
    device: Client, enrolled: Person, course: CoursePage
) -> None:
    course.delete()

    response = device.post(address("leave_course", course))

    assert response.headers["Location"] == "/zh-hans/my/"
    assert not Enrolment.objects.active().exists()


# What comes first


@pytest.fixture
def basics(db: None) -> CoursePage:
    return make_course(lessons=1, title="基础课")


@pytest.fixture
def advanced(basics: CoursePage) -> CoursePage:
    return make_course(lessons=1, title="进阶课", prerequisites=[basics])


def test_joining_says_which_course_comes_first_and_links_to_it(
    device: Client, basics: CoursePage, advanced: CoursePage
) -> None:
    response = device.post(address("join_course", advanced))

    assert f'<a href="{basics.get_url()}">基础课</a>' in said(response)
    assert not Enrolment.objects.exists()


def test_a_title_cannot_smuggle_markup_into_the_message(device: Client) -> None:
    basics = make_course(lessons=1, title="<script>1</script>")
    advanced = make_course(lessons=1, prerequisites=[basics])

    assert "<script>" not in said(device.post(address("join_course", advanced)))


def test_the_course_page_says_what_is_missing_instead_of_the_button(
    device: Client, basics: CoursePage, advanced: CoursePage
) -> None:
    page = device.get(advanced.get_url()).content.decode()

    assert f'<a href="{basics.get_url()}">基础课</a>' in page
    assert address("join_course", advanced) not in page


def test_a_finished_course_opens_the_next(
    device: Client, learner: Person, basics: CoursePage, advanced: CoursePage
) -> None:
    finish(device, learner, basics)

    device.post(address("join_course", advanced))

    assert Enrolment.objects.of(learner).on(advanced).exists()


def test_what_comes_first_holds_in_the_other_language_too(
    device: Client, learner: Person, basics: CoursePage, advanced: CoursePage
) -> None:
    """The Chinese page was chosen, on the Chinese page; the English one says so in English."""
    english = translate(advanced)
    first = translate(basics)

    response = device.post(address("join_course", english, ENGLISH))

    assert f'<a href="{first.get_url()}">{first.title}</a>' in said(response)
    with translation.override(ENGLISH):
        assert services.missing_prerequisites(learner, english) == [first]


def test_finishing_the_course_in_english_opens_the_next_one_in_chinese(
    device: Client, learner: Person, basics: CoursePage, advanced: CoursePage
) -> None:
    finish(device, learner, translate(basics))

    assert services.missing_prerequisites(learner, advanced) == []


def test_a_withdrawn_course_is_asked_of_nobody(
    learner: Person, basics: CoursePage, advanced: CoursePage
) -> None:
    basics.unpublish()

    assert services.missing_prerequisites(learner, advanced) == []


def test_a_draft_translation_asks_nothing(learner: Person, basics: CoursePage) -> None:
    course = make_course(lessons=1)
    CoursePageFactory(language=ENGLISH, of=course, live=False, prerequisites=[basics])

    assert services.missing_prerequisites(learner, course) == []


def test_a_course_never_waits_for_itself(learner: Person, course: CoursePage) -> None:
    english = translate(course)
    english.prerequisites.set([course])
    english.save()

    assert services.missing_prerequisites(learner, course) == []


def test_a_course_without_lessons_is_never_finished(learner: Person) -> None:
    empty = make_course(lessons=0)
    after = make_course(lessons=1, prerequisites=[empty])

    assert services.missing_prerequisites(learner, after) == [empty]


def test_a_new_lesson_reopens_nothing_for_those_who_have_joined(
    device: Client, learner: Person, basics: CoursePage, advanced: CoursePage
) -> None:
    finish(device, learner, basics)
    services.enrol(learner, advanced)

    assert services.enrol(PersonFactory(), make_course()).left_at is None
    assert Enrolment.objects.of(learner).on(advanced).active().exists()
