"""What a reader may have written of a title so far: in characters, in pinyin or in its initials."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin

from . import chinese
from .normal import normalise
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
    words = _words(normalise(text))
    for at in range(min(len(words), MOST_WORDS)):
        rest = words[at:]
        keys["".join(rest)[:LONGEST]] = None
        for style in (Style.NORMAL, Style.FIRST_LETTER):
            keys["".join(lazy_pinyin(rest, style=style, v_to_u=False))[:LONGEST]] = None
    keys.pop("", None)
    return list(keys)


def _words(text: str) -> list[str]:
    found: list[str] = []
    for piece in PIECE.finditer(text):
        found += chinese.cut(piece.group()) if piece.lastgroup == "han" else [piece.group()]
    return found
