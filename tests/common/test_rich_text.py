"""Links in running text."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries
from wagtail.rich_text import expand_db_html

from tests.knowledge_factories import ArticlePageFactory
from tests.page_factories import ENGLISH
from xinqiao.common.rich_text import strings, texts_with_links
from xinqiao.knowledge.models import ArticlePage


def link(page: ArticlePage) -> str:
    return f'<a linktype="page" id="{page.pk}">文</a>'


def test_a_link_leads_to_the_version_in_the_language_of_the_reader(db: None):
    chinese = ArticlePageFactory()
    english = ArticlePageFactory(of=chinese, language=ENGLISH)

    assert expand_db_html(link(chinese)) == f'<a href="{chinese.url}">文</a>'
    assert expand_db_html(link(english)) == f'<a href="{chinese.url}">文</a>'
    with override("en"):
        assert expand_db_html(link(chinese)) == f'<a href="{english.url}">文</a>'


def test_without_such_a_version_it_leads_to_the_page_itself(db: None):
    chinese = ArticlePageFactory()
    ArticlePageFactory(of=chinese, language=ENGLISH, live=False)

    with override("en"):
        assert expand_db_html(link(chinese)) == f'<a href="{chinese.url}">文</a>'


@pytest.mark.parametrize("key", ["0", "999999", "", "x", "-1"])
def test_a_link_to_nothing_leaves_its_words(db: None, key: str):
    assert expand_db_html(f'<a linktype="page" id="{key}">文</a>') == "<a>文</a>"


def test_a_link_to_a_draft_leaves_its_words(db: None):
    assert expand_db_html(link(ArticlePageFactory(live=False))) == "<a>文</a>"


@pytest.mark.usefixtures("warm_cache")
def test_all_links_of_a_page_are_looked_up_together(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
):
    one, two = ArticlePageFactory(), ArticlePageFactory()
    step = {"type": "item", "id": "s", "value": {"name": "", "text": link(two)}}
    body = [
        {"type": "text", "value": f"<p>{link(one)}</p>"},
        {"type": "text", "value": "<p>没有链接。</p>"},
        {"type": "steps", "value": {"title": "", "steps": [step]}},
    ]
    page = ArticlePageFactory(body=body)
    expand_db_html(link(one))

    with django_assert_num_queries(1):
        texts = texts_with_links(page)

    assert texts == {
        f"<p>{link(one)}</p>": f'<p><a href="{one.url}">文</a></p>',
        link(two): f'<a href="{two.url}">文</a>',
    }


def test_strings_are_found_at_any_depth():
    assert list(strings({"a": ["x", {"b": "y"}, 3, None, True], "c": ("z",)})) == ["x", "y", "z"]
