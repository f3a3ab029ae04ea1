"""What can be found: one plain value for each text, before any engine sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

EVERYONE = "everyone"
"""The reader that everybody is."""


def one_person(person_id: int) -> str:
    """The reader that one person is; notes are for it alone."""
    return f"person:{person_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One text in one language, as `search/sources.py` reads it from the database.

    `key` is unique and stays the same when the text changes, such as `article:<translation key>:en`;
    `family` is the same in both languages. `title`, `summary`, `body` and `keywords` are plain text
    as people wrote it. `url` is a path with its language. `facets` holds codes by the facet's name:
    `{"audience": ("carer",), "topic": ("sleep_body",)}`. Only who is one of `readers` finds it.
    A `sensitive` entry is found by its explicit words only and is never suggested.
    """

    key: str
    kind: str
    family: str
    language: str
    title: str
    url: str
    day: date
    summary: str = ""
    body: str = ""
    keywords: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    readers: tuple[str, ...] = (EVERYONE,)
    sensitive: bool = False
