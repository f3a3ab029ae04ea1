"""Chinese text cut into words, and which words may stand at a place of it.

A word stands in a text when its characters do and cutting the text there is not absurd. The best
cut alone would miss 学会 in 中国心理学会 (心理学/会), characters alone would find 市长 in
南京市长江大桥. So each word of the dictionary that the characters allow is weighed: the best cut
of the place with this word against the best cut without. 心理/学会 is nearly as likely as
心理学/会 and stands; 南京/市长/江/大桥 is thousands of times less likely than 南京市/长江大桥.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate, chain
from math import log
from pathlib import Path

from rjieba import Jieba

from .normal import HAN

_RUN = re.compile(f"[{HAN}]+")
DATA = Path(__file__).parent / "data"
DICTIONARY = DATA / "dictionary.txt"
SELDOM_ALONE = DATA / "seldom_alone.txt"
OFTEN = 200
"""The least frequency of a word of our field, as jieba counts."""
DOUBT = 3.0
"""How much less likely, as a logarithm, a word makes its place before it is taken for an accident."""
_ALL_WORDS = 60_101_967
"""The sum of the frequencies in jieba's dictionary."""


@cache
def _jieba() -> Jieba:
    """jieba's dictionary with the words of our field at least as frequent as they are with us.

    None is made less frequent: to add a known word with a small frequency would break it up (家长
    became 家/长).
    """
    jieba = Jieba()
    for word in own_words():
        jieba.add_word(word, max(OFTEN, jieba.suggest_freq(word)), "n")
    return jieba


@cache
def own_words() -> tuple[str, ...]:
    """The words of the field in our dictionary."""
    return tuple(DICTIONARY.read_text().split())


def is_run(text: str) -> bool:
    return bool(_RUN.fullmatch(text))


def is_word(text: str) -> bool:
    return len(text) > 1 and bool(_jieba().has_word(text))


def cut(run: str) -> list[str]:
    """A run of Chinese characters in its likeliest words; unknown ones fall into characters."""
    words: list[str] = _jieba().cut(run, False)
    return words


def read(runs: list[str]) -> tuple[list[str], set[str]]:
    """The words of some runs in their order, then the parts of long ones, and all words that stand in them.

    Runs are read together, since a call costs as much as a run.
    """
    text = " ".join(runs)
    likeliest = cut(text)
    words = [word for word in likeliest if word != " "]
    words.extend(chain.from_iterable(map(parts_of, [word for word in words if len(word) > 2])))
    standing = {word for word in words if len(word) > 1}
    doubtful = {word for word in _jieba().cut_all(text) if len(word) > 1} - standing
    standing.update(word for _, word in _across(text, likeliest, doubtful))
    return words, standing


def places(run: str, wanted: set[str]) -> Iterator[tuple[int, str]]:
    """Where the wanted words stand in a run."""
    held = {word for word in wanted if word in run}
    if not held:
        return
    words = cut(run)
    yield from _across(run, words, held)
    for start, word in zip(starts(words), words, strict=True):
        if word in held:
            yield start, word
        for part in held.intersection(parts_of(word)):
            yield from ((start + at, part) for at in _occurrences(part, word))


def beginnings_of_words(run: str) -> list[int]:
    """Where the words of a run and the parts of long ones begin."""
    words = cut(run)
    return sorted(
        {
            start + at
            for start, word in zip(starts(words), words, strict=True)
            for part in (word, *parts_of(word))
            for at in _occurrences(part, word)
        }
    )


@lru_cache(maxsize=50_000)
def parts_of(word: str) -> tuple[str, ...]:
    """The shorter words of which a long one may be made: 心理咨询师 holds 心理, 咨询 and 咨询师."""
    if len(word) < 3:
        return ()
    best = max(likelihood(word[:at]) + likelihood(word[at:]) for at in range(1, len(word)))
    parts = [
        part
        for part in dict.fromkeys(_jieba().cut_all(word))
        if 1 < len(part) < len(word)
        and (
            _leaves_a_word(part, word)
            or any(_around(word, at, part) > best - DOUBT for at in _occurrences(part, word))
        )
    ]
    return tuple(dict.fromkeys([*parts, *(one for part in parts for one in parts_of(part))]))


def _leaves_a_word(part: str, word: str) -> bool:
    """What is left is a word too, or only an ending: 心理/咨询师, 小学/生."""
    if word.startswith(part):
        rest = word[len(part) :]
        return len(rest) == 1 or is_word(rest)
    return word.endswith(part) and is_word(word[: -len(part)])


@lru_cache(maxsize=50_000)
def _borders_in(word: str) -> frozenset[int]:
    """Where a word begins, ends, and where its parts do."""
    places = ((at, len(part)) for part in parts_of(word) for at in _occurrences(part, word))
    return frozenset(
        [0, len(word), *(border for at, length in places for border in (at, at + length))]
    )


def _across(run: str, words: list[str], doubtful: set[str]) -> Iterator[tuple[int, str]]:
    """Those words that lie across the cuts of a run without being absurd there."""
    if not doubtful:
        return
    begins = starts(words)
    for word in doubtful:
        at = run.find(word)
        while at >= 0:
            first = bisect_right(begins, at) - 1
            end = bisect_left(begins, at + len(word), first)
            if end - first > 1 and _may_stand(word, at - begins[first], tuple(words[first:end])):
                yield at, word
            at = run.find(word, at + 1)


@lru_cache(maxsize=200_000)
def _may_stand(word: str, at: int, words: tuple[str, ...]) -> bool:
    """Whether a word may stand in a place that is likeliest cut into these words."""
    place = "".join(words)
    after = len(place) - at - len(word)
    if at in _borders_in(words[0]) and len(words[-1]) - after in _borders_in(words[-1]):
        return True
    return _around(place, at, word) > sum(map(likelihood, words)) - DOUBT


def starts(words: list[str]) -> list[int]:
    return [0, *accumulate(map(len, words[:-1]))] if words else []


def _occurrences(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _around(place: str, at: int, word: str) -> float:
    rest = likelihood(place[:at]) + likelihood(place[at + len(word) :])
    return likelihood(word) + rest


@lru_cache(maxsize=200_000)
def likelihood(text: str) -> float:
    """The logarithm of how likely the best cut of a short text is; 0 for none."""
    if not text:
        return 0.0
    jieba = _jieba()
    if len(text) == 1:
        return _share(jieba.suggest_freq(text)) - _seldom_alone().get(text, 0.0)
    if jieba.has_word(text):
        return _share(jieba.suggest_freq(text))
    parts = jieba.cut(text, False)
    return sum(map(likelihood, parts)) if len(parts) > 1 else _share(1) * len(text)


def _share(frequency: int) -> float:
    return log(max(1, frequency) / _ALL_WORDS)


@cache
def _seldom_alone() -> dict[str, float]:
    """What a character loses when it is taken for a word by itself."""
    lines = (line.split() for line in SELDOM_ALONE.read_text().splitlines() if line[0] != "#")
    return {character: float(loss) for loss, characters in lines for character in characters}
