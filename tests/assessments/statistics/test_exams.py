"""How an exam did as a whole."""

from __future__ import annotations

import statistics
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.statistics import Answer, Paper, measure_exam
from assessments.statistics.reliability import alpha, alphas_without
from tests.assessments.statistics.papers import LADDER, papers
from tests.assessments.statistics.test_items import FEW, TABLES


def test_a_ladder_of_three_questions_by_hand() -> None:
    """Ten people each with 0, 1, 2 and 3 of 3 marks."""
    found = measure_exam(papers(LADDER, 10))
    assert found.n == 40
    assert found.mean == pytest.approx(50) and found.median == pytest.approx(50)
    assert found.skewness == pytest.approx(0, abs=1e-9)
    # Σ var is (3/16 + 1/4 + 3/16), var of the total 5/4, by the same factor 40/39.
    assert found.alpha == pytest.approx(100 * 3 / 2 * (1 - (5 / 8) / (5 / 4)))
    assert found.error_ratio == pytest.approx(50)
    assert found.deviation is not None
    assert found.standard_error == pytest.approx(found.deviation / 2)
    assert found.missing == {}


def test_cronbach_by_hand() -> None:
    assert alpha({1: [1, 2, 3], 2: [1, 3, 2]}) == pytest.approx(2 * 100 * (1 - 2 / 3))
    assert alpha({1: [1, 2, 3]}) is None
    assert alpha({1: [1, 2], 2: [2, 1]}) is None, "all have the same total"
    assert alpha({1: [1, 2, 3], 2: [3, 1, 1]}) < 0  # type: ignore[operator]


def test_results_in_tenths_with_full_marks_in_the_last() -> None:
    found = measure_exam(papers(LADDER, 10))
    assert found.distribution is not None
    counts = {one.start: one.count for one in found.distribution}
    assert (len(counts), counts[0], counts[30], counts[60], counts[90]) == (10, 10, 10, 10, 10)
    assert found.distribution[-1].end == 100


def test_below_thirty_nothing_is_told() -> None:
    few = measure_exam(papers([(1, 0)], 29))
    assert (few.n, few.mean, few.alpha, few.distribution) == (29, None, None, None)
    assert set(few.missing.values()) == {"few"}
    assert measure_exam([]).n == 0


def test_no_alpha_across_questions_that_were_drawn_but_for_the_block_all_had() -> None:
    """Section 0 is the same for all, section 1 is drawn."""
    drawn = []
    for number in range(60):
        rung = LADDER[number % 4]
        fixed = [Answer(item, 0, 1.0, points) for item, points in enumerate(rung)]
        drawn.append(Paper((*fixed, Answer(10 + number % 2, 1, 2.0, 0.5))))
    found = measure_exam(drawn)
    assert found.alpha is None and found.standard_error is None
    assert found.missing == dict.fromkeys(["alpha", "error_ratio", "standard_error"], "drawn")
    assert found.blocks is not None
    fixed_block, drawn_block = found.blocks
    assert (fixed_block.items, fixed_block.alpha) == (3, pytest.approx(75))
    assert (drawn_block.items, drawn_block.missing) == (1, {"alpha": "drawn"})


def test_the_same_question_for_other_marks_is_no_common_form() -> None:
    one = Paper((Answer(1, 0, 1.0, 1.0), Answer(2, 0, 1.0, 0.0)))
    other = Paper((Answer(1, 0, 2.0, 1.0), Answer(2, 0, 1.0, 0.0)))
    assert measure_exam([one, other] * 20).missing["alpha"] == "drawn"


def test_where_all_have_the_same_result_there_is_no_shape_and_no_alpha() -> None:
    found = measure_exam(papers([(1, 0)], 30))
    assert (found.mean, found.deviation, found.alpha) == (50, 0, None)
    assert set(found.missing.values()) == {"no_spread"}
    assert measure_exam(papers([(1,), (0,)], 20)).missing["alpha"] == "one_item"


@given(st.lists(st.sampled_from([0.0, 1 / 3, 1.0]), min_size=30, max_size=40), st.integers(2, 9))
def test_questions_that_all_say_the_same_have_an_alpha_of_hundred(
    points: list[float], times: int
) -> None:
    assume(len(set(points)) > 1)
    found = measure_exam(papers([[value] * times for value in points]))
    assert found.alpha == pytest.approx(100, abs=1e-4)
    assert found.standard_error == pytest.approx(0, abs=0.1)


@FEW
@given(TABLES, st.integers())
def test_the_order_of_people_changes_no_figure(table: list[list[float]], seed: int) -> None:
    mixed = list(table)
    Random(seed).shuffle(mixed)
    assert measure_exam(papers(mixed)) == measure_exam(papers(table))


@FEW
@given(TABLES)
def test_figures_are_those_of_a_slow_reading_of_the_formulas(table: list[list[float]]) -> None:
    found = measure_exam(papers(table))
    width = len(table[0])
    sums = [round(sum(row), 7) for row in table]
    percents = [100 * total / width for total in sums]
    assert found.mean == pytest.approx(statistics.fmean(percents), abs=1e-4)
    assert found.median == pytest.approx(statistics.median(percents), abs=1e-4)
    assert found.deviation == pytest.approx(statistics.stdev(percents), abs=1e-4)
    assert found.distribution is not None
    assert sum(one.count for one in found.distribution) == len(table)
    if width < 2 or len(set(sums)) == 1:
        assert found.alpha is None
        return
    parts = sum(statistics.variance([row[item] for row in table]) for item in range(width))
    expected = 100 * width / (width - 1) * (1 - parts / statistics.variance(sums))
    assert found.alpha == pytest.approx(expected, abs=1e-3)


@FEW
@given(TABLES)
def test_alpha_without_a_question_is_alpha_of_an_exam_without_it(table: list[list[float]]) -> None:
    marks = {item: [row[item] for row in table] for item in range(len(table[0]))}
    for item, found in alphas_without(marks).items():
        others = {other: series for other, series in marks.items() if other != item}
        expected = alpha(others)
        assert found == (None if expected is None else pytest.approx(expected, abs=1e-3))
