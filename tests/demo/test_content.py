"""The content that the site comes with."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from wagtail.blocks import StreamBlock

from courses.blocks import QUESTIONS, LessonBlocks
from tests.demo.helpers import all_rows, load
from xinqiao.common.blocks import BodyBlocks, SourcesBlock
from xinqiao.common.pages import text_of
from xinqiao.common.reading import han_count
from xinqiao.common.wording import found_in
from xinqiao.common.wording.rules import exemptions
from xinqiao.demo import content
from xinqiao.demo.reading.faults import Faults
from xinqiao.demo.wording import key_of

FOLDER = settings.SITE_DIR / "content"
NOT_COUNTED = QUESTIONS | {"reflection"}


@pytest.fixture(scope="module")
def files() -> content.Content:
    faults = Faults(Path(FOLDER))
    read = content.read(FOLDER, faults)
    assert faults.in_order() == []
    return read


def test_every_exception_from_safe_wording_is_needed_by_the_text_that_it_names() -> None:
    found = {
        (key_of(path.relative_to(FOLDER)), finding.rule.id)
        for path in FOLDER.rglob("*.md")
        for finding in found_in(path.read_text(encoding="utf-8"))
    }

    for exemption in exemptions().values():
        assert {(exemption.key, rule) for rule in exemption.rules} <= found, exemption.name


def lessons_of(files: content.Content) -> list[Any]:
    return [lesson for course in files.courses for one in course.modules for lesson in one.lessons]


def test_all_that_was_planned_is_there(files: content.Content) -> None:
    assert [course.slug for course in files.courses] == ["first-step"]
    assert len(files.courses[0].modules) == 6
    assert len(lessons_of(files)) >= 18
    assert len(files.articles) == 24
    assert len(files.glossary) == 12
    assert {line.number for line in files.helplines} >= {"12356", "12355", "110", "120", "12345"}
    assert {person.username for person in files.people} >= {
        "learner", "learner2", "trainer", "rater", "rater2", "supervisor",
        "author", "reviewer", "manager", "officer", "admin",
    }  # fmt: skip


def test_no_article_recommends_a_sensitive_one(files: content.Content) -> None:
    hard = {term.code for term in files.taxonomy.topics if term.values["sensitive"]}
    sensitive = {one.slug for one in files.articles if hard & set(one.shared["topics"])}

    assert sensitive == {
        "first-words", "two-kinds-of-secrets", "hard-days", "worried-about-a-friend"
    }  # fmt: skip
    assert not any(sensitive & set(one.shared["related"]) for one in files.articles)


def test_every_article_says_when_to_get_help_and_from_whom(files: content.Content) -> None:
    for article in files.articles:
        for text in article.texts.values():
            assert "help" in {block["type"] for block in text["body"]}, article.slug


def test_articles_for_children_have_short_sentences_and_no_word_that_sets_apart(
    files: content.Content,
) -> None:
    for article in files.articles:
        if "child_8_11" in article.shared["audiences"]:
            path = FOLDER / "articles" / f"{article.slug}.zh-hans.md"
            text = path.read_text(encoding="utf-8").split("---", 2)[2]
            longest = max(re.split(r"[。！？；：”\n]", text), key=han_count)
            assert han_count(longest) <= 20, (article.slug, longest)
            assert "留守" not in text, article.slug


def test_every_block_is_what_the_editor_would_accept(files: content.Content) -> None:
    texts: list[tuple[StreamBlock, Any]] = []
    for things, block in ((lessons_of(files), LessonBlocks()), (files.articles, BodyBlocks())):
        for thing in things:
            for text in thing.texts.values():
                texts += [(block, text["body"]), (SourcesBlock(), text["sources"])]
    for page in files.pages:
        texts += [(BodyBlocks(), text["body"]) for text in page.texts.values()]

    for block, raw in texts:
        value = block.to_python(raw)
        block.clean(value)
        assert block.get_prep_value(value) == raw


def test_every_lesson_has_what_a_lesson_needs(files: content.Content) -> None:
    for lesson in lessons_of(files):
        kinds = Counter(block["type"] for block in lesson.texts["zh-hans"]["body"])
        assert kinds["activity"] >= 1, lesson.slug
        assert kinds["case"] >= 1, lesson.slug
        assert kinds["check"] + kinds["true_false"] >= 3, lesson.slug
        assert kinds["reflection"] == 1, lesson.slug
        assert kinds["key_points"] == 1, lesson.slug
        assert lesson.texts["zh-hans"]["sources"], lesson.slug
        assert 15 <= lesson.shared["minutes"] <= 25, lesson.slug


def test_every_chinese_lesson_has_the_planned_length(files: content.Content) -> None:
    for lesson in lessons_of(files):
        body = lesson.texts["zh-hans"]["body"]
        counted = [block for block in body if block["type"] not in NOT_COUNTED]
        length = han_count(text_of(LessonBlocks().to_python(counted)))
        assert 600 <= length <= 1200, (lesson.slug, length)


@pytest.mark.django_db
def test_it_loads_and_loading_it_again_changes_no_row() -> None:
    first = load(FOLDER)
    before = all_rows()

    second = load(FOLDER)

    assert first["new"] > 200
    assert (second["new"], second["changed"]) == (0, 0)
    assert all_rows() == before
