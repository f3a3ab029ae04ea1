"""Where a page once was, its address leads to where it is now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from courses.models import LessonPage, ModulePage
from tests.factories import AssignmentFactory, PersonFactory
from tests.knowledge_factories import ArticlePageFactory, PlainPageFactory
from tests.page_factories import ENGLISH, lessons_in, make_course, translate
from xinqiao.accounts.models import Role

Rename = Callable[[Page, str], None]


def leads_to(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 301, address
    assert "no-cache" in response.headers["Cache-Control"]
    return response.headers["Location"]


@pytest.fixture
def rename(db: None, django_capture_on_commit_callbacks: Any) -> Rename:
    """Publishes a page under another last part of its address."""

    def publish(page: Page, slug: str) -> None:
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        page.refresh_from_db()

    return publish


def test_a_renamed_course_and_its_lessons_are_found_in_both_languages(
    client: Client, rename: Rename
) -> None:
    course = make_course(lessons=1)
    for version in (course, translate(course)):
        was = [version.url, lessons_in(version)[0].url]

        rename(version, "renamed")

        now = [version.url, lessons_in(version)[0].url]
        assert [leads_to(client, address) for address in was] == now
        assert all(client.get(address).status_code == 200 for address in now)
        assert "/renamed/" in now[0]


def test_a_lesson_moved_to_another_course_is_found_in_both_languages(
    client: Client, db: None
) -> None:
    course, elsewhere = make_course(lessons=1), make_course(lessons=0)
    pairs = [(course, elsewhere), (translate(course), translate(elsewhere))]
    for version, target in pairs:
        lesson = lessons_in(version)[0]
        was = lesson.url

        lesson.move(ModulePage.objects.child_of(target).get(), pos="last-child")

        assert leads_to(client, was) == LessonPage.objects.get(pk=lesson.pk).url


def test_a_renamed_article_is_found_with_whatever_hangs_on_its_address(
    client: Client, rename: Rename
) -> None:
    article = ArticlePageFactory()
    was = article.url

    rename(article, "先看见")

    assert leads_to(client, f"{was}?from=wechat") == article.url
    assert leads_to(client, was.rstrip("/")) == article.url
    assert client.get(article.url).status_code == 200


def test_the_old_address_of_one_language_is_not_taken_in_the_other(
    client: Client, rename: Rename
) -> None:
    article = ArticlePageFactory(slug="old")
    ArticlePageFactory(of=article, language=ENGLISH, slug="english")

    rename(article, "new")

    assert client.get("/en/articles/old/").status_code == 404


def test_a_new_page_at_an_old_address_is_shown(client: Client, rename: Rename) -> None:
    article = ArticlePageFactory(slug="old")
    rename(article, "new")

    newcomer = ArticlePageFactory(slug="old")

    assert client.get(newcomer.url).context["page"] == newcomer


def test_what_went_away_and_came_back_and_was_taken_down_leads_in_no_circle(
    client: Client, rename: Rename
) -> None:
    article = ArticlePageFactory(slug="old")
    for slug in ("旧的", "old", "旧的"):
        rename(article, slug)
    address = article.url
    assert Redirect.objects.count() == 2

    article.unpublish()

    assert client.get(address).status_code == 404
    article.refresh_from_db()
    rename(article, "旧的")
    assert client.get(address).status_code == 200


def test_an_unknown_address_stays_unknown(client: Client, db: None) -> None:
    PlainPageFactory()

    assert client.get("/zh-hans/nowhere/").status_code == 404


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.TRAINER, Role.REVIEWER])
def test_the_list_of_old_addresses_is_for_administrators(db: None, role: Role) -> None:
    editor, administrator = Client(), Client()
    editor.force_login(AssignmentFactory(role=role).person)
    administrator.force_login(PersonFactory(is_superuser=True, is_staff=True))

    assert editor.get("/cms/redirects/").headers["Location"] == "/cms/"
    assert "/cms/redirects/" not in editor.get("/cms/").content.decode()
    assert administrator.get("/cms/redirects/").status_code == 200
    assert "/cms/redirects/" in administrator.get("/cms/").content.decode()
    assert not Redirect.objects.exists()
