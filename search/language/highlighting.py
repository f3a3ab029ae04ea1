"""The right words of a text marked, and the passage that answers best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..asking import Phrase, Understood
from . import chinese
from .normal import normalise_each
from .tokens import PIECE, token_of

READ = 50_000
"""Characters of a text that are looked through for a passage."""
SENTENCE_ENDS = ("。", "！", "？", "；", "\n", ". ", "! ", "? ")
MOST_PLACES = 200
MOST_TRIES = 5
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
    text = text[:READ]
    start = next(_passages(text, understood, length), 0)
    start, end = _whole_words(text, start, min(len(text), start + length))
    before: list[Piece] = [("…", False)] if start > 0 else []
    after: list[Piece] = [("…", False)] if end < len(text) else []
    return before + highlight(text[start:end], understood) + after


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
    possible = [tokens for tokens in wanted if tokens[0] in text or not chinese.is_run(tokens[0])]
    words = {tokens[0] for tokens in possible if len(tokens) == 1 and chinese.is_run(tokens[0])}
    phrases = [tokens for tokens in possible if len(tokens[0]) == 1 or tokens[0] not in words]
    by_character = any(chinese.is_run(token) for tokens in phrases for token in tokens)
    stream: list[tuple[str, int, int]] = []
    for piece in PIECE.finditer(text) if possible else ():
        start = piece.start()
        if piece.lastgroup != "han":
            stream.append((token_of(piece), start, piece.end()))
            continue
        for at, word in chinese.places(piece.group(), words):
            yield start + at, start + at + len(word)
        if by_character:
            stream += [(one, at, at + 1) for at, one in enumerate(piece.group(), start)]
        else:
            stream.append(("", start, piece.end()))  # it keeps apart what stands beside it
    yield from _side_by_side(stream, phrases)


def _side_by_side(
    stream: list[tuple[str, int, int]], wanted: list[tuple[str, ...]]
) -> Iterator[tuple[int, int]]:
    by_first = defaultdict(list)
    for tokens in wanted:
        by_first[tokens[0]].append(tokens)
    for at, (token, start, _) in enumerate(stream):
        for tokens in by_first.get(token, ()):
            here = stream[at : at + len(tokens)]
            if tuple(one for one, _, _ in here) == tokens:
                yield start, here[-1][2]


def _passages(text: str, understood: Understood, length: int) -> Iterator[int]:
    """Where passages begin that hold something, the likeliest first."""
    spelled, origins = normalise_each(text)
    places = _likely_places(spelled, understood)
    likeliest = sorted(_scored(places, length), key=lambda scored: (-scored[0], scored[1]))
    for _, at in likeliest[:MOST_TRIES]:
        start = _start_of_sentence(text, origins[at], length)
        if marks(text[start : start + length], understood):
            yield start


def _likely_places(text: str, understood: Understood) -> list[tuple[int, int, float]]:
    """Where a text may hold a phrase, the number of its clause and its weight; quickly, not surely."""
    places: list[tuple[int, int, float]] = []
    for clause, alternatives in enumerate(understood.clauses):
        for phrase in alternatives.alternatives:
            needle = _needle(phrase)
            at = text.find(needle)
            while at >= 0 and len(places) < MOST_PLACES:
                places.append((at, clause, phrase.weight))
                at = text.find(needle, at + len(needle))
    return sorted(places)


def _needle(phrase: Phrase) -> str:
    """Chinese as it is written; of English the first stem without its last letter, which changes."""
    first = phrase.characters[0]
    if chinese.is_run(first):
        return "".join(phrase.characters) if chinese.is_run("".join(phrase.characters)) else first
    return first[: max(3, len(first) - 1)]


def _scored(places: list[tuple[int, int, float]], length: int) -> Iterator[tuple[float, int]]:
    """For the passage from each place on how much it holds: each clause once, and a little for more."""
    for number, (start, _, _) in enumerate(places):
        best: dict[int, float] = {}
        more = 0
        for at, clause, weight in places[number:]:
            if at >= start + length * 2 // 3:
                break
            best[clause] = max(weight, best.get(clause, 0.0))
            more += 1
        yield sum(best.values()) + more / 100, start


def _start_of_sentence(text: str, at: int, length: int) -> int:
    """A little before a place, after the end of a sentence if one is near."""
    near = max(0, at - length // 3)
    ends = [
        text.rfind(mark, near, at) + len(mark) for mark in SENTENCE_ENDS if mark in text[near:at]
    ]
    if ends:
        return max(ends)
    return near if near == 0 else max(near, at - length // 6)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The passage without the halves of Latin words at its ends."""

    def is_inside(at: int) -> bool:
        return (
            0 < at < len(text)
            and text[at - 1 : at + 1].isascii()
            and text[at - 1 : at + 1].isalnum()
        )

    first, last = start, end
    while first < end and is_inside(first):
        first += 1
    while last > first and is_inside(last):
        last -= 1
    return (first, last) if first < last else (start, end)
