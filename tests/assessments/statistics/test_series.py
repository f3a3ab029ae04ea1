from __future__ import annotations

import statistics
from math import isclose, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.statistics import series

NUMBERS = st.lists(st.integers(-100, 100).map(float), min_size=4, max_size=40)
PAIRS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=4, max_size=40)


def test_by_hand() -> None:
    assert series.variance([1, 2, 3, 4]) == pytest.approx(5 / 3)
    assert series.covariance([1, 2, 3], [1, 2, 6]) == pytest.approx(2.5)
    assert series.correlation([1, 2, 3], [2, 4, 6]) == pytest.approx(1)
    assert series.correlation([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)


def test_skewness_and_kurtosis_as_spreadsheets_give_them() -> None:
    """The example in the help of SKEW and KURT: 3, 4, 5, 2, 3, 4, 5, 6, 4, 7."""
    values = [3, 4, 5, 2, 3, 4, 5, 6, 4, 7]
    assert series.skewness(values) == pytest.approx(0.359543, abs=1e-6)
    assert series.kurtosis(values) == pytest.approx(-0.151800, abs=1e-6)


def test_what_never_varies_has_no_correlation_and_no_shape() -> None:
    """Thirty times 0.1 adds up to a mean that is not quite 0.1."""
    constant = [0.1] * 30
    varied = [float(number) for number in range(30)]
    assert series.variance(constant) == series.covariance(constant, varied) == 0
    assert series.correlation(constant, varied) is None
    assert series.correlation(varied, constant) is None
    assert series.skewness(constant) is None and series.kurtosis(constant) is None


@given(NUMBERS)
def test_the_spread_is_that_of_the_standard_library(values: list[float]) -> None:
    assert isclose(series.variance(values), statistics.variance(values), abs_tol=1e-9)
    assert isclose(series.deviation(values), statistics.stdev(values), abs_tol=1e-9)


@given(PAIRS)
def test_the_correlation_is_that_of_the_standard_library(pairs: list[tuple[int, int]]) -> None:
    one, other = zip(*pairs, strict=True)
    assume(len(set(one)) > 1 and len(set(other)) > 1)
    found = series.correlation(one, other)
    assert found is not None and -1 <= found <= 1
    assert isclose(found, statistics.correlation(one, other), abs_tol=1e-9)


@given(NUMBERS, st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing_at_all(values: list[float], random: object) -> None:
    mixed = list(values)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    for figure in (series.mean, series.variance, series.skewness, series.kurtosis):
        assert figure(mixed) == figure(values)


@given(NUMBERS)
def test_the_mirror_image_leans_to_the_other_side(values: list[float]) -> None:
    skewed, mirrored = series.skewness(values), series.skewness([-value for value in values])
    assume(skewed is not None)
    assert mirrored == pytest.approx(-skewed, abs=1e-9)  # type: ignore[operator]


def test_two_values_far_from_the_others_have_long_tails() -> None:
    tails = series.kurtosis([-10, *[0.0] * 30, 10])
    assert tails is not None and tails > 3
    assert sqrt(series.variance([-10, *[0.0] * 30, 10])) == series.deviation([-10, *[0.0] * 30, 10])
