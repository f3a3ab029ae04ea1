"""Whether somebody who asks may be asking for help."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .normal import normalise
from .tokens import stream

FILE = Path(__file__).parent / "data" / "help_words.yaml"
LONGEST = 2_000
"""Characters of a question that are read."""


def seeks_help(text: str) -> bool:
    """Whether the help bar comes first. Rather once too often than once too seldom."""
    words = _words()
    chinese, english = _spellings(text)
    for phrase in words["but_not"]["zh"]:
        chinese = chinese.replace(phrase, " ")
    for phrase in words["but_not"]["en"]:
        english = english.replace(phrase, " ")
    wanted = words["seeks_help"]
    return _holds(chinese, english, wanted) or any(
        chinese.strip() == letters for letters in wanted["pinyin"]
    )


def is_suggested(text: str) -> bool:
    """Whether a title or term may be suggested to somebody who is still writing."""
    return not _holds(*_spellings(text), _words()["not_suggested"])


def _holds(chinese: str, english: str, wanted: dict[str, tuple[str, ...]]) -> bool:
    return any(phrase in chinese for phrase in wanted["zh"]) or any(
        phrase in english for phrase in wanted["en"]
    )


def _spellings(text: str) -> tuple[str, str]:
    """Without gaps, for 想 死 is 想死, and as stems between spaces."""
    spelled = normalise(text[:LONGEST])
    return "".join(one for one in spelled if one.isalnum()), _stems(spelled)


def _stems(text: str) -> str:
    return f" {' '.join(stream(text))} "


@cache
def _words() -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        name: {
            language: tuple(
                _stems(phrase) if language == "en" else phrase for phrase in _flat(phrases)
            )
            for language, phrases in languages.items()
        }
        for name, languages in yaml.safe_load(FILE.read_text()).items()
    }


def _flat(phrases: Iterable[Any]) -> Iterable[str]:
    for phrase in phrases:
        if isinstance(phrase, list):
            yield from phrase
        else:
            yield phrase
