"""What search engines and share cards are told about each kind of page."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from wagtail.models import Page

from courses.models import LessonPage
from tests.knowledge_factories import ArticlePageFactory, PlainPageFactory, article_index
from tests.page_factories import ENGLISH, home_page, lessons_in, make_course, text


def head(client: Client, address: str) -> dict[str, str]:
    """The title, and each description by its name."""
    page = client.get(address).content.decode()
    found = dict(re.findall(r'<meta (?:name|property)="([^"]+)"\s+content="([^"]*)"', page))
    return found | {"title": re.findall(r"<title>(.*?)</title>", page, re.DOTALL)[0]}


def every_kind() -> list[Page]:
    course = make_course(lessons=1)
    article = ArticlePageFactory(summary="")
    pages = [home_page(), article_index(), article, PlainPageFactory(summary=""), course]
    return [*pages, course.get_parent().specific, lessons_in(course)[0]]


def test_a_title_for_search_engines_is_used_on_every_kind_of_page(client: Client, db: None):
    for page in every_kind():
        page.seo_title = f"找得到的题目<{page.pk}>"
        page.save()

        told = head(client, page.url)

        wanted = f"找得到的题目&lt;{page.pk}&gt;"
        assert told["title"].startswith(wanted), page
        assert told["og:title"] == wanted


def test_no_page_without_a_summary_is_described_by_nothing(client: Client, db: None):
    for page in every_kind():
        told = head(client, page.url)

        assert told["description"], page
        assert told["og:description"] == told["description"], page


def test_a_lesson_without_a_summary_is_described_by_its_objective(client: Client, db: None):
    lesson = lessons_in(make_course(lessons=1))[0]
    lesson.objectives = [("objective", "说出三种变化")]
    lesson.body = [text("先看见，再开口。" * 40)]
    lesson.save()

    description = head(client, lesson.url)["description"]

    assert description.startswith("说出三种变化")
    assert len(description) <= 120
    assert description.endswith("…")


def test_the_words_of_the_summary_come_first(db: None):
    assert LessonPage(title="题目", summary="一句话。").description == "一句话。"


@pytest.mark.parametrize("name", ["glossary", "help-lines"])
@pytest.mark.parametrize("language", ["zh-hans", ENGLISH])
def test_the_glossary_and_the_help_lines_have_share_cards(
    client: Client, db: None, name: str, language: str
):
    home_page(), home_page(ENGLISH)

    told = head(client, f"/{language}/{name}/")

    assert told["og:title"] and told["title"].startswith(told["og:title"])
    assert told["og:description"] == told["description"] != ""
    assert told["og:url"].endswith(f"/{language}/{name}/")
    assert told["og:image"]
