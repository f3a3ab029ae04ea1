"""A question taken apart into what is looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import chinese, faults, pinyin, terms, vocabulary
from .silent import silent
from .tokens import PIECE, stream

Match = re.Match[str]
MOST_SYLLABLES = 8
MOST_WORDS = 5
WHOLE = 3
"""Characters of Chinese that are one part though no dictionary knows them."""


@dataclass(frozen=True, slots=True)
class Part:
    """As it is written from `start`, and what else it likely means."""

    text: str
    start: int
    meant: tuple[str, ...] = ()
    is_fault: bool = False

    @property
    def is_silent(self) -> bool:
        return self.text in silent()


def parts(text: str) -> Iterator[Part]:
    """The parts of a question in our spelling, in their order."""
    pieces = list(PIECE.finditer(text))
    at = 0
    while at < len(pieces):
        if pieces[at].lastgroup == "han":
            yield from _of_run(pieces[at].group(), pieces[at].start())
            at += 1
            continue
        end, part = _of_letters(text, pieces, at)
        yield part
        at = end


def _of_letters(text: str, pieces: list[Match], at: int) -> tuple[int, Part]:
    """The part that begins at a piece, and the piece after it."""
    start = pieces[at].start()

    def written(end: int) -> str:
        return text[start : pieces[end - 1].end()]

    longest = range(min(len(pieces), at + terms.LONGEST), at, -1)
    for end in longest:
        if tuple(stream(written(end))) in terms.known():
            return end, Part(written(end), start)
    for end in range(min(_end_of_letters(pieces, at), at + MOST_SYLLABLES), at, -1):
        letters = written(end).replace(" ", "").replace("'", "").replace("-", "")
        if letters not in vocabulary.known_english() and (meant := pinyin.meant_by(letters)):
            return end, Part(written(end), start, meant)
    if whole := _written_apart(pieces, at):
        return at + 2, Part(written(at + 2), start, (whole,))
    end = _end_of_compound(text, pieces, at)
    return end, _with_fault(written(end), start) if end == at + 1 else Part(written(end), start)


def _written_apart(pieces: list[Match], at: int) -> str:
    """The English word that two pieces make, of which one is none: grand parents."""
    two = [piece.group() for piece in pieces[at : at + 2]]
    known = vocabulary.known_english()
    whole = "".join(two)
    return whole if whole in known and not all(word in known for word in two) else ""


def _with_fault(word: str, start: int) -> Part:
    if mended := faults.mended_word(word):
        return Part(word, start, (mended,), is_fault=True)
    if meant := faults.mended_pinyin(word):
        return Part(word, start, meant, is_fault=True)
    return Part(word, start)


def _end_of_letters(pieces: list[Match], at: int) -> int:
    end = at
    while end < len(pieces) and pieces[end].lastgroup == "word" and pieces[end].group().isascii():
        end += 1
    return end


def _end_of_compound(text: str, pieces: list[Match], at: int) -> int:
    """After what is written as one, such as phq-9 or well-being."""
    end = at + 1
    while end < len(pieces) and pieces[end].lastgroup != "han":
        if text[pieces[end - 1].end() : pieces[end].start()] not in ("", "-"):
            break
        end += 1
    return end


def _of_run(run: str, start: int) -> Iterator[Part]:
    at = 0
    for first, end, meant in faults.mended_terms(run):
        yield from _of_words(run[at:first], start + at)
        yield Part(run[first:end], start + first, (meant,), is_fault=True)
        at = end
    yield from _of_words(run[at:], start + at)


def _of_words(run: str, start: int) -> Iterator[Part]:
    """Terms and words; characters that are left over stay together, for they may be a name."""
    if run and (len(run) <= WHOLE or _is_one(run)):
        yield Part(run, start)
        return
    loose = ""
    for word in [*_joined(chinese.cut(run)), ""]:
        if len(word) == 1 and word not in silent():
            loose += word
        elif loose:
            yield Part(loose, start)
            start += len(loose)
            loose = ""
        if len(word) > 1 or word in silent():
            yield Part(word, start)
            start += len(word)


def _joined(words: list[str]) -> Iterator[str]:
    """The words of a cut, those together that are one term."""
    at = 0
    while at < len(words):
        ends = range(min(len(words), at + MOST_WORDS), at + 1, -1)
        end = next((end for end in ends if _is_one("".join(words[at:end]))), at + 1)
        yield "".join(words[at:end])
        at = end


def _is_one(run: str) -> bool:
    return chinese.is_word(run) or tuple(run) in terms.known()
