"""Figures of single questions by classical test theory.

The formulas are those of Moodle's quiz statistics (`core_question\\statistics\\questions`,
documented as "Quiz statistics calculations"): x is what a question earned, y what the rest of the
paper earned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import fsum, sqrt
from typing import Any, NamedTuple

from .base import LEAST, PRECISION, Answer, Flag, Item, ItemStatistics, Missing, Paper, common_items
from .choices import Choosing, table
from .reliability import Marks, alphas_without, totals
from .series import Series, correlation, covariance, deviation, is_constant, mean

WEAK = 20
"""Discrimination below tells the strong from the weak too little; 30 is adequate (Moodle)."""

TOO_EASY = 0.95
"""Facility above leaves nothing to tell apart."""

FIGURES = (
    "facility",
    "deviation",
    "guess",
    "discrimination",
    "efficiency",
    "weight",
    "alpha_without",
    "choices",
)


def discrimination(points: Series, rest: Series) -> float | None:
    """100 · cov(x, y) / √(var x · var y), the item-rest correlation; None if either is constant.

    Negative: who does well elsewhere gets it wrong, so the key may be wrong.
    """
    found = correlation(points, rest)
    # Rounded: none at all must not look like a negative one by its last bit.
    return None if found is None else round(100 * found, PRECISION)


def efficiency(points: Series, rest: Series) -> float | None:
    """100 · cov(x, y) / cov_max: how much it discriminates of what its facility allows.

    cov_max is the covariance if the best on the rest had earned the most: both series sorted.
    """
    if is_constant(points) or is_constant(rest):
        return None
    return 100 * covariance(points, rest) / covariance(sorted(points), sorted(rest))


def effective_weights(marks: Marks) -> dict[int, float | None]:
    """100 · √cov(x, total) / Σ √cov: each question's share in what spreads the results.

    None for a negative covariance, which has no root and is left out of the sum; and for all if
    nothing spreads them.
    """
    whole = totals(marks)
    roots = {
        item: sqrt(shared) if (shared := round(covariance(series, whole), PRECISION)) >= 0 else None
        for item, series in marks.items()
    }
    together = fsum(root for root in roots.values() if root is not None)
    return {
        item: None if root is None or not together else 100 * root / together
        for item, root in roots.items()
    }


def flags(figures: Mapping[str, Any]) -> tuple[Flag, ...]:
    """What a person should look at, the worst first."""
    found: list[Flag] = []
    discriminates, facility = figures["discrimination"], figures["facility"]
    if discriminates is not None and discriminates < WEAK:
        found.append("check_key" if discriminates < 0 else "weak")
    if facility is not None and facility > TOO_EASY:
        found.append("too_easy")
    if any(not choice.right and choice.all == 0 for choice in figures["choices"] or ()):
        found.append("idle_choice")
    return tuple(found)


def marks_by_item(papers: Sequence[Paper], items: Iterable[int]) -> dict[int, list[float]]:
    """The marks of all people for *items*, which all of them had."""
    wanted: dict[int, list[float]] = {item: [] for item in items}
    for paper in papers:
        for answer in paper.answers:
            if answer.item in wanted:
                wanted[answer.item].append(answer.marks)
    return wanted


def measure_items(papers: Sequence[Paper], items: Iterable[Item]) -> list[ItemStatistics]:
    """The figures of each of *items*, in their order, from the papers on which it stands."""
    asked: dict[int, list[tuple[Paper, Answer]]] = defaultdict(list)
    for paper in papers:
        for answer in paper.answers:
            asked[answer.item].append((paper, answer))
    common = common_items(papers) if len(papers) >= LEAST else None
    marks = marks_by_item(papers, common or ())
    together = Together(effective_weights(marks), alphas_without(marks))
    return [measure_item(item, asked[item.version], together) for item in items]


class Together(NamedTuple):
    """What questions have as parts of one fixed form, by question; empty where there is none."""

    weights: Mapping[int, float | None]
    alphas_without: Mapping[int, float | None]


def measure_item(
    item: Item, asked: Sequence[tuple[Paper, Answer]], together: Together
) -> ItemStatistics:
    """Nothing but the number of people where they are fewer than `LEAST`."""
    n = len(asked)
    if n < LEAST:
        return ItemStatistics(item.version, n, missing=dict.fromkeys(FIGURES, "few"))
    points = [round(answer.points, PRECISION) for _paper, answer in asked]
    rest = [paper.rest(answer) for paper, answer in asked]
    people = [Choosing(paper.percent, answer.chosen) for paper, answer in asked]
    figures: dict[str, Any] = {
        "facility": mean(points),
        "deviation": deviation(points),
        "guess": item.guess,
        "discrimination": discrimination(points, rest),
        "efficiency": efficiency(points, rest),
        "weight": together.weights.get(item.version),
        "alpha_without": together.alphas_without.get(item.version),
        "choices": table(item, people) if item.choices else None,
    }
    reasons: dict[str, Missing] = {
        "discrimination": "no_spread",
        "efficiency": "no_spread",
        "weight": "negative" if any(together.weights.values()) else "no_spread",
        "alpha_without": "no_spread" if len(together.weights) > 2 else "one_item",
        "choices": "no_choice",
    }
    if not together.weights:
        reasons |= {"weight": "drawn", "alpha_without": "drawn"}
    missing = {name: reasons[name] for name in FIGURES if figures[name] is None}
    return ItemStatistics(item.version, n, **figures, flags=flags(figures), missing=missing)
