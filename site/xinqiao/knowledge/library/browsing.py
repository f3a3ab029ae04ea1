"""The library by facets: what is there, how many for each choice, and what a choice shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import models
from wagtail.models import Page

from xinqiao.knowledge.models.resources import ResourcePage
from xinqiao.knowledge.models.terms import Audience, Level, Topic

FACETS = ("kind", "facet", "audience", "topic", "level")
"""By which one chooses, in the order of the page and of an address."""

Choice = Mapping[str, str]
"""The chosen value by facet; a facet that is not chosen is left out."""


@dataclass(frozen=True, slots=True)
class Row:
    """What of one resource counts for choosing."""

    pk: int
    values: Mapping[str, frozenset[str]]

    def fits(self, choice: Choice) -> bool:
        return all(value in self.values[name] for name, value in choice.items())


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int
    query: str
    """The address that chooses it, or that lets go of it where it is chosen."""
    chosen: bool = False


@dataclass(slots=True)
class Facet:
    name: str
    options: list[Option] = field(default_factory=list)
    chosen: Option | None = None
    all_query: str = ""


def rows_of(library: Page) -> list[Row]:
    """All that may be put forward, newest first. Three queries."""
    resources = ResourcePage.objects.child_of(library).suggestible()
    found = list(resources.newest_first().values_list("pk", "kind", "facet", "level__code"))
    audiences = codes_of(ResourcePage.audiences, resources)
    topics = codes_of(ResourcePage.topics, resources)
    return [
        Row(
            pk,
            {
                "kind": frozenset({kind}),
                "facet": frozenset({facet}),
                "level": frozenset({level or ""}),
                "audience": audiences[pk],
                "topic": topics[pk],
            },
        )
        for pk, kind, facet, level in found
    ]


def codes_of(relation: Any, resources: models.QuerySet) -> defaultdict[int, frozenset[str]]:
    """By resource, the codes of its terms."""
    through = relation.through.objects.filter(resourcepage__in=resources.order_by().values("pk"))
    name = relation.field.m2m_reverse_field_name()
    codes: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    for pk, code in through.values_list("resourcepage_id", f"{name}__code"):
        codes[pk] |= {code}
    return codes


def labels() -> dict[str, dict[str, str]]:
    """The words of all values by facet, in their order. Three queries."""
    return {
        "kind": {kind.value: str(kind.label) for kind in ResourcePage.Kind},
        "facet": {facet.value: str(facet.label) for facet in ResourcePage.Facet},
        "audience": {term.code: term.name for term in Audience.objects.all()},
        "topic": {term.code: term.name for term in Topic.objects.all()},
        "level": {term.code: term.name for term in Level.objects.all()},
    }


def choice_in(asked: Mapping[str, str], rows: Iterable[Row]) -> dict[str, str]:
    """What *asked* chooses; values that no resource has are left out."""
    present: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name, values in row.values.items():
            present[name] |= values
    return {
        name: value for name in FACETS if (value := asked.get(name, "")) and value in present[name]
    }


def facets_of(
    rows: list[Row], choice: Choice, words: Mapping[str, Mapping[str, str]]
) -> list[Facet]:
    """Each facet with how many resources every value would show beside what else is chosen."""
    return [facet_of(name, rows, choice, words[name]) for name in FACETS]


def facet_of(name: str, rows: list[Row], choice: Choice, words: Mapping[str, str]) -> Facet:
    others = {other: value for other, value in choice.items() if other != name}
    counts = Counter(value for row in rows if row.fits(others) for value in row.values[name])
    facet = Facet(name, all_query=query_of(others))
    for value, label in words.items():
        chosen = choice.get(name) == value
        if counts[value] or chosen:
            query = query_of(others if chosen else {**others, name: value})
            facet.options.append(Option(value, label, counts[value], query, chosen))
    facet.chosen = next((option for option in facet.options if option.chosen), None)
    return facet


def query_of(choice: Choice) -> str:
    """*choice* as an address writes it, always in the same order."""
    return urlencode({name: choice[name] for name in FACETS if name in choice})
