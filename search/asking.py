"""What is asked and what is answered, in words that hold for every engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .entries import EVERYONE, Entry


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that stand side by side in a text.

    `characters` decide whether a text is found: Chinese one by one, English as stems. `words` are
    the same text cut into words and decide how well it fits. `weight` lies in (0, 1]: 1 for what
    the reader wrote, less for a synonym or a mended fault.
    """

    characters: tuple[str, ...]
    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of a question; a text is found when it holds one of the alternatives."""

    alternatives: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A reader's words as the language layer understands them.

    No clause means nothing to look for. `instead` is what was searched in place of a likely fault,
    or "" when the words stand as they were written.
    """

    text: str
    language: str
    clauses: tuple[Clause, ...]
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One search: what, for whom, narrowed to what, which page of it.

    A filter holds for an entry that has one of its values; filters of several facets all hold.
    """

    understood: Understood
    readers: tuple[str, ...] = (EVERYONE,)
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    order: Literal["relevance", "date"] = "relevance"
    start: int = 0
    size: int = 10


@dataclass(frozen=True, slots=True)
class Hit:
    entry: Entry
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an engine found.

    `facets` counts for each value what a reader would get by choosing it, with the filters of the
    other facets in force: `{"topic": {"sleep_body": 12}}`.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a reader may be about to write: a title or a term of the field, with where it leads."""

    text: str
    kind: str
    url: str = ""
