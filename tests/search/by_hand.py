"""The plainest engine that does what `search/language` says: every text is looked at for every question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from search.asking import Answer, Clause, Hit, Phrase, Question, Understood
from search.entries import Entry
from search.language import Tokens, tokens

WEIGHTS = {"title": 4.0, "keywords": 3.0, "summary": 2.0, "body": 1.0}
K, B = 1.2, 0.75
"""The two numbers of BM25 as every engine has them."""


@dataclass(frozen=True, slots=True)
class _Text:
    entry: Entry
    fields: dict[str, Tokens]
    counts: dict[str, Counter[str]]


class ByHand:
    """Searches only; facets, suggestions and the rest are the real engines' own."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.texts = [_read(entry) for entry in entries]
        self.average = {
            name: sum(len(text.fields[name].words) for text in self.texts) / max(1, len(self.texts))
            for name in WEIGHTS
        }
        self.holders = {
            name: Counter(word for text in self.texts for word in text.counts[name])
            for name in WEIGHTS
        }

    def search(self, question: Question) -> Answer:
        hits = [
            Hit(text.entry, self._score(text, question.understood))
            for text in self.texts
            if text.entry.language == question.understood.language
            and set(text.entry.readers) & set(question.readers)
            and question.understood.clauses
            and all(_holds(text, clause) for clause in question.understood.clauses)
        ]
        hits.sort(key=lambda hit: (-hit.score, hit.entry.key))
        return Answer(
            total=len(hits), hits=tuple(hits[question.start : question.start + question.size])
        )

    def _score(self, text: _Text, understood: Understood) -> float:
        return sum(
            phrase.weight * weight * self._bm25(text, name, word)
            for clause in understood.clauses
            for phrase in clause.alternatives
            for word in phrase.words
            for name, weight in WEIGHTS.items()
        )

    def _bm25(self, text: _Text, name: str, word: str) -> float:
        count = text.counts[name][word]
        if not count:
            return 0.0
        holders = self.holders[name][word]
        rarity = log(1 + (len(self.texts) - holders + 0.5) / (holders + 0.5))
        length = len(text.fields[name].words) / self.average[name]
        return rarity * count * (K + 1) / (count + K * (1 - B + B * length))


def _read(entry: Entry) -> _Text:
    fields = {name: tokens(getattr(entry, name)) for name in WEIGHTS}
    return _Text(entry, fields, {name: Counter(field.words) for name, field in fields.items()})


def _holds(text: _Text, clause: Clause) -> bool:
    return any(_holds_phrase(text, phrase) for phrase in clause.alternatives)


def _holds_phrase(text: _Text, phrase: Phrase) -> bool:
    if text.entry.sensitive and phrase.weight < 1:
        return False
    wanted = f" {' '.join(phrase.characters)} "
    return any(wanted in f" {' '.join(field.characters)} " for field in text.fields.values())
