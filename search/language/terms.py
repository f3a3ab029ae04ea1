"""The field's terms and what means the same, in both languages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from .tokens import stream

FILE = Path(__file__).parent / "data" / "terms.yaml"
LONGEST = 8
"""Tokens of the longest term that is looked for."""


@dataclass(frozen=True, slots=True)
class Term:
    text: str
    language: str


@cache
def groups() -> tuple[tuple[Term, ...], ...]:
    """Terms that mean the same, the commonest first."""
    return tuple(
        tuple(
            Term(text, language)
            for key, language in (("zh", "zh-hans"), ("en", "en"))
            for text in map(str, line.get(key, ()))
        )
        for line in yaml.safe_load(FILE.read_text())
    )


@cache
def known() -> dict[tuple[str, ...], tuple[Term, ...]]:
    """For the tokens of each term the terms that are written so."""
    found: dict[tuple[str, ...], list[Term]] = defaultdict(list)
    for group in groups():
        for term in group:
            if term not in (same := found[tuple(stream(term.text))]):
                same.append(term)
    return {tokens: tuple(same) for tokens, same in found.items()}


@cache
def same_as() -> dict[tuple[str, ...], tuple[Term, ...]]:
    """For the tokens of each term all others that mean the same."""
    found: dict[tuple[str, ...], dict[Term, None]] = defaultdict(dict)
    for group in groups():
        for term in group:
            tokens = tuple(stream(term.text))
            others = {other: None for other in group if tuple(stream(other.text)) != tokens}
            found[tokens].update(others)
    return {tokens: tuple(others) for tokens, others in found.items()}
