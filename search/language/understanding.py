"""A reader's words as clauses: all hold, each by one of its alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations, starmap

from ..asking import Clause, Phrase, Understood
from . import chinese, terms
from .normal import normalise
from .parts import Part, parts
from .silent import silent
from .tokens import phrases, stream

LONGEST = 400
"""Characters of a question that are read."""
MOST_CLAUSES = 12
FEW = range(3, 6)
"""Clauses of which one may be missing before any will do."""
MEANT = 0.9
"""What counts of a word that was written in pinyin or with a fault."""
LOOSE = 0.4
"""What counts of a word taken out of its term, where the term finds nothing."""
SAME, OTHER_LANGUAGE = 0.6, 0.5
"""What counts of a word that means the same."""


def understand(text: str, language: str) -> Understood:
    """Any text at all; no fault is raised."""
    spelled = normalise(text[:LONGEST])
    found = list(parts(spelled))
    said = [part for part in found if not part.is_silent] or found
    clauses = dict.fromkeys(_clause(part) for part in said[:MOST_CLAUSES])
    return Understood(
        text=text, language=language, clauses=tuple(clauses), instead=_mended(spelled, found)
    )


def easier(understood: Understood) -> Understood | None:
    """What may be asked where nothing is found: all clauses but one, then any, then words of terms.

    Each clause then stands in all those of the next question alike, so that the order stays.
    """
    clauses = understood.clauses
    if len(clauses) in FEW and not _are_pairs(clauses):
        # All but one hold where of every two one does.
        return replace(understood, clauses=tuple(starmap(_either, combinations(clauses, 2))))
    if len(clauses) > 1:
        return replace(understood, clauses=(_either(*clauses),))
    loose = _either(*clauses, *map(_words_of, clauses))
    return None if (loose,) == clauses or not clauses else replace(understood, clauses=(loose,))


def _words_of(clause: Clause) -> Clause:
    """The words of what the reader wrote or meant, each by itself."""
    return Clause(
        tuple(
            Phrase((word,), (word,), phrase.weight * LOOSE)
            for phrase in clause.alternatives
            if phrase.weight in (1.0, MEANT)
            for word in phrase.words
            if len(word) > 1 and word not in silent()
        )
    )


def _either(*clauses: Clause) -> Clause:
    return Clause(tuple(_heaviest(one for clause in clauses for one in clause.alternatives)))


def _are_pairs(clauses: tuple[Clause, ...]) -> bool:
    return set(clauses[0].alternatives) & set(clauses[1].alternatives) != set()


def _clause(part: Part) -> Clause:
    found = [*phrases(part.text), *_same(part.text, 1.0)]
    for text in part.meant:
        found += [*phrases(text, MEANT), *_same(text, MEANT)]
    return Clause(tuple(_heaviest(found)))


def _same(text: str, weight: float) -> Iterator[Phrase]:
    own = "zh-hans" if chinese.is_run(text) else "en"
    for term in terms.same_as().get(tuple(stream(text)), ()):
        yield from phrases(term.text, weight * (SAME if term.language == own else OTHER_LANGUAGE))


def _heaviest(found: Iterable[Phrase]) -> Iterator[Phrase]:
    """Of phrases that look for the same the first, which weighs most."""
    seen = set()
    for phrase in sorted(found, key=lambda phrase: -phrase.weight):
        if phrase.characters and phrase.characters not in seen:
            seen.add(phrase.characters)
            yield phrase


def _mended(text: str, found: Iterable[Part]) -> str:
    mended, at = "", 0
    for part in found:
        if part.is_fault:
            mended += text[at : part.start] + part.meant[0]
            at = part.start + len(part.text)
    return mended + text[at:] if mended else ""
