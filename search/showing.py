"""Turns what was found into what its page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .finding import Found, Shown
from .forms import Wish
from .language import Piece
from .naming import FACETS, KINDS, Names
from .sources import UNDATED

SHOWN_VALUES = 20
"""Of one facet, the commonest; the one that is chosen in any case."""


@dataclass(frozen=True)
class Choice:
    """One value of a facet; `query` is the address that chooses it, or takes it away."""

    code: str
    label: object
    count: int
    query: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: object
    choices: list[Choice]
    all: str

    @property
    def chosen(self) -> bool:
        return any(choice.chosen for choice in self.choices)


@dataclass(frozen=True)
class Result:
    """One hit as its reader sees it. A sensitive one shows nothing of its text."""

    label: object
    about: list[object]
    url: str
    title: SafeString
    passage: SafeString
    day: date | None
    sensitive: bool


def marked(pieces: Iterable[Piece]) -> SafeString:
    """The text of *pieces* for HTML, with what was searched for in `<mark>`."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if hit else text,) for text, hit in pieces)
    )


def results_of(found: Iterable[Shown], names: Mapping[str, Names]) -> list[Result]:
    topics = names.get("topic", {})
    return [result_of(shown, topics) for shown in found]


def result_of(shown: Shown, topics: Names) -> Result:
    entry = shown.entry
    about = [topics[code] for code in entry.facets.get("topic", ()) if code in topics]
    return Result(
        label=KINDS.get(entry.kind, ""),
        about=about[:2],
        url=entry.url,
        title=marked(shown.title),
        passage=SafeString() if entry.sensitive else marked(shown.passage),
        day=entry.day if entry.day > UNDATED else None,
        sensitive=entry.sensitive,
    )


def facets_of(found: Found, wish: Wish, names: Mapping[str, Names]) -> list[Facet]:
    """The facets that still leave a choice, each with its values in order."""
    facets = [facet_of(name, found, wish, names[name]) for name in FACETS if name in names]
    return [facet for facet in facets if len(facet.choices) > 1 or facet.chosen]


def facet_of(name: str, found: Found, wish: Wish, names: Names) -> Facet:
    counts = found.facets.get(name, {})
    chosen = wish.filters.get(name, "")
    present = [code for code in names if counts.get(code) or code == chosen]
    common = sorted(present, key=lambda code: (code != chosen, -counts.get(code, 0)))
    kept = set(common[:SHOWN_VALUES])
    choices = [
        Choice(
            code=code,
            label=names[code],
            count=counts.get(code, 0),
            query=wish.narrowed(name, "" if code == chosen else code).query,
            chosen=code == chosen,
        )
        for code in present
        if code in kept
    ]
    return Facet(name, FACETS[name], choices, wish.narrowed(name, "").query)


def context_of_list(found: Found, wish: Wish, names: Mapping[str, Names]) -> dict[str, Any]:
    """What narrows, sorts and turns the pages of the list."""
    facets = facets_of(found, wish, names)
    finer = [facet for facet in facets if facet.name != "kind"]
    return {
        "facets": facets,
        "finer": finer,
        "chosen": [choice for facet in finer for choice in facet.choices if choice.chosen],
        "by_relevance": wish.sorted_by("relevance").query,
        "by_date": wish.sorted_by("date").query,
    }
