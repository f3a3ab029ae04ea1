"""What engines keep of an entry: its plain values, its tokens, and a fingerprint of both."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from .. import language
from ..entries import EVERYONE, Entry

FIELDS = {"title": 4.0, "keywords": 3.0, "summary": 2.0, "body": 1.0}
"""The texts of an entry, with how much a word counts that stands there."""

SUGGESTED_FIRST = ("term", "course", "article", "resource", "page", "help", "lesson")
LONGEST_BEGINNING = 16

MOST_HITS = 10_000
"""Nobody turns pages farther than this."""
MOST_FACET_VALUES = 1_000

FACET = "="

NAMES = tuple(field.name for field in fields(Entry))


def values_of(entry: Entry) -> dict[str, list[str]]:
    """By field, what an entry is found by: codes as they are, texts as tokens with blanks between."""
    values = {
        "key": [entry.key],
        "family": [entry.family],
        "language": [entry.language],
        "readers": list(entry.readers),
        "sensitive": ["yes" if entry.sensitive else "no"],
        "facets": facets_of(entry),
        "beginnings": beginnings_of(entry),
    }
    for name in FIELDS:
        tokens = language.tokens(getattr(entry, name))
        values[f"{name}_characters"] = [" ".join(tokens.characters)]
        values[f"{name}_words"] = [" ".join(tokens.words)]
    return values


def numbers_of(entry: Entry) -> dict[str, int]:
    """What entries are put in order by: the larger first, and never two alike."""
    spread = int.from_bytes(blake2b(entry.key.encode(), digest_size=3).digest())
    first = SUGGESTED_FIRST.index(entry.kind) if entry.kind in SUGGESTED_FIRST else 99
    shortness = 1000 - min(len(entry.title), 900)
    return {
        "newness": entry.day.toordinal() << 24 | spread,
        "prominence": ((100 - first) * 1000 + shortness) << 24 | spread,
    }


def beginnings_of(entry: Entry) -> list[str]:
    """All beginnings by which a reader is offered the entry; none for what is not put forward."""
    if entry.sensitive or EVERYONE not in entry.readers or not language.is_suggested(entry.title):
        return []
    found: set[str] = set()
    for whole in language.beginnings(entry.title):
        longest = min(len(whole), LONGEST_BEGINNING)
        found.update([whole[:length] for length in range(1, longest + 1)])
    return list(found)


def facets_of(entry: Entry) -> list[str]:
    """Each value with the name of its facet; the kind of an entry is a facet, too."""
    pairs = [("kind", entry.kind)]
    pairs += [(name, value) for name, values in entry.facets.items() for value in values]
    return [f"{name}{FACET}{value}" for name, value in pairs]


def counted(values: dict[str, int]) -> dict[str, dict[str, int]]:
    """Counts of `facets_of`, by facet and value."""
    facets: dict[str, dict[str, int]] = {}
    for pair, count in values.items():
        name, _sign, value = pair.partition(FACET)
        facets.setdefault(name, {})[value] = count
    return facets


def as_values(entry: Entry) -> dict[str, Any]:
    values = {name: getattr(entry, name) for name in NAMES}
    return values | {"day": entry.day.isoformat(), "facets": dict(entry.facets)}


def as_json(entry: Entry) -> str:
    return json.dumps(as_values(entry), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str | bytes) -> Entry:
    return from_values(json.loads(text))


def from_values(values: dict[str, Any]) -> Entry:
    plain = {
        "day": date.fromisoformat(values["day"]),
        "facets": {name: tuple(codes) for name, codes in values["facets"].items()},
        "readers": tuple(values["readers"]),
    }
    return Entry(**values | plain)


def fingerprint(entry: Entry, text: str = "") -> str:
    """Changes with the entry, of which *text* is the JSON, and with the way of cutting texts."""
    facts = f"{way_of_cutting()}\n{text or as_json(entry)}"
    return blake2b(facts.encode(), digest_size=12).hexdigest()


@cache
def way_of_cutting() -> str:
    """Another one when the language layer or its dictionaries have changed."""
    digest = blake2b(digest_size=12)
    for file in sorted(Path(language.__file__).parent.rglob("*")):
        if file.is_file() and file.suffix != ".pyc":
            digest.update(file.read_bytes())
    return digest.hexdigest()
