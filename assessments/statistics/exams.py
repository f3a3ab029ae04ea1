"""Figures of an exam as a whole by classical test theory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

from .base import LEAST, Bin, Block, ExamStatistics, Missing, Paper, common_items
from .items import marks_by_item
from .reliability import alpha, error_ratio, standard_error
from .series import deviation, kurtosis, mean, skewness

BIN = 10
"""Percent in one bin of the distribution."""

FIGURES = (
    "mean",
    "median",
    "deviation",
    "skewness",
    "kurtosis",
    "alpha",
    "error_ratio",
    "standard_error",
    "distribution",
    "blocks",
)


def distribution(percents: Sequence[float]) -> tuple[Bin, ...]:
    """How many results lie in each tenth; full marks are in the last."""
    last = 100 // BIN - 1
    counts = Counter(min(int(percent // BIN), last) for percent in percents)
    return tuple(Bin(place * BIN, (place + 1) * BIN, counts[place]) for place in range(last + 1))


def reliability(papers: Sequence[Paper]) -> tuple[float | None, Missing | None]:
    """α of all questions in percent, or why there is none.

    Not across questions drawn by chance: α compares the same people on the same questions.
    """
    common = common_items(papers)
    if common is None:
        return None, "drawn"
    if len(common) < 2:
        return None, "one_item"
    found = alpha(marks_by_item(papers, common))
    return found, "no_spread" if found is None else None


def blocks(papers: Sequence[Paper]) -> tuple[Block, ...]:
    """Each section with its own α, where everybody had the same questions in it."""
    sections = sorted({answer.section for paper in papers for answer in paper.answers})
    found = []
    for section in sections:
        parts = [
            Paper(tuple(answer for answer in paper.answers if answer.section == section))
            for paper in papers
        ]
        value, why = reliability(parts)
        length = max(len(part.answers) for part in parts)
        found.append(Block(section, length, value, {"alpha": why} if why else {}))
    return tuple(found)


def measure_exam(papers: Sequence[Paper]) -> ExamStatistics:
    """Nothing but the number of papers where they are fewer than `LEAST`.

    Mean, median, deviation and standard error are in percent of what could be earned.
    """
    n = len(papers)
    if n < LEAST:
        return ExamStatistics(n, missing=dict.fromkeys(FIGURES, "few"))
    percents = [paper.percent for paper in papers]
    value, why = reliability(papers)
    spread = deviation(percents)
    figures: dict[str, Any] = {
        "mean": mean(percents),
        "median": median(percents),
        "deviation": spread,
        "skewness": skewness(percents),
        "kurtosis": kurtosis(percents),
        "alpha": value,
        "error_ratio": None if value is None else error_ratio(value),
        "standard_error": None if value is None else standard_error(value, spread),
        "distribution": distribution(percents),
        "blocks": blocks(papers),
    }
    missing: dict[str, Missing] = {
        name: why if name in {"alpha", "error_ratio", "standard_error"} and why else "no_spread"
        for name in FIGURES
        if figures[name] is None
    }
    return ExamStatistics(n, **figures, missing=missing)
