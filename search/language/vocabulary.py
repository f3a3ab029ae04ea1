"""The words that a question may mean: the field's terms first, then those of our own texts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from . import chinese, terms
from .normal import normalise
from .tokens import PIECE

WORDS = Path(__file__).parent / "data" / "words.txt"


@cache
def chinese_terms() -> tuple[str, ...]:
    """The field's terms and the words that the dictionary lacked."""
    named = (term.text for group in terms.groups() for term in group)
    return tuple(
        dict.fromkeys(text for text in [*named, *chinese.own_words()] if chinese.is_run(text))
    )


@cache
def chinese_words() -> tuple[str, ...]:
    """The terms, the words in them, then all others."""
    in_terms = (word for term in chinese_terms() for word in chinese.read([term])[1])
    return tuple(dict.fromkeys([*chinese_terms(), *in_terms, *filter(chinese.is_run, _words())]))


@cache
def english_words() -> tuple[str, ...]:
    """The words of the terms, then all others."""
    named = (
        piece.group()
        for group in terms.groups()
        for term in group
        for piece in PIECE.finditer(normalise(term.text))
        if piece.lastgroup == "word"
    )
    return tuple(dict.fromkeys([*named, *(word for word in _words() if not chinese.is_run(word))]))


@cache
def known_english() -> frozenset[str]:
    return frozenset(english_words())


@cache
def _words() -> tuple[str, ...]:
    lines = WORDS.read_text().splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())
