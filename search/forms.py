"""What an address of the search page asks for. Whatever it holds, there is an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlencode

from django.http import QueryDict

from .naming import FACETS
from .words import cleaned

CODE = re.compile(r"[\w.-]{1,40}", re.ASCII)
LAST_PAGE = 50
"""Nobody reads further, and engines need not count so far."""


@dataclass(frozen=True)
class Wish:
    """A search as its address says it."""

    words: str
    filters: Mapping[str, str] = field(default_factory=dict)
    order: Literal["relevance", "date"] = "relevance"
    number: int = 1

    @property
    def is_plain(self) -> bool:
        """Just words, as somebody has typed them."""
        return not self.filters and self.order == "relevance" and self.number == 1

    @property
    def query(self) -> str:
        """The address of this search, without the question mark."""
        pairs = {"q": self.words, **self.filters}
        if self.order != "relevance":
            pairs["sort"] = self.order
        if self.number > 1:
            pairs["page"] = str(self.number)
        return urlencode(pairs)

    def on_page(self, number: int) -> Wish:
        return replace(self, number=number)

    def sorted_by(self, order: Literal["relevance", "date"]) -> Wish:
        return replace(self, order=order, number=1)

    def narrowed(self, facet: str, value: str) -> Wish:
        """With *value* chosen in *facet*, or with nothing chosen there if it is empty."""
        others = {name: kept for name, kept in self.filters.items() if name != facet}
        filters = others | ({facet: value} if value else {})
        ordered = {name: filters[name] for name in FACETS if name in filters}
        return replace(self, filters=ordered, number=1)


def read_wish(given: QueryDict) -> Wish:
    """What cannot be meant is left out: unknown facets, odd values, pages that are no numbers."""
    filters = {name: given.get(name, "") for name in FACETS}
    return Wish(
        words=cleaned(given.get("q", "")),
        filters={name: value for name, value in filters.items() if CODE.fullmatch(value)},
        order="date" if given.get("sort") == "date" else "relevance",
        number=read_number(given.get("page", "")),
    )


def read_number(text: str) -> int:
    """The number of a page; the last for one that is too large, the first for what is none."""
    if not (text.isascii() and text.isdigit()):
        return 1
    return max(1, min(int(text[:9]), LAST_PAGE))
