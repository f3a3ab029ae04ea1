"""Finding the page that belongs to an address."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page, PageViewRestriction, Site

from tests.knowledge_factories import ArticlePageFactory, PlainPageFactory
from tests.page_factories import ENGLISH, HomePageFactory, home_page, lessons_in, make_course
from xinqiao.common.serving import page_at


@pytest.mark.usefixtures("warm_cache")
def test_a_page_is_found_in_two_queries_however_deep_it_lies(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
):
    lesson = lessons_in(make_course())[0]
    page_at(HttpRequest(), "")

    with django_assert_num_queries(2):
        found = page_at(HttpRequest(), lesson.url.removeprefix("/zh-hans/"))

    assert found == lesson
    assert type(found) is type(lesson)


def test_the_same_slug_elsewhere_is_another_page(client: Client, db: None):
    here, below = PlainPageFactory(slug="twin", title="上面的"), None
    below = PlainPageFactory(slug="twin", title="下面的", parent=here)

    assert "上面的" in client.get(here.url).content.decode()
    assert "下面的" in client.get(below.url).content.decode()


def test_each_language_has_its_own_tree(client: Client, db: None):
    home_page(ENGLISH)
    article = ArticlePageFactory(slug="only-chinese")

    assert client.get(article.url).status_code == 200
    assert client.get("/en/articles/only-chinese/").status_code == 404


def test_drafts_and_deleted_pages_are_not_there(client: Client, db: None):
    draft, gone = ArticlePageFactory(live=False), ArticlePageFactory()
    address = gone.url
    gone.delete()

    assert client.get(draft.url).status_code == 404
    assert client.get(address).status_code == 404


def test_a_restricted_page_still_asks_who_one_is(client: Client, db: None):
    article = ArticlePageFactory()
    PageViewRestriction.objects.create(page=article.get_parent(), restriction_type="login")

    assert client.get(article.url).status_code == 302


def test_a_second_site_is_left_to_wagtail(client: Client, db: None):
    home = home_page()
    other = HomePageFactory(slug="other", title="另一个站", language=ENGLISH)
    Page.objects.filter(pk=other.pk).update(locale=home.locale)
    Site.objects.create(hostname="other.example", root_page=Page.objects.get(pk=other.pk))

    first = client.get("/zh-hans/", headers={"host": "localhost"})
    second = client.get("/zh-hans/", headers={"host": "other.example"})

    assert first.context["page"].pk == home.pk
    assert second.context["page"].pk == other.pk
