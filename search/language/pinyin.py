"""What may be meant by letters that are pinyin, whole or only its initials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TypeVar

from pypinyin import lazy_pinyin

from . import vocabulary

Key = TypeVar("Key")
FEWEST_INITIALS = 3
MOST_MEANINGS = 4
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
"""What many readers do not tell apart in speech."""


@lru_cache(maxsize=20_000)
def syllables(text: str) -> tuple[str, ...]:
    """The pinyin of Chinese text without tones, one syllable for each character."""
    sounds = lazy_pinyin(text, v_to_u=False)
    if len(sounds) != len(text):  # characters without pinyin are given in one piece
        sounds = [sound for one in text for sound in lazy_pinyin(one, v_to_u=False)]
    return tuple(sound.replace("v", "u") for sound in sounds)


def meant_by(letters: str) -> tuple[str, ...]:
    """The words that are written so in pinyin or begin with these letters, terms first."""
    letters = letters.replace("v", "u")
    found = _by_letters().get(letters, ()) or _by_sound().get(_sound(letters), ())
    if not found and len(letters) >= FEWEST_INITIALS:
        found = _by_initials().get(letters, ())
    return found[:MOST_MEANINGS]


def terms_that_sound(sounds: tuple[str, ...]) -> tuple[str, ...]:
    """The field's terms with just this pinyin."""
    return _terms_by_syllables().get(sounds, ())


@cache
def term_letters() -> dict[str, tuple[str, ...]]:
    """The field's terms by their pinyin in one word."""
    return _collected(("".join(syllables(word)), word) for word in vocabulary.chinese_terms())


@cache
def _terms_by_syllables() -> dict[tuple[str, ...], tuple[str, ...]]:
    return _collected((syllables(word), word) for word in vocabulary.chinese_terms())


@cache
def _by_letters() -> dict[str, tuple[str, ...]]:
    return _collected(("".join(syllables(word)), word) for word in vocabulary.chinese_words())


@cache
def _by_sound() -> dict[str, tuple[str, ...]]:
    return _collected(
        (_sound(letters), word) for letters, words in term_letters().items() for word in words
    )


@cache
def _by_initials() -> dict[str, tuple[str, ...]]:
    return _collected(
        ("".join(one[0] for one in syllables(word)), word)
        for word in vocabulary.chinese_words()
        if len(word) >= FEWEST_INITIALS
    )


def _collected(pairs: Iterable[tuple[Key, str]]) -> dict[Key, tuple[str, ...]]:
    found: defaultdict[Key, list[str]] = defaultdict(list)
    for key, word in pairs:
        found[key].append(word)
    return {key: tuple(words) for key, words in found.items()}


def _sound(letters: str) -> str:
    for clear, blurred in _ALIKE:
        letters = letters.replace(clear, blurred)
    return letters
