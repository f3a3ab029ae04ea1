"""A sensitive article opens behind a calm notice, and its text goes nowhere by itself."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import PersonFactory
from tests.knowledge_factories import ArticlePageFactory, HelpLineFactory, TopicFactory
from tests.page_factories import ENGLISH
from xinqiao.knowledge.models import ArticlePage, Topic

WORDS = "他把袖子拉了下来"
SUMMARY = "这是摘要里的话"


@pytest.fixture
def article(db: None) -> ArticlePage:
    HelpLineFactory(number="12356")
    topics = [Topic(code="harm", name_zh="自伤自杀", name_en="Self-harm", sensitive=True)]
    Topic.objects.bulk_create(topics)
    return ArticlePageFactory(
        title="老师的第一句话",
        summary=SUMMARY,
        slug="first-words",
        topics=topics,
        body=[{"type": "text", "value": f"<p>{WORDS}。</p>"}],
    )


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_notice_says_what_it_is_about_whom_to_call_and_how_to_go_on_or_back(
    client: Client, article: ArticlePage
):
    html = read(client, article.url)

    main = html[html.index("<main") : html.index("</main>")]
    assert "老师的第一句话" in main
    assert "自伤自杀" in main
    assert 'href="tel:12356"' in main
    assert f'href="{article.url}?read=1"' in main
    assert 'href="/zh-hans/articles/"' in main
    assert WORDS not in html
    assert SUMMARY not in html


def test_who_chooses_to_reads_the_text_and_no_cookie_remembers_it(
    client: Client, article: ArticlePage
):
    response = client.get(f"{article.url}?read=1")

    assert WORDS in response.content.decode()
    assert not response.cookies
    assert WORDS not in read(client, article.url)


@pytest.mark.parametrize("query", ["?read=0", "?read=", "?read=yes", "?read=2&x=1", "?page=1"])
def test_any_other_address_leads_to_the_notice(client: Client, article: ArticlePage, query: str):
    assert WORDS not in read(client, article.url + query)


def test_an_article_marked_by_itself_has_the_notice_too(client: Client, db: None):
    article = ArticlePageFactory(
        sensitive=True, body=[{"type": "text", "value": f"<p>{WORDS}</p>"}]
    )

    assert WORDS not in read(client, article.url)


def test_every_other_article_opens_at_once(client: Client, db: None):
    article = ArticlePageFactory(topics=[TopicFactory()])

    html = read(client, article.url)

    assert 'class="calm-notice"' not in html
    assert "noindex" not in html


@pytest.mark.parametrize("query", ["", "?read=1"])
def test_neither_share_cards_nor_search_engines_carry_the_text(
    client: Client, article: ArticlePage, query: str
):
    html = read(client, article.url + query)

    head = html[: html.index("</head>")]
    assert SUMMARY not in head
    assert WORDS not in head
    assert "application/ld+json" not in html
    assert f'rel="canonical" href="http://127.0.0.1:8000{article.url}"' in head
    assert ("noindex" in head) == bool(query)


def test_the_other_language_has_the_notice_in_its_words(client: Client, article: ArticlePage):
    english = ArticlePageFactory(
        of=article, language=ENGLISH, topics=list(article.topics.all()), slug="first-words"
    )

    html = read(client, english.url)

    assert "Before you read" in html
    assert "Self-harm" in html


def test_editors_see_the_text_in_their_preview(article: ArticlePage):
    client = Client()
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))

    article.save_revision()
    html = read(client, f"/cms/pages/{article.pk}/view_draft/")

    assert WORDS in html
    assert 'class="calm-notice"' not in html


def test_the_notice_costs_no_more_than_the_article(
    client: Client,
    article: ArticlePage,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    warm_cache: None,
):
    other = ArticlePageFactory(topics=list(article.topics.all()))
    read(client, f"{other.url}?read=1")
    with django_assert_max_num_queries(30) as text:
        read(client, f"{other.url}?read=1")

    with django_assert_max_num_queries(len(text)):
        html = read(client, article.url)

    assert 'class="calm-notice"' in html


def test_a_sensitive_article_is_not_in_the_sitemap(client: Client, article: ArticlePage):
    calm = ArticlePageFactory()

    listed = client.get("/sitemap.xml").content.decode()

    assert f"{calm.url}<" in listed
    assert article.url not in listed
