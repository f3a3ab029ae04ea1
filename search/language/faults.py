"""Likely typing faults, and what was meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache

from . import chinese, pinyin, terms, vocabulary

SHORTEST = 5
"""Letters of the shortest word that is mended; of shorter ones too many are alike."""
LONG = 8
"""Letters from which on two faults are mended."""


@lru_cache(maxsize=10_000)
def mended_word(word: str) -> str:
    """The English word that was likely meant, or "" when it is right or unlike all."""
    if len(word) < SHORTEST or word in vocabulary.known_english():
        return ""
    return _nearest(word, _by_first_letter().get(word[0], ()), 2 if len(word) >= LONG else 1)


@lru_cache(maxsize=10_000)
def mended_pinyin(letters: str) -> tuple[str, ...]:
    """The terms whose pinyin was likely meant."""
    if len(letters) < SHORTEST + 1:
        return ()
    near = _nearest(letters, _letters_by_first().get(letters[0], ()), 1)
    return pinyin.term_letters().get(near, ())


@lru_cache(maxsize=10_000)
def mended_terms(run: str) -> tuple[tuple[int, int, str], ...]:
    """Parts of a run of Chinese that sound like a term or have one character wrong: from, to, the term."""
    if len(run) < 2 or tuple(run) in terms.known():
        return ()
    if len(run) == 2:
        found = () if chinese.is_word(run) else pinyin.terms_that_sound(pinyin.syllables(run))
        return ((0, 2, found[0]),) if found else ()
    return _that_sound_so(run) or _with_one_wrong(run)


def _that_sound_so(run: str) -> tuple[tuple[int, int, str], ...]:
    sounds = pinyin.syllables(run)
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(run):
        for end in range(min(len(run), at + terms.LONGEST), at + 2, -1):
            meant = pinyin.terms_that_sound(sounds[at:end])
            if meant and run[at:end] not in meant and not chinese.is_word(run[at:end]):
                found.append((at, end, meant[0]))
                at = end - 1
                break
        at += 1
    return tuple(found)


def _with_one_wrong(run: str) -> tuple[tuple[int, int, str], ...]:
    """Only where the cut leaves a character over: a whole of good words is no fault."""
    if len(run) < 4 or all(len(word) > 1 for word in chinese.cut(run)):
        return ()
    near = [term for term in _terms_by_length().get(len(run), ()) if _differ_in_one(run, term)]
    near += [
        term
        for length in (len(run) - 1, len(run) + 1)
        if min(length, len(run)) >= 4
        for term in _terms_by_length().get(length, ())
        if _distance(run, term, 1) == 1
    ]
    return ((0, len(run), near[0]),) if near else ()


def _differ_in_one(one: str, other: str) -> bool:
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _nearest(word: str, others: Iterable[str], most: int) -> str:
    best, least = "", most + 1
    for other in others:
        if abs(len(other) - len(word)) < least:
            faults = _distance(word, other, least - 1)
            if faults < least:
                best, least = other, faults
    return best


def _distance(one: str, other: str, most: int) -> int:
    """Letters left out, put in, changed or swapped with their neighbour; `most` + 1 if more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at]
        for place, expected in enumerate(other, 1):
            cost = min(row[-1] + 1, before[place] + 1, before[place - 1] + (letter != expected))
            if last and place > 1 and letter == other[place - 2] and one[at - 2] == expected:
                cost = min(cost, last[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


@cache
def _by_first_letter() -> dict[str, list[str]]:
    return _grouped(word for word in vocabulary.english_words() if len(word) >= SHORTEST)


@cache
def _letters_by_first() -> dict[str, list[str]]:
    return _grouped(letters for letters in pinyin.term_letters() if len(letters) >= SHORTEST)


def _grouped(words: Iterable[str]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        found[word[0]].append(word)
    return found


@cache
def _terms_by_length() -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for term in vocabulary.chinese_terms():
        found[len(term)].append(term)
    return found
