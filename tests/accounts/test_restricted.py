"""Pages and documents that an editor has closed: by signing in, or by a password of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from tests.factories import PASSWORD, PersonFactory
from tests.page_factories import make_course, translate
from xinqiao.accounts.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counting")]

WAGTAILS_OWN = "/en/_util/login/"


@pytest.fixture
def course() -> Page:
    return make_course()


def restrict(page: Page, kind: str, **more: str) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, **more)


def test_wagtails_bare_sign_in_page_takes_no_password(client: Client) -> None:
    PersonFactory(username="lin")

    response = client.post(WAGTAILS_OWN, {"username": "lin", "password": PASSWORD})

    assert response.status_code == 405
    assert "_auth_user_id" not in client.session


def test_it_leads_to_ours_and_on_from_there(client: Client) -> None:
    response = client.get(f"{WAGTAILS_OWN}?next=/en/courses/")

    assert response.headers["Location"] == "/en/account/login/?next=/en/courses/"


def test_a_page_for_people_with_an_account_asks_to_sign_in_here(
    client: Client, course: Page
) -> None:
    restrict(course, PageViewRestriction.LOGIN)

    response = client.get(course.get_url(), follow=True)

    assert response.redirect_chain[-1][0] == f"/zh-hans/account/login/?next={course.get_url()}"


def test_a_page_for_a_group_says_to_others_that_it_is_not_for_them(
    browser: Callable[[Person], Client], course: Page
) -> None:
    restrict(course, PageViewRestriction.GROUPS)

    response = browser(PersonFactory()).get(course.get_url(), follow=True)

    assert response.status_code == 403
    assert gettext("This page is not open to you") in response.content.decode()
    assert len(response.redirect_chain) == 1


def test_who_is_signed_in_reads_it(browser: Callable[[Person], Client], course: Page) -> None:
    restrict(course, PageViewRestriction.LOGIN)

    assert browser(PersonFactory()).get(course.get_url()).status_code == 200


def form_of(response: Any) -> tuple[str, dict[str, str]]:
    """Where the form on the page is sent, and what it sends along."""
    return response.context["action_url"], {
        "return_url": response.context["form"]["return_url"].value()
    }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_password_of_a_page_is_asked_for_on_a_page_of_ours(
    client: Client, course: Page, language: str
) -> None:
    if language == "en":
        course = translate(course)
    restrict(course, PageViewRestriction.PASSWORD, password="persimmon")

    response = client.get(course.get_url())
    page = response.content.decode()

    with translation.override(language):
        assert gettext("This page has a password") in page
    assert '<main id="main"' in page
    assert "no-store" in response.headers["Cache-Control"]

    action, hidden = form_of(response)
    wrong = client.post(action, hidden | {"password": "apple"}).content.decode()
    assert 'aria-invalid="true"' in wrong

    right = client.post(action, hidden | {"password": "persimmon"})
    assert right.headers["Location"] == course.get_url()
    assert course.title in client.get(course.get_url()).content.decode()


def test_wrong_passwords_of_a_page_are_counted_for_the_network_not_the_browser(
    course: Page,
) -> None:
    restrict(course, PageViewRestriction.PASSWORD, password="persimmon")
    action, hidden = form_of(Client().get(course.get_url()))

    def answer(password: str) -> int:
        return Client().post(action, hidden | {"password": password}).status_code

    assert {answer("persimmon") for _try in range(40)} == {302}
    assert {answer("apple") for _try in range(30)} == {200}
    assert answer("apple") == 429
    assert answer("persimmon") == 429


@pytest.fixture
def paper() -> Document:
    """A document in a collection with the password "persimmon"."""
    collection = Collection.get_first_root_node().add_child(name="内部")
    CollectionViewRestriction.objects.create(
        collection=collection,
        restriction_type="password",
        password="persimmon",
    )
    return Document.objects.create(
        title="文", file=ContentFile(b"x", name="x.pdf"), collection=collection
    )


def test_a_document_asks_on_a_page_of_ours_too_and_counts_too(paper: Document) -> None:
    asked = Client().get(paper.url)
    assert gettext("This document has a password") in asked.content.decode()
    assert '<main id="main"' in asked.content.decode()
    action, hidden = form_of(asked)

    def answer(password: str) -> int:
        return Client().post(action, hidden | {"password": password}).status_code

    assert answer("persimmon") == 302
    assert {answer("apple") for _try in range(30)} == {200}
    assert answer("persimmon") == 429
