"""The right words of a text marked, and the passage that answers best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..asking import Understood
from . import chinese
from .normal import normalise_each
from .tokens import PIECE, token_of

Piece = tuple[str, bool]
"""A part of the original text, and whether it is marked."""


def highlight(text: str, understood: Understood) -> list[Piece]:
    """The text in pieces; joined they are the text as it was."""
    pieces: list[Piece] = []
    at = 0
    for start, end in marks(text, understood):
        if at < start:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


def excerpt(text: str, understood: Understood, length: int = 160) -> list[Piece]:
    """The passage that holds most of what was asked, at most so many characters and two dots."""
    start = _best_start(marks(text, understood), length)
    start = _start_of_sentence(text, start, length)
    end = start + length
    pieces = highlight(text[start:end], understood)
    before = [("…", False)] if start > 0 else []
    after = [("…", False)] if end < len(text) else []
    return before + pieces + after


def marks(text: str, understood: Understood) -> list[tuple[int, int]]:
    """Where the original text holds what was asked, in order and without overlap."""
    spelled, origins = normalise_each(text)
    wanted = {phrase.characters for clause in understood.clauses for phrase in clause.alternatives}
    found = sorted((start, -end) for start, end in _found(spelled, wanted))
    joined: list[tuple[int, int]] = []
    for start, end in ((start, -end) for start, end in found):
        first, last = origins[start], origins[end - 1] + 1
        if joined and first < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _found(text: str, wanted: set[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    stream: list[tuple[str, int, int]] = []
    for piece in PIECE.finditer(text):
        start = piece.start()
        if piece.lastgroup == "han":
            stream += [(one, at, at + 1) for at, one in enumerate(piece.group(), start)]
            for at, word in chinese.places(piece.group()):
                if (word,) in wanted:
                    yield start + at, start + at + len(word)
        else:
            stream.append((token_of(piece), start, piece.end()))
    yield from _side_by_side(stream, wanted)


def _side_by_side(
    stream: list[tuple[str, int, int]], wanted: set[tuple[str, ...]]
) -> Iterator[tuple[int, int]]:
    by_first = defaultdict(list)
    for tokens in wanted:
        by_first[tokens[0]].append(tokens)
    for at, (token, start, _) in enumerate(stream):
        for tokens in by_first.get(token, ()):
            here = stream[at : at + len(tokens)]
            if tuple(one for one, _, _ in here) == tokens:
                yield start, here[-1][2]


def _best_start(found: list[tuple[int, int]], length: int) -> int:
    """Where the window begins that holds most marked characters."""
    best, most = 0, 0
    for at, (start, _) in enumerate(found):
        held = sum(end - first for first, end in found[at:] if end <= start + length)
        if held > most:
            best, most = start, held
    return best


def _start_of_sentence(text: str, at: int, length: int) -> int:
    """A little before a place, after the end of a sentence if one is near."""
    near = max(0, at - length // 3)
    for mark in "。！？!?.;；\n":
        end = text.rfind(mark, near, at)
        if end >= 0:
            return end + 1
    return near if near == 0 else max(near, at - length // 6)
