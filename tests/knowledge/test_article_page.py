"""The page of an article, as everybody sees it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from tests.knowledge_factories import (
    ArticlePageFactory,
    GlossaryTermFactory,
    HelpLineFactory,
    TopicFactory,
)
from tests.page_factories import ENGLISH
from xinqiao.knowledge.models import ArticlePage


def read(client: Client, article: ArticlePage, status: int = 200) -> str:
    response = client.get(article.url)
    assert response.status_code == status
    return response.content.decode()


def text(html: str) -> dict[str, Any]:
    return {"type": "text", "value": html}


def structured(html: str) -> dict[str, Any]:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return json.loads(block)


def test_an_article_tells_what_it_rests_on_and_when_it_is_reviewed(client: Client, db: None):
    source = {"title": "未成年人保护法", "publisher": "全国人大常委会", "year": "2024", "url": ""}
    html = read(client, ArticlePageFactory(sources=[{"type": "source", "value": source}]))

    assert "听，比问更要紧。" in html
    assert "未成年人保护法" in html
    assert "2026年11月20日" in html
    assert "2027年11月20日" in html


def test_a_sensitive_article_can_be_read_at_its_address(client: Client, db: None):
    article = ArticlePageFactory(title="我该跟谁说", topics=[TopicFactory(sensitive=True)])

    assert "我该跟谁说" in read(client, article)


def test_the_help_lines_are_on_the_page_and_survive_printing(client: Client, db: None):
    HelpLineFactory(number="12356")

    html = read(client, ArticlePageFactory())

    bar = html[html.index('class="help-bar"') : html.index("</aside>")]
    assert "12356" in re.sub(r'<a class="[^"]*no-print.*?</a>', "", bar)


def test_a_term_is_explained_once_on_the_page(client: Client, db: None):
    GlossaryTermFactory(slug="guardian")
    GlossaryTermFactory(slug="guardian", term="guardian", language=ENGLISH)
    step = {"type": "item", "id": "s", "value": {"name": "", "text": "<p>找监护人。</p>"}}
    article = ArticlePageFactory(
        body=[
            text("<h2>监护人</h2><p>问监护人。</p>"),
            text("<p>监护人</p>"),
            {"type": "steps", "value": {"title": "", "steps": [step, step]}},
        ]
    )

    html = read(client, article)

    assert html.count('class="term"') == 1
    assert '<h2>监护人</h2><p>问<a class="term" href="/zh-hans/glossary/#guardian"' in html


def test_a_text_on_when_to_get_help_has_no_definitions_in_it(client: Client, db: None):
    GlossaryTermFactory(slug="guardian")
    when = {"title": "当天就说", "text": "<p>告诉监护人。</p>"}
    article = ArticlePageFactory(body=[{"type": "help", "value": when}, text("<p>监护人</p>")])

    html = read(client, article)

    assert "<p>告诉监护人。</p>" in html
    assert html.count('class="term"') == 1


def test_the_structured_data_is_whole_and_cannot_end_its_element(client: Client, db: None):
    article = ArticlePageFactory(title='</script><script>alert("1")</script>')

    html = read(client, article)

    data = structured(html)
    assert data["headline"] == article.title
    assert data["url"] == data["mainEntityOfPage"]["@id"] == f"http://127.0.0.1:8000{article.url}"
    assert data["inLanguage"] == "zh-Hans"
    assert data["about"] == [{"@type": "Thing", "name": "情绪"}]
    assert data["image"].startswith("http://127.0.0.1:8000/static/")
    assert "<script>alert" not in html


def test_what_is_unknown_is_left_out_of_the_structured_data(client: Client, db: None):
    article = ArticlePageFactory(last_reviewed_on=None, next_review_on=None)

    data = structured(read(client, article))

    assert "lastReviewed" not in data["mainEntityOfPage"]
    assert None not in data.values()


def test_a_share_card_names_absolute_addresses(client: Client, db: None):
    html = read(client, article := ArticlePageFactory())

    assert '<meta property="og:image" content="http://127.0.0.1:8000/static/' in html
    assert f'<meta property="og:url" content="http://127.0.0.1:8000{article.url}">' in html


def further(*pages: ArticlePage) -> dict[str, Any]:
    items = [{"type": "item", "value": page.pk, "id": f"i{page.pk}"} for page in pages]
    return {"type": "related_pages", "value": {"title": "", "pages": items}}


def test_further_reading_leaves_out_what_is_sensitive_private_or_a_draft(client: Client, db: None):
    private = ArticlePageFactory(title="内部的")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    others = [
        ArticlePageFactory(title="可以读的"),
        ArticlePageFactory(title="敏感的", sensitive=True),
        ArticlePageFactory(title="主题敏感的", topics=[TopicFactory(sensitive=True)]),
        ArticlePageFactory(title="没写完的", live=False),
        private,
    ]

    html = read(client, ArticlePageFactory(body=[further(*others)]))

    assert "可以读的" in html
    assert not [title for title in ("敏感的", "没写完的", "内部的") if title in html]


def test_without_anything_to_read_on_there_is_no_heading_for_it(client: Client, db: None):
    html = read(client, ArticlePageFactory(body=[further(ArticlePageFactory(live=False))]))

    assert 'class="related' not in html


def test_further_reading_is_in_the_language_of_the_reader(client: Client, db: None):
    other = ArticlePageFactory(title="想念")
    ArticlePageFactory(title="Missing someone", language=ENGLISH, of=other)
    only_chinese = ArticlePageFactory(title="只有中文")
    english = ArticlePageFactory(language=ENGLISH, body=[further(other, only_chinese)])

    html = read(client, english)

    assert "Missing someone" in html
    assert "想念" not in html
    assert "只有中文" in html


def test_a_page_chosen_and_then_deleted_does_no_harm(client: Client, db: None):
    gone = ArticlePageFactory()
    article = ArticlePageFactory(body=[further(gone), text("<p>照旧。</p>")])
    gone.delete()

    assert "照旧" in read(client, article)


def rich_article(paragraphs: int, **fields: Any) -> ArticlePage:
    """An article with all that costs queries: topics, terms, links in its text, further reading."""
    linked = [ArticlePageFactory() for _ in range(3)]
    links = "".join(f'<a linktype="page" id="{page.pk}">文</a>' for page in linked)
    return ArticlePageFactory(
        topics=[TopicFactory(), TopicFactory()],
        body=[*(text(f"<p>监护人 {links}</p>") for _ in range(paragraphs)), further(*linked)],
        **fields,
    )


@pytest.mark.usefixtures("warm_cache")
@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("paragraphs", [1, 20])
def test_an_article_costs_at_most_fifteen_queries(
    client: Client,
    learner_client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    signed_in: bool,
    paragraphs: int,
):
    GlossaryTermFactory()
    HelpLineFactory()
    chinese = rich_article(paragraphs)
    english = rich_article(paragraphs, language=ENGLISH, of=chinese)
    reader = learner_client if signed_in else client
    read(reader, chinese)

    for article in (chinese, english):
        with django_assert_max_num_queries(15):
            read(reader, article)
