"""The Atom feed of articles."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.knowledge_factories import ArticlePageFactory, TopicFactory, article_index
from tests.page_factories import ENGLISH

ATOM = {"a": "http://www.w3.org/2005/Atom"}
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(client: Client, language: str = "zh-hans") -> ElementTree.Element:
    response = client.get(f"/{language}/articles/feed/")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314  (our own)


def texts(root: ElementTree.Element, path: str) -> list[str]:
    return [element.text or "" for element in root.findall(path, ATOM)]


def links(root: ElementTree.Element, path: str) -> list[str]:
    return [element.attrib["href"] for element in root.findall(path, ATOM)]


def test_the_feed_holds_what_atom_asks_for(client: Client, db: None):
    article = ArticlePageFactory(title="想念 & <远方>", summary="一 & 二")

    root = feed(client)

    assert root.attrib[XML_LANGUAGE] == "zh-hans"
    for needed in ("a:id", "a:title", "a:updated", "a:author/a:name"):
        assert all(texts(root, needed)) and texts(root, needed), needed
        assert len(texts(root, f"a:entry/{needed}")) == (needed != "a:author/a:name"), needed
    assert texts(root, "a:entry/a:title") == ["想念 & <远方>"]
    assert texts(root, "a:entry/a:summary") == ["一 &amp; 二"]
    assert links(root, "a:entry/a:link") == [f"http://127.0.0.1:8000{article.url}"]
    assert links(root, "a:link[@rel='self']") == ["http://127.0.0.1:8000/zh-hans/articles/feed/"]
    assert links(root, "a:link[@rel='alternate']") == ["http://127.0.0.1:8000/zh-hans/articles/"]


def test_each_language_has_a_feed_of_its_own(client: Client, db: None):
    chinese = ArticlePageFactory(title="想念")
    ArticlePageFactory(title="Missing someone", of=chinese, language=ENGLISH)

    assert texts(feed(client), "a:entry/a:title") == ["想念"]
    assert texts(feed(client, "en"), "a:entry/a:title") == ["Missing someone"]
    ids = texts(feed(client), ".//a:id") + texts(feed(client, "en"), ".//a:id")
    assert len(set(ids)) == 4


def test_an_entry_keeps_its_id_when_the_article_moves(client: Client, db: None):
    article = ArticlePageFactory()
    before = texts(feed(client), "a:entry/a:id")

    article.slug = "elsewhere"
    article.save()

    assert texts(feed(client), "a:entry/a:id") == before
    assert links(feed(client), "a:entry/a:link")[0].endswith("/articles/elsewhere/")


def test_sensitive_articles_and_drafts_stay_out(client: Client, db: None):
    ArticlePageFactory(sensitive=True)
    ArticlePageFactory(topics=[TopicFactory(sensitive=True)])
    ArticlePageFactory(live=False)

    assert texts(feed(client), "a:entry/a:title") == []


def test_signs_that_no_xml_may_hold_do_not_break_the_feed(client: Client, db: None):
    ArticlePageFactory(title="想\x0b念", summary="一\x0c二")

    assert texts(feed(client), "a:entry/a:title") == ["想念"]


@pytest.mark.usefixtures("warm_cache")
def test_the_feed_costs_the_same_however_many_articles_there_are(
    client: Client, db: None, django_assert_max_num_queries: DjangoAssertNumQueries
):
    article_index()
    for _ in range(5):
        ArticlePageFactory()
    feed(client)

    with django_assert_max_num_queries(5):
        feed(client)
