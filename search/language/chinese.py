"""Chinese text cut into words, and which words may stand at a place of it.

A word stands in a text when its characters do and cutting the text there is not absurd. The best
cut alone would miss 学会 in 中国心理学会 (心理学/会), characters alone would find 市长 in
南京市长江大桥. So each word of the dictionary that the characters allow is weighed: the best cut
of the place with this word against the best cut without. 心理/学会 is nearly as likely as
心理学/会 and stands; 南京/市长/江/大桥 is thousands of times less likely than 南京市/长江大桥.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate
from math import log
from pathlib import Path

from rjieba import Jieba

from .normal import HAN

_RUN = re.compile(f"[{HAN}]+")
DATA = Path(__file__).parent / "data"
DICTIONARY = DATA / "dictionary.txt"
SELDOM_ALONE = DATA / "seldom_alone.txt"
DOUBT = 4.0
"""How much less likely, as a logarithm, a word makes its place before it is taken for an accident."""
_ALL_WORDS = 60_101_967
"""The sum of the frequencies in jieba's dictionary."""


@cache
def _jieba() -> Jieba:
    """jieba's dictionary with the field's words that it lacks.

    Words that it knows are left alone: to add one again with a small frequency would break it up
    (家长 became 家/长).
    """
    jieba = Jieba()
    for word in own_words():
        if not jieba.has_word(word):
            jieba.add_word(word, max(3, jieba.suggest_freq(word)), "n")
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


def words_standing_in(run: str, words: list[str]) -> set[str]:
    """The words of two and more characters that stand in a run, given its likeliest cut."""
    standing = {word for word in words if len(word) > 1}
    for word in [word for word in standing if len(word) > 2]:
        standing.update(parts_of(word))
    doubtful = {word for word in _jieba().cut_all(run) if len(word) > 1} - standing
    standing.update(word for _, word in _across(run, words, doubtful))
    return standing


def places(run: str) -> list[tuple[int, str]]:
    """Where each word stands in a run."""
    words = cut(run)
    found: list[tuple[int, str]] = []
    for start, word in zip(starts(words), words, strict=True):
        if len(word) > 1:
            found.append((start, word))
        found += [(start + at, part) for part in parts_of(word) for at in _occurrences(part, word)]
    doubtful = {word for word in _jieba().cut_all(run) if len(word) > 1}
    return sorted({*found, *_across(run, words, doubtful)})


@lru_cache(maxsize=50_000)
def parts_of(word: str) -> tuple[str, ...]:
    """The shorter words of which a long one may be made: 心理咨询师 holds 心理, 咨询 and 咨询师."""
    if len(word) < 3:
        return ()
    best = max(likelihood(word[:at]) + likelihood(word[at:]) for at in range(1, len(word)))
    return tuple(
        part
        for part in dict.fromkeys(_jieba().cut_all(word))
        if 1 < len(part) < len(word)
        and any(likelihood_around(word, at, part) > best - DOUBT for at in _occurrences(part, word))
    )


def _across(run: str, words: list[str], doubtful: set[str]) -> Iterator[tuple[int, str]]:
    """Those words that lie across the cuts of a run without being absurd there."""
    if not doubtful:
        return
    begins = starts(words)
    for word in doubtful:
        for at in _occurrences(word, run):
            first = bisect_right(begins, at) - 1
            last = bisect_right(begins, at + len(word) - 1) - 1
            if first == last:
                continue
            place = "".join(words[first : last + 1])
            likely = sum(map(likelihood, words[first : last + 1]))
            if likelihood_around(place, at - begins[first], word) > likely - DOUBT:
                yield at, word


def starts(words: list[str]) -> list[int]:
    return [0, *accumulate(map(len, words[:-1]))] if words else []


def _occurrences(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def likelihood_around(place: str, at: int, word: str) -> float:
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
