"""Who reads which lesson, and what the others are told."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from courses import services
from courses.models import CoursePage, LessonPage, ModulePage
from tests.courses.conftest import everything, fact, send
from tests.factories import PersonFactory
from tests.page_factories import (
    LessonPageFactory,
    ModulePageFactory,
    lessons_in,
    make_course,
    translate,
)
from xinqiao.accounts.models import Person


@pytest.fixture
def closed(db: None) -> CoursePage:
    return make_course(access=CoursePage.Access.ENROLLED)


@pytest.fixture
def ordered(learner: Person) -> CoursePage:
    course = make_course(lessons=3, in_order=True)
    services.enrol(learner, course)
    return course


@pytest.fixture
def editor(db: None) -> Client:
    client = Client()
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))
    return client


def test_anybody_reads_the_lessons_of_an_open_course(client: Client, lesson: LessonPage) -> None:
    assert client.get(lesson.get_url()).status_code == 200


def test_a_visitor_is_told_that_a_lesson_is_for_those_who_joined(
    client: Client, closed: CoursePage
) -> None:
    response = client.get(lessons_in(closed)[0].get_url())

    assert response.headers["Location"] == closed.get_url()
    assert len(list(get_messages(response.wsgi_request))) == 1


def test_so_is_somebody_who_has_not_joined(device: Client, closed: CoursePage) -> None:
    response = device.get(lessons_in(closed)[0].get_url())

    assert response.headers["Location"] == closed.get_url()


def test_who_has_joined_reads_it(device: Client, learner: Person, closed: CoursePage) -> None:
    services.enrol(learner, closed)

    assert device.get(lessons_in(closed)[0].get_url()).status_code == 200


def test_who_has_left_reads_it_no_more(device: Client, learner: Person, closed: CoursePage) -> None:
    services.enrol(learner, closed)
    services.leave(learner, closed.translation_key)

    assert device.get(lessons_in(closed)[0].get_url()).status_code == 302


def test_who_may_edit_a_lesson_reads_it(editor: Client, closed: CoursePage) -> None:
    assert editor.get(lessons_in(closed)[0].get_url()).status_code == 200


def test_a_lesson_of_an_unpublished_course_is_not_found(
    client: Client, course: CoursePage, lesson: LessonPage
) -> None:
    course.unpublish()

    assert client.get(lesson.get_url()).status_code == 404


def test_a_lesson_of_an_unpublished_module_is_not_found(client: Client, lesson: LessonPage) -> None:
    lesson.get_parent().specific.unpublish()

    assert client.get(lesson.get_url()).status_code == 404


def test_a_module_is_a_place_on_the_page_of_its_course(client: Client, course: CoursePage) -> None:
    module = ModulePage.objects.child_of(course).get()

    response = client.get(module.get_url())

    assert response.headers["Location"] == f"{course.get_url()}#{module.slug}"


# One course in two languages


@pytest.fixture
def half_closed(closed: CoursePage) -> CoursePage:
    """The English version, left open, of a course whose Chinese one is closed."""
    english = translate(closed)
    CoursePage.objects.filter(pk=english.pk).update(access=CoursePage.Access.OPEN)
    return CoursePage.objects.get(pk=english.pk)


def test_what_one_language_closes_is_closed_in_the_other(
    client: Client, half_closed: CoursePage
) -> None:
    lesson = lessons_in(half_closed)[0]

    assert client.get(lesson.get_url()).headers["Location"] == half_closed.get_url()
    assert located(lesson) not in client.get("/sitemap.xml").content.decode()
    assert client.get(half_closed.get_url()).status_code == 200


def test_a_version_published_later_opens_nothing(client: Client, closed: CoursePage) -> None:
    english = translate(closed)
    english.unpublish()
    english.access = CoursePage.Access.OPEN
    english.save_revision().publish()

    for course in (closed, english):
        assert client.get(lessons_in(course)[0].get_url()).status_code == 302


def test_a_draft_closes_nothing(client: Client, course: CoursePage) -> None:
    english = translate(course)
    CoursePage.objects.filter(pk=english.pk).update(access="enrolled", live=False)

    assert client.get(lessons_in(course)[0].get_url()).status_code == 200


# One after the other


def test_a_locked_lesson_says_why_and_links_to_what_opens_it(
    device: Client, ordered: CoursePage
) -> None:
    first, _second, third = lessons_in(ordered)

    response = device.get(third.get_url())

    assert response.status_code == 403
    page = response.content.decode()
    assert first.title in page
    assert f'href="{first.get_url()}"' in page
    assert third.title in page


def test_a_done_lesson_opens_the_next_one_only(device: Client, ordered: CoursePage) -> None:
    first, second, third = lessons_in(ordered)

    send(device, *everything(first))

    assert device.get(second.get_url()).status_code == 200
    assert device.get(third.get_url()).status_code == 403


def test_a_lesson_once_done_stays_open(device: Client, ordered: CoursePage) -> None:
    """The order may have been switched on later, or a lesson put in before."""
    _first, second, third = lessons_in(ordered)
    send(device, *everything(second))

    assert device.get(second.get_url()).status_code == 200
    assert device.get(third.get_url()).status_code == 403


def test_who_has_not_joined_reads_the_first_lesson_of_an_ordered_course(
    client: Client, ordered: CoursePage
) -> None:
    """Nobody reads less for having joined: the order is the same for all."""
    first, second, third = lessons_in(ordered)

    assert client.get(first.get_url()).status_code == 200
    for lesson in (second, third):
        response = client.get(lesson.get_url())
        assert response.status_code == 403
        assert f'class="button" href="{ordered.get_url()}"' in response.content.decode()


def test_the_course_shows_visitors_what_is_locked_and_promises_no_more(
    client: Client, ordered: CoursePage
) -> None:
    page = client.get(ordered.get_url()).content.decode()

    assert page.count('<li class="locked">') == 2
    assert "第一课谁都可以读" in page


def test_the_sitemap_names_the_first_lesson_of_an_ordered_course(
    client: Client, ordered: CoursePage, course: CoursePage
) -> None:
    first, *locked = lessons_in(ordered)

    sitemap = client.get("/sitemap.xml").content.decode()

    for page in [ordered, first, *lessons_in(course)]:
        assert located(page) in sitemap
    for page in locked:
        assert located(page) not in sitemap


def test_the_order_does_not_keep_editors_out(editor: Client, ordered: CoursePage) -> None:
    editor.post(reverse("join_course", args=[ordered.translation_key]))

    assert editor.get(lessons_in(ordered)[2].get_url()).status_code == 200


def test_facts_of_a_locked_lesson_are_taken_in_all_the_same(
    device: Client, ordered: CoursePage
) -> None:
    """They were made on a page loaded before the order was changed."""
    assert send(device, fact(lessons_in(ordered)[2]))["results"][0]["outcome"] == "accepted"


# Drafts and the sitemap


def located(page: Page) -> str:
    return f"{settings.BASE_URL}{page.get_url()}</loc>"


def test_a_draft_lesson_can_be_previewed(editor: Client, course: CoursePage) -> None:
    draft = LessonPageFactory(parent=ModulePageFactory(parent=course), live=False)

    response = editor.get(reverse("wagtailadmin_pages:view_draft", args=[draft.pk]))

    assert response.status_code == 200
    assert draft.title in response.content.decode()


def test_the_sitemap_holds_the_lessons_of_open_courses_in_both_languages(
    client: Client, course: CoursePage, closed: CoursePage
) -> None:
    english = translate(course)
    ModulePageFactory(parent=course)

    sitemap = client.get("/sitemap.xml").content.decode()

    for page in [course, english, *lessons_in(course), *lessons_in(english), closed]:
        assert located(page) in sitemap
    for page in [*lessons_in(closed), *ModulePage.objects.all()]:
        assert located(page) not in sitemap


def test_the_sitemap_passes_over_lessons_of_drafts(client: Client, course: CoursePage) -> None:
    elsewhere = make_course()
    elsewhere.unpublish()
    module = ModulePage.objects.child_of(course).get()
    module.unpublish()

    sitemap = client.get("/sitemap.xml").content.decode()

    for page in [*lessons_in(elsewhere), *lessons_in(course)]:
        assert located(page) not in sitemap


def test_an_editor_without_rights_on_the_lesson_is_a_learner_like_any_other(
    device: Client, learner: Person, closed: CoursePage
) -> None:
    assert not GroupPagePermission.objects.filter(group__user=learner).exists()
    assert Page.objects.get(pk=closed.pk).live
    assert device.get(lessons_in(closed)[0].get_url()).status_code == 302
