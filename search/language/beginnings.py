"""What a reader may have written of a title so far: in characters, in pinyin or in its initials."""

from __future__ import annotations

from . import chinese
from .normal import normalise
from .pinyin import syllables
from .tokens import PIECE

LONGEST = 40
MOST_WORDS = 8


def beginning(text: str) -> str:
    """What is written so far, as it is compared with the keys of `beginnings`."""
    return "".join(piece.group() for piece in PIECE.finditer(normalise(text[:LONGEST])))[:LONGEST]


def beginnings(text: str) -> list[str]:
    """Keys that start with each `beginning` by which a title is suggested, the whole title first.

    A title is also suggested from any of its first words on.
    """
    keys: dict[str, None] = {}
    written, sounds, starts = _read(normalise(text))
    for at in starts[:MOST_WORDS]:
        for key in (written[at:], sounds[at:], [sound[0] for sound in sounds[at:]]):
            keys["".join(key)[:LONGEST]] = None
    return list(keys)


def _read(text: str) -> tuple[list[str], list[str], list[int]]:
    """Chinese characters and other words one by one, their sounds, and where a word begins."""
    written: list[str] = []
    sounds: list[str] = []
    starts: list[int] = []
    for piece in PIECE.finditer(text):
        first = len(written)
        if piece.lastgroup == "han":
            written += piece.group()
            sounds += syllables(piece.group())
            starts += [first + at for at in chinese.beginnings_of_words(piece.group())]
        else:
            written.append(piece.group())
            sounds.append(piece.group())
            starts.append(first)
    return written, sounds, starts
