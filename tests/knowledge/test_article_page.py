"""The page of an article, as everybody sees it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import PageViewRestriction
from wagtail_factories import DocumentFactory, ImageFactory
from wagtailmedia.models import Media

from tests.knowledge_factories import (
    ArticlePageFactory,
    GlossaryTermFactory,
    HelpLineFactory,
    TopicFactory,
)
from tests.page_factories import ENGLISH
from xinqiao.knowledge.models import ArticlePage, Level


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


def test_an_article_tells_how_much_it_asks_of_its_reader(client: Client, db: None):
    level = Level.objects.create(code="L1", name_zh="入门", name_en="Introductory")

    assert "<dd>入门</dd>" in read(client, ArticlePageFactory(level=level))
    assert "<dt>程度</dt>" not in read(client, ArticlePageFactory())


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


def media_blocks(kind: str) -> list[dict[str, Any]]:
    file = ContentFile(b"-", {"audio": "a.mp3", "video": "a.mp4"}[kind])
    media = Media.objects.create(title="三分钟", type=kind, file=file, duration=60)
    recording = {"title": "三分钟", "transcript": "<p>先停一停。</p>", "recording": media.pk}
    sheet = {"title": "观察单", "document": DocumentFactory().pk}
    picture = {"image": ImageFactory().pk, "alt_text": "操场", "decorative": False}
    return [
        {"type": kind, "value": recording},
        {"type": "figure", "value": {"image": picture, "caption": "傍晚"}},
        {"type": "downloads", "value": {"files": [{"type": "item", "id": "d", "value": sheet}]}},
        {"type": "quotation", "value": {"text": "我在。", "source": "老师"}},
        {"type": "callout", "value": {"tone": "tip", "title": "", "text": "<p>慢慢来。</p>"}},
        {"type": "help", "value": {"title": "当天就说", "text": "<p>告诉老师。</p>"}},
    ]


def rich_article(times: int, recording: str, **fields: Any) -> ArticlePage:
    """An article with all that costs queries: topics, terms, links in its text, every block."""
    linked = [ArticlePageFactory() for _ in range(3)]
    links = "".join(f'<a linktype="page" id="{page.pk}">文</a>' for page in linked)
    return ArticlePageFactory(
        topics=[TopicFactory(), TopicFactory()],
        body=[
            block
            for _ in range(times)
            for block in [
                text(f"<p>监护人 {links}</p>"),
                *media_blocks(recording),
                further(*linked),
            ]
        ],
        **fields,
    )


@pytest.mark.usefixtures("warm_cache")
@pytest.mark.parametrize(("signed_in", "most"), [(False, 15), (True, 18)])
@pytest.mark.parametrize("times", [1, 10])
@pytest.mark.parametrize("recording", ["audio", "video"])
def test_an_article_costs_at_most_fifteen_queries_and_three_for_who_reads_it(
    client: Client,
    learner_client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    signed_in: bool,
    most: int,
    times: int,
    recording: str,
    tmp_path: Path,
    settings: Settings,
):
    settings.MEDIA_ROOT = str(tmp_path)
    GlossaryTermFactory()
    HelpLineFactory()
    chinese = rich_article(times, recording)
    english = rich_article(times, recording, language=ENGLISH, of=chinese)
    reader = learner_client if signed_in else client
    for article in (chinese, english):
        read(reader, article)  # the first time pictures are made ready

    for article in (chinese, english):
        with django_assert_max_num_queries(most):
            read(reader, article)
