"""Texts as tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..asking import Phrase
from . import chinese
from .english import LONGEST, stem
from .normal import HAN, normalise

WORD = rf"[^\W\d_{HAN}]+(?:'[^\W\d_{HAN}]+)*"
PIECE = re.compile(
    rf"(?P<han>[{HAN}]+)|(?P<word>{WORD})|(?P<number>\d+)|(?P<sign>[^\w\s\u0000-\u2fff\u3000-\u303f])"
)
"""A run of Chinese, a word of another script, a number, or a picture sign; all else is between."""
_BROKEN = re.compile(rf"(?<=[{HAN}])\r?\n(?=[{HAN}])")
"""Where a line of Chinese was broken, as texts taken from PDFs are."""
_HYPHENED = re.compile(rf"{WORD}(?:-{WORD})+")


@dataclass(frozen=True, slots=True)
class Tokens:
    characters: list[str]
    words: list[str]


def tokens(text: str) -> Tokens:
    """What an engine indexes of a text; the package says how."""
    text = normalise(_BROKEN.sub("", text) if "\n" in text else text)
    characters: list[str] = []
    others: list[str] = []
    runs: list[str] = []
    for piece in PIECE.finditer(text):
        if piece.lastgroup == "han":
            run = piece.group()
            runs.append(run)
            characters += run
        else:
            token = token_of(piece)
            others.append(token)
            characters.append(token)
    words, standing = chinese.read(runs) if runs else ([], set())
    if "-" in text:
        standing.update(stem(whole.replace("-", "")) for whole in _HYPHENED.findall(text))
    return Tokens([*characters, *standing], words + others)


def stream(text: str) -> list[str]:
    """The characters, stems and numbers of a text in their order."""
    found: list[str] = []
    for piece in PIECE.finditer(normalise(text)):
        if piece.lastgroup == "han":
            found += piece.group()
        else:
            found.append(token_of(piece))
    return found


def token_of(piece: re.Match[str]) -> str:
    """The token of a piece that is not Chinese."""
    return stem(piece.group()) if piece.lastgroup == "word" else piece.group()[:LONGEST]


def phrases(text: str, weight: float = 1.0) -> list[Phrase]:
    """A text as what an engine looks for: a word of the dictionary by itself, else side by side."""
    text = normalise(text)
    ranked = tuple(words(text))
    if chinese.is_word(text):
        return [Phrase((text,), ranked, weight)]
    found = [Phrase(tuple(stream(text)), ranked, weight)]
    if _HYPHENED.fullmatch(text):
        found.append(Phrase((stem(text.replace("-", "")),), ranked, weight))
    return found


def characters(text: str) -> list[str]:
    """The tokens that decide whether a text is found."""
    return tokens(text).characters


def words(text: str) -> list[str]:
    """The tokens that decide how well a text fits."""
    return tokens(text).words
