"""How reliably questions measure one thing together: Cronbach's α and what follows from it.

L. J. Cronbach, "Coefficient alpha and the internal structure of tests", Psychometrika 16 (1951).
Moodle calls it the coefficient of internal consistency and gives it in percent; so do we.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum, sqrt

from .base import PRECISION
from .series import Series, variance

Marks = Mapping[int, Series]
"""By question, the marks of the same people in the same order."""


def totals(marks: Marks) -> list[float]:
    """Each person's marks together."""
    return [round(fsum(row), PRECISION) for row in zip(*marks.values(), strict=True)]


def alpha(marks: Marks) -> float | None:
    """100 · k/(k − 1) · (1 − Σ varᵢ / var_total); 100 for questions that all say the same.

    May be negative. None for fewer than two questions, or where all people have the same total.
    """
    parts = [variance(series) for series in marks.values()]
    return alpha_of(parts, variance(totals(marks))) if marks else None


def alpha_of(parts: Sequence[float], whole: float) -> float | None:
    """α from the variances of the questions and that of the total."""
    k = len(parts)
    if k < 2 or whole == 0:
        return None
    return min(100.0, 100 * k / (k - 1) * (1 - fsum(parts) / whole))


def alphas_without(marks: Marks) -> dict[int, float | None]:
    """For each question, α of all others. Where it is higher than α, it measures something else.

    None for fewer than three questions. "Alpha if item deleted", as J. C. Nunnally, "Psychometric
    Theory" (1978).
    """
    whole = totals(marks)
    parts = {item: variance(series) for item, series in marks.items()}
    found = {}
    for item, series in marks.items():
        rest = [round(total - x, PRECISION) for total, x in zip(whole, series, strict=True)]
        others = [spread for other, spread in parts.items() if other != item]
        found[item] = alpha_of(others, variance(rest))
    return found


def error_ratio(alpha: float) -> float:
    """100 · √(1 − α/100): the share of the spread of results that chance accounts for.

    As Moodle; in percent.
    """
    return 100 * sqrt(1 - alpha / 100)


def standard_error(alpha: float, deviation: float) -> float:
    """SD · √(1 − α/100): two thirds of all results lie so near to what a person can really do.

    F. M. Lord and M. R. Novick, "Statistical Theories of Mental Test Scores" (1968), §3.8. In the
    unit of *deviation*.
    """
    return error_ratio(alpha) * deviation / 100
