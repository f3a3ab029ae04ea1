"""From what a reader has typed to what the reader is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from search import engines, language
from search.asking import Answer, Question, Suggestion, Understood
from search.engines import Engine, EngineAway
from search.entries import Entry
from search.language import Piece
from search.sources import notes_of
from xinqiao.accounts.models import Person

logger = logging.getLogger(__name__)

T = TypeVar("T")

PER_PAGE = 10
MOST_NOTES = 5
EASIER_AT_MOST = 4
"""How often a question for which there is nothing is asked in an easier way."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One result; title and passage in pieces, each with whether it is marked."""

    entry: Entry
    score: float
    title: list[Piece]
    passage: list[Piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`understood` is what was asked in the end, `easier` whether it asks for less than was typed.

    `limited` says that the embedded engine answered because the usual one is away. `notes` are the
    person's own; they come beside the results and count in no facet.
    """

    understood: Understood
    total: int
    shown: tuple[Shown, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: tuple[Shown, ...] = ()
    page: int = 1
    easier: bool = False
    limited: bool = False


def find(
    text: str,
    lang: str,
    person: Person | None = None,
    *,
    filters: Mapping[str, frozenset[str]] | None = None,
    order: Literal["relevance", "date"] = "relevance",
    page: int = 1,
    size: int = PER_PAGE,
    engine: str = "",
) -> Found:
    """What *text* finds in *lang*, for everybody or for *person* too; *engine* by its name.

    Raises `EngineAway` only when the one that is named does not answer.
    """
    typed = language.understand(text, lang)
    question = Question(
        understood=typed,
        filters=filters or {},
        order=order,
        start=(max(page, 1) - 1) * size,
        size=size,
    )
    answer, question, limited = answer_to(question, engine)
    understood = question.understood
    return Found(
        understood=understood,
        total=answer.total,
        shown=tuple(shown(hit.entry, understood, hit.score) for hit in answer.hits),
        facets=answer.facets,
        notes=own_notes(person, understood) if person and page == 1 else (),
        page=page,
        easier=understood.clauses != typed.clauses,
        limited=limited,
    )


def answer_to(question: Question, engine: str = "") -> tuple[Answer, Question, bool]:
    """The answer, what was asked in the end, and whether the embedded engine stood in."""
    limited = False
    for _ in range(EASIER_AT_MOST):
        answer, stood_in = ask(question, engine)
        limited = limited or stood_in
        easier = None if answer.total or question.filters else language.easier(question.understood)
        if easier is None:
            break
        question = replace(question, understood=easier)
    return answer, question, limited


def ask(question: Question, engine: str = "") -> tuple[Answer, bool]:
    if engine:
        return engines.named(engine).search(question), False
    try:
        return engines.asked(lambda one: one.search(question))
    except EngineAway:
        logger.exception("No search engine answers")
        return Answer(total=0, hits=()), True


def suggestions(beginning: str, lang: str, limit: int = 8) -> list[Suggestion]:
    """What a reader may be about to write, from the first character on."""
    return ask_inside(lambda one: one.suggest(beginning, lang, limit))


def related(key: str, limit: int = 4) -> list[Entry]:
    """What else may help a reader of the entry *key*; nothing sensitive."""
    return ask_inside(lambda one: one.related(key, limit))


def ask_inside(question: Callable[[Engine], list[T]]) -> list[T]:
    """Nobody who types or reads waits for a network: the engine inside the site answers if it can."""
    with suppress(EngineAway):
        if engines.embedded().exists():
            return question(engines.embedded())
        return engines.asked(question)[0]
    return []


def shown(entry: Entry, understood: Understood, score: float = 0.0) -> Shown:
    text = entry.body if entry.body and not fits(entry.summary, understood) else entry.summary
    return Shown(
        entry=entry,
        score=score,
        title=language.highlight(entry.title, understood),
        passage=language.excerpt(text or entry.summary, understood),
    )


def own_notes(person: Person, understood: Understood) -> tuple[Shown, ...]:
    """Read from the database for this one person: no index holds a private note."""
    if not understood.clauses:
        return ()
    notes = [note for note in notes_of(person, understood.language) if holds(note, understood)]
    return tuple(shown(note, understood) for note in notes[:MOST_NOTES])


def holds(entry: Entry, understood: Understood) -> bool:
    """Whether one text has for each clause one of its alternatives, as an engine would find it."""
    texts = [f" {' '.join(language.characters(text))} " for text in (entry.title, entry.body)]
    return all(
        any(
            f" {' '.join(phrase.characters)} " in text
            for phrase in clause.alternatives
            for text in texts
        )
        for clause in understood.clauses
    )


def fits(text: str, understood: Understood) -> bool:
    """Whether *text* holds something of what was asked."""
    return any(marked for _piece, marked in language.highlight(text, understood))
