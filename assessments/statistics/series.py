"""Means, spreads and correlations of plain numbers.

Sums are `math.fsum`, so that the order of people never changes a figure by its last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt

Series = Sequence[float]


def mean(values: Series) -> float:
    return fsum(values) / len(values)


def is_constant(values: Series) -> bool:
    """Compared as they are: a variance would be some 1e-34 by rounding, and a correlation noise."""
    return min(values) == max(values)


def covariance(one: Series, other: Series) -> float:
    """Of a sample: Σ(x − x̄)(y − ȳ) / (n − 1); exactly 0 if either never varies.

    Needs two values.
    """
    if is_constant(one) or is_constant(other):
        return 0.0
    first, second = mean(one), mean(other)
    products = ((x - first) * (y - second) for x, y in zip(one, other, strict=True))
    return fsum(products) / (len(one) - 1)


def variance(values: Series) -> float:
    """Of a sample: Σ(x − x̄)² / (n − 1); exactly 0 for values that are all the same."""
    return covariance(values, values)


def deviation(values: Series) -> float:
    """Of a sample: the root of the variance."""
    return sqrt(variance(values))


def correlation(one: Series, other: Series) -> float | None:
    """Pearson's r = cov(x, y) / √(var x · var y), within −1 and 1; None if either never varies."""
    if is_constant(one) or is_constant(other):
        return None
    found = covariance(one, other) / (deviation(one) * deviation(other))
    return max(-1.0, min(1.0, found))


def moment(values: Series, power: int) -> float:
    """The central moment Σ(x − x̄)ᵖ / n."""
    middle = mean(values)
    return fsum((value - middle) ** power for value in values) / len(values)


def skewness(values: Series) -> float | None:
    """G₁ = k₃ / k₂^1.5 with Fisher's k-statistics; below 0, the long tail is that of low scores.

    Needs three values. As Moodle (`quiz_statistics\\calculator`) and spreadsheets' SKEW; Joanes
    and Gill, "Comparing measures of sample skewness and kurtosis", The Statistician 47 (1998).
    """
    if is_constant(values):
        return None
    n = len(values)
    third = n * n * moment(values, 3) / ((n - 1) * (n - 2))
    return third / deviation(values) ** 3


def kurtosis(values: Series) -> float | None:
    """G₂ = k₄ / k₂² with Fisher's k-statistics; 0 for a normal distribution, more for long tails.

    Needs four values. Sources as for `skewness`.
    """
    if is_constant(values):
        return None
    n = len(values)
    second, fourth = moment(values, 2), moment(values, 4)
    fourth_k = n * n * ((n + 1) * fourth - 3 * (n - 1) * second**2)
    fourth_k /= (n - 1) * (n - 2) * (n - 3)
    return fourth_k / variance(values) ** 2
