"""How a question is matched and ranked, the same for every engine.

A plan is a tree of plain values, which each engine puts into its own words. Both count with BM25
and the same tokens, so that they come to the same order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .. import language
from ..asking import Clause, Question, Understood
from ..entries import EVERYONE, Entry
from .stored import FACET, FIELDS, LONGEST_BEGINNING


@dataclass(frozen=True, slots=True)
class Near:
    """Tokens side by side in one field."""

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these values in a field that is not cut."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """Holds when all of `must` do and none of `never`."""

    must: tuple[Plan, ...]
    never: tuple[Plan, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """Holds when `found` does; how well it fits is the sum of what each of `by` counts."""

    found: Plan
    by: tuple[tuple[Near, float], ...]


Plan = Near | OneOf | AnyOf | Both | Counted

SENSITIVE = OneOf("sensitive", ("yes",))


def plan_of(question: Question) -> Plan:
    """What to look for, with how well it fits."""
    return Counted(found_by(question), tuple(counts(question.understood)))


def found_by(question: Question, *, without: str = "") -> Plan:
    """What to look for; the filter of the facet *without* is left out."""
    understood = question.understood
    return Both(
        (
            wanted(understood),
            OneOf("language", (understood.language,)),
            OneOf("readers", question.readers),
            *(
                OneOf("facets", tuple(f"{name}{FACET}{value}" for value in question.filters[name]))
                for name in chosen_from(question)
                if name != without
            ),
        )
    )


def chosen_from(question: Question) -> list[str]:
    """The facets of which values are chosen."""
    return sorted(name for name, values in question.filters.items() if values)


def wanted(understood: Understood) -> Plan:
    """All clauses. What is sensitive is found by the words that the reader wrote, by no others."""
    explicit = tuple(map(only_explicit, understood.clauses))
    everything = Both(tuple(map(one_of, understood.clauses)))
    if explicit == understood.clauses:
        return everything
    return AnyOf(
        (
            Both(everything.must, never=(SENSITIVE,)),
            Both((*map(one_of, explicit), SENSITIVE)),
        )
    )


def only_explicit(clause: Clause) -> Clause:
    return Clause(tuple(phrase for phrase in clause.alternatives if phrase.weight >= 1))


def one_of(clause: Clause) -> Plan:
    """The characters of one of its alternatives stand side by side in one field."""
    phrases = dict.fromkeys(phrase.characters for phrase in clause.alternatives)
    return AnyOf(
        tuple(Near(f"{field}_characters", phrase) for phrase in phrases for field in FIELDS)
    )


def counts(understood: Understood) -> Iterable[tuple[Near, float]]:
    """Each word with what it counts in each field."""
    weights: dict[str, float] = {}
    for clause in understood.clauses:
        for phrase in clause.alternatives:
            for word in phrase.words:
                weights[word] = max(weights.get(word, 0.0), phrase.weight)
    return weighted(weights)


def weighted(words: dict[str, float]) -> Iterable[tuple[Near, float]]:
    for word, weight in words.items():
        for field, importance in FIELDS.items():
            yield Near(f"{field}_words", (word,)), weight * importance


def suggested(beginning: str, lang: str) -> Plan:
    """Titles that begin so, for everybody."""
    typed = language.beginning(beginning)[:LONGEST_BEGINNING]
    return Both((OneOf("beginnings", (typed,) if typed else ()), OneOf("language", (lang,))))


def like(entry: Entry) -> Plan:
    """For everybody in the same language: what shares words of the title and keywords."""
    words = [*language.words(entry.title), *language.words(entry.keywords)]
    by = tuple(weighted(dict.fromkeys(words, 1.0)))
    shared = AnyOf(tuple(near for near, _weight in by))
    for_everyone = (OneOf("language", (entry.language,)), OneOf("readers", (EVERYONE,)))
    family = OneOf("family", (entry.family,))
    return Counted(Both((shared, *for_everyone), never=(SENSITIVE, family)), by)
