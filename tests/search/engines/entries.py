"""Entries and questions for tests of engines."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from search import language
from search.asking import Answer, Question
from search.engines import Engine
from search.entries import Entry

CHINESE, ENGLISH = "zh-hans", "en"
numbers = count(1)


def entry(title: str = "心理健康", **more: Any) -> Entry:
    """One for everybody, in Chinese unless told otherwise."""
    number = next(numbers)
    values: dict[str, Any] = {
        "key": f"article:{number}:{more.get('language', CHINESE)}",
        "kind": "article",
        "family": f"article:{number}",
        "language": CHINESE,
        "title": title,
        "url": f"/zh-hans/articles/{number}/",
        "day": date(2026, 1, 1),
    }
    return Entry(**values | more)


def ask(engine: Engine, text: str, *, lang: str = CHINESE, **more: Any) -> Answer:
    return engine.search(Question(understood=language.understand(text, lang), **more))


def titles(engine: Engine, text: str, **more: Any) -> list[str]:
    return [hit.entry.title for hit in ask(engine, text, **more).hits]
