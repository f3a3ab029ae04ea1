"""How long a text takes to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.knowledge_factories import ArticlePageFactory
from xinqiao.common.pages import text_of
from xinqiao.common.reading import han_count, reading_minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 1),
        ("……，。", 1),
        ("听" * 300, 1),
        ("听" * 301, 2),
        ("word " * 200, 1),
        ("don’t " * 201, 2),
        ("听" * 150 + " word" * 100, 1),
        ("听" * 150 + " word" * 101, 2),
    ],
)
def test_reading_time_follows_both_scripts(text: str, minutes: int):
    assert reading_minutes(text) == minutes


@given(st.text(), st.text())
def test_more_text_never_takes_less_time(first: str, second: str):
    together = reading_minutes(f"{first} {second}")

    assert together >= max(reading_minutes(first), reading_minutes(second)) >= 1
    assert together <= reading_minutes(first) + reading_minutes(second)


@given(st.text())
def test_punctuation_is_no_character_of_chinese(text: str):
    assert han_count(f"，{text}。") == han_count(text)


def test_the_text_of_a_page_is_that_of_all_its_blocks(db: None):
    step = {"type": "item", "id": "s", "value": {"name": "蹲下来", "text": "<p>再开口</p>"}}
    article = ArticlePageFactory(
        body=[
            {"type": "text", "value": "<h2>看见</h2><p>先看</p>"},
            {"type": "steps", "value": {"title": "一次好电话", "steps": [step]}},
            {"type": "callout", "value": {"tone": "tip", "title": "提醒", "text": "<p>慢</p>"}},
        ]
    )

    words = text_of(article.body)

    for part in ("看见", "先看", "一次好电话", "蹲下来", "再开口", "提醒", "慢"):
        assert part in words
    assert "<p>" not in words
