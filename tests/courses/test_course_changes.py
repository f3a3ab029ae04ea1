"""Deleting, unpublishing and moving what people are learning."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Page

from courses import services
from courses.models import CoursePage, LessonProgress
from tests.courses.conftest import everything, send
from tests.factories import AssignmentFactory, PersonFactory
from tests.page_factories import (
    ENGLISH,
    CoursePageFactory,
    LessonPageFactory,
    lessons_in,
    make_course,
    translate,
)
from xinqiao.accounts.editor_groups import ensure_editor_groups
from xinqiao.accounts.models import Role

BULK = "/cms/bulk/wagtailcore/page/"
ON_COURSE = "2 people are learning in"
ON_PART = "is part of a course that 2 people are taking"


def browser(**fields: object) -> Client:
    client = Client()
    client.force_login(PersonFactory(language="en", **fields))
    return client


@pytest.fixture
def course(db: None) -> CoursePage:
    """A course that two people are on, and one has left."""
    ensure_editor_groups()
    course = make_course()
    people = [PersonFactory() for _ in range(3)]
    for person in people:
        services.enrol(person, course)
    services.leave(people[0], course.translation_key)
    return course


@pytest.fixture
def administrator(db: None) -> Client:
    return browser(is_superuser=True)


@pytest.fixture
def author(course: CoursePage) -> Client:
    client = Client()
    client.force_login(
        AssignmentFactory(role=Role.AUTHOR, person=PersonFactory(language="en")).person
    )
    return client


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("act", ["delete", "unpublish"])
def test_before_a_course_or_a_part_goes_one_reads_how_many_are_on_it(
    administrator: Client, course: CoursePage, act: str
) -> None:
    lesson = lessons_in(course)[0]

    assert ON_COURSE in words(administrator, f"/cms/pages/{course.pk}/{act}/")
    assert ON_COURSE in words(administrator, f"/cms/pages/{course.get_parent().pk}/{act}/")
    for part in (lesson, lesson.get_parent()):
        assert ON_PART in words(administrator, f"/cms/pages/{part.pk}/{act}/")


@pytest.mark.parametrize("act", ["delete", "unpublish", "move"])
def test_the_same_stands_where_many_are_ticked(
    administrator: Client, course: CoursePage, act: str
) -> None:
    one, two = lessons_in(course)

    page = words(administrator, f"{BULK}{act}/?id={one.pk}&id={two.pk}")

    assert page.count(ON_PART) == 2


def test_in_another_language_it_is_the_same_people(
    administrator: Client, course: CoursePage
) -> None:
    english = translate(course)

    assert ON_COURSE in words(administrator, f"/cms/pages/{english.pk}/delete/")


def test_a_translation_that_was_never_published_is_deleted_by_its_author(
    author: Client, course: CoursePage
) -> None:
    draft = CoursePageFactory(language=ENGLISH, of=course, live=False)
    assert ON_COURSE not in words(author, f"/cms/pages/{draft.pk}/delete/")

    author.post(f"/cms/pages/{draft.pk}/delete/")

    assert not CoursePage.objects.filter(pk=draft.pk).exists()
    assert CoursePage.objects.filter(pk=course.pk).exists()


def test_a_part_that_leaves_its_course_is_warned_of_and_one_that_stays_is_not(
    administrator: Client, course: CoursePage
) -> None:
    lesson, other = lessons_in(course)[0], make_course(modules=1)
    elsewhere = Page.objects.child_of(other).get()

    away = words(administrator, f"/cms/pages/{lesson.pk}/move/{elsewhere.pk}/confirm/")
    inside = words(administrator, f"/cms/pages/{lesson.pk}/move/{lesson.get_parent().pk}/confirm/")

    assert ON_PART in away
    assert "people" not in inside.split("<main", 1)[1]


@pytest.mark.parametrize("act", ["delete", "unpublish"])
def test_where_nobody_is_nothing_is_said(administrator: Client, db: None, act: str) -> None:
    course = make_course()

    page = words(administrator, f"/cms/pages/{course.pk}/{act}/")

    assert "is learning" not in page and "are learning" not in page


def test_an_author_unpublishes_what_people_learn_and_deletes_it_not(
    author: Client, course: CoursePage
) -> None:
    lesson = lessons_in(course)[0]

    refused = author.post(f"/cms/pages/{lesson.pk}/delete/", follow=True)
    author.post(f"{BULK}delete/?id={lesson.pk}", {"next": "/cms/"})

    assert refused.request["PATH_INFO"] == f"/cms/pages/{lesson.pk}/unpublish/"
    assert "Only administrators delete it" in refused.content.decode()
    assert Page.objects.get(pk=lesson.pk).live
    author.post(f"/cms/pages/{lesson.pk}/unpublish/")
    assert not Page.objects.get(pk=lesson.pk).live


def test_an_author_deletes_a_lesson_that_nobody_ever_saw(
    author: Client, course: CoursePage
) -> None:
    draft = LessonPageFactory(parent=lessons_in(course)[0].get_parent(), live=False)
    unread = lessons_in(make_course())[0]

    for page in (draft, unread):
        author.post(f"/cms/pages/{page.pk}/delete/")
        assert not Page.objects.filter(pk=page.pk).exists()


def test_a_course_without_lessons_is_not_deleted_under_those_who_joined(
    author: Client, db: None
) -> None:
    course = make_course(lessons=0, modules=0)
    services.enrol(PersonFactory(), course)

    author.post(f"/cms/pages/{course.pk}/delete/")

    assert Page.objects.filter(pk=course.pk).exists()


def test_what_an_administrator_deletes_leaves_the_progress(
    administrator: Client, course: CoursePage
) -> None:
    lesson = lessons_in(course)[0]
    learner = Client()
    learner.force_login(course_mate := PersonFactory())
    services.enrol(course_mate, course)
    send(learner, *everything(lesson))

    administrator.post(f"/cms/pages/{lesson.pk}/delete/")

    assert not Page.objects.filter(pk=lesson.pk).exists()
    assert LessonProgress.objects.get().done_at is not None
