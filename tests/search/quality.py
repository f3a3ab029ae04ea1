"""How well an engine answers the judged questions and the edge cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

import yaml

from search.asking import Question, Understood
from search.engines.base import Engine
from search.entries import Entry
from search.language import easier, understand

JUDGED = Path(__file__).parent / "judged"
CODES = {"zh": "zh-hans", "en": "en"}
SOME_DAY = date(2026, 9, 1)

Find = Callable[[Understood, int], list[str]]
"""What is understood and how many are wanted; the families found, the best first."""


@dataclass(frozen=True, slots=True)
class Judged:
    ask: str
    language: str
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class EdgeCase:
    ask: str
    finds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Measured:
    """Averages over the questions, each in [0, 1], and what each question got."""

    ndcg: float
    by_question: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Edges:
    recall: float
    precision: float
    faults: Mapping[str, tuple[frozenset[str], frozenset[str]]]
    """By question what was missed and what was too much."""


@cache
def documents() -> tuple[Entry, ...]:
    return tuple(
        _entry(text["key"], language, **text[key])
        for text in _read("documents.yaml")
        for key, language in CODES.items()
        if key in text
    )


@cache
def questions() -> tuple[Judged, ...]:
    return tuple(Judged(**question) for question in _read("queries.yaml"))


@cache
def edge_texts() -> tuple[Entry, ...]:
    texts = _read("edges.yaml")["texts"]
    return tuple(_entry(f"text:{number}", "zh-hans", title) for number, title in texts.items())


@cache
def edge_cases() -> tuple[EdgeCase, ...]:
    return tuple(
        EdgeCase(case["ask"], frozenset(f"text:{number}" for number in case["finds"]))
        for case in _read("edges.yaml")["questions"]
    )


def finder(engine: Engine) -> Find:
    """What a reader gets from an engine: an easier question where the first finds nothing."""

    def find(understood: Understood, size: int) -> list[str]:
        asked: Understood | None = understood
        while asked is not None:
            answer = engine.search(Question(understood=asked, size=size))
            if answer.hits:
                return list(dict.fromkeys(hit.entry.family for hit in answer.hits))
            asked = easier(asked)
        return []

    return find


def measure(find: Find) -> Measured:
    """nDCG@10 on the judged questions; `find` looks among `documents()`."""
    scores = {
        question.ask: _ndcg(find(understand(question.ask, question.language), 30), question.grades)
        for question in questions()
    }
    return Measured(sum(scores.values()) / len(scores), scores)


def measure_edges(find: Find) -> Edges:
    """Recall and precision on the edge cases; `find` looks among `edge_texts()`."""
    recalls, precisions, faults = [], [], {}
    for case in edge_cases():
        found = frozenset(find(understand(case.ask, "zh-hans"), 100))
        right = len(found & case.finds)
        recalls.append(right / len(case.finds))
        precisions.append(right / len(found) if found else 1.0)
        if found != case.finds:
            faults[case.ask] = (case.finds - found, found - case.finds)
    return Edges(sum(recalls) / len(recalls), sum(precisions) / len(precisions), faults)


def _ndcg(found: list[str], grades: Mapping[str, int], depth: int = 10) -> float:
    def gain(got: list[int]) -> float:
        return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(got[:depth]))

    ideal = sorted(grades.values(), reverse=True)
    return gain([grades.get(family, 0) for family in found]) / gain(ideal)


def _entry(family: str, language: str, title: str, body: str = "") -> Entry:
    return Entry(
        key=f"{family}:{language}",
        kind=family.partition(":")[0],
        family=family,
        language=language,
        title=title,
        body=body,
        url=f"/{language}/{family}/",
        day=SOME_DAY,
    )


def _read(name: str) -> Any:
    return yaml.safe_load((JUDGED / name).read_text())
