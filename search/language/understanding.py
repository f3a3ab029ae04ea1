"""A reader's words as clauses: all hold, each by one of its alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..asking import Clause, Phrase, Understood
from . import chinese, terms
from .normal import normalise
from .silent import silent
from .tokens import PIECE, phrases, stream

LONGEST = 10_000
"""Characters of a question that are read."""
MOST_CLAUSES = 24
SAME, OTHER_LANGUAGE = 0.7, 0.5
"""What a synonym weighs beside the reader's own word."""


def understand(text: str, language: str) -> Understood:
    """Any text at all; no fault is raised."""
    parts = [part for piece in _pieces(normalise(text[:LONGEST])) for part in piece]
    said = [part for part in parts if not part.is_stop] or parts
    clauses = dict.fromkeys(_clause(part.text) for part in said[:MOST_CLAUSES])
    return Understood(text=text, language=language, clauses=tuple(clauses))


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    is_stop: bool = False


def _pieces(text: str) -> Iterator[list[_Part]]:
    """Each run of a question as what it is looked for by; terms of several words are one part."""
    pieces = list(PIECE.finditer(text))
    at = 0
    while at < len(pieces):
        if pieces[at].lastgroup == "han":
            yield _parts_of_run(pieces[at].group())
            at += 1
        else:
            end = _end_of_term(text, pieces, at)
            written = text[pieces[at].start() : pieces[end - 1].end()]
            yield [_Part(written, end == at + 1 and written in silent())]
            at = end


def _end_of_term(text: str, pieces: list[re.Match[str]], at: int) -> int:
    """After the longest term of the field that begins here, or after what is written as one."""
    for end in range(min(len(pieces), at + terms.LONGEST), at + 1, -1):
        if tuple(stream(text[pieces[at].start() : pieces[end - 1].end()])) in terms.known():
            return end
    end = at + 1
    while end < len(pieces) and pieces[end].lastgroup != "han":
        between = text[pieces[end - 1].end() : pieces[end].start()]
        if between not in ("", "-"):
            break
        end += 1
    return end


def _parts_of_run(run: str) -> list[_Part]:
    if len(run) <= 3 or chinese.is_word(run) or tuple(run) in terms.known():
        return [_Part(run, run in silent())]
    parts: list[_Part] = []
    loose = ""
    for word in [*chinese.cut(run), ""]:
        if len(word) == 1 and word not in silent():
            loose += word
            continue
        if loose:
            parts.append(_Part(loose))
            loose = ""
        if word:
            parts.append(_Part(word, word in silent()))
    return parts


def _clause(text: str) -> Clause:
    found: list[Phrase] = phrases(text)
    own = "zh-hans" if chinese.is_run(text) else "en"
    for term in terms.same_as().get(tuple(stream(text)), ()):
        found += phrases(term.text, SAME if term.language == own else OTHER_LANGUAGE)
    return Clause(tuple(dict.fromkeys(found)))


def easier(understood: Understood) -> Understood | None:
    """What may be asked where nothing holds every clause: without the commonest; at last, either."""
    clauses = understood.clauses
    if len(clauses) < 2:
        return None
    if len(clauses) == 2:
        either = (phrase for clause in clauses for phrase in clause.alternatives)
        return replace(understood, clauses=(Clause(tuple(dict.fromkeys(either))),))
    commonest = max(clauses, key=_commonness)
    return replace(understood, clauses=tuple(one for one in clauses if one is not commonest))


def _commonness(clause: Clause) -> tuple[bool, float]:
    """Terms of the field are the last to be left out."""
    said = clause.alternatives[0]
    return len(clause.alternatives) == 1, chinese.likelihood("".join(said.characters))
