"""How single questions did."""

from __future__ import annotations

import statistics
from math import sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.statistics import Answer, Choice, Item, Paper, measure_items
from assessments.statistics.items import discrimination, effective_weights, efficiency
from tests.assessments.statistics.papers import LADDER, items, paper, papers

POINTS = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 2 / 3, 1.0])
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(POINTS, min_size=width, max_size=width), min_size=30, max_size=45
    )
)

FEW = settings(max_examples=30)


def test_a_ladder_of_three_questions_by_hand() -> None:
    """Ten people on each rung: x is 0 or 1, the rest of the others' two marks is as written."""
    first, second, third = measure_items(papers(LADDER, 10), items(3))
    assert [one.facility for one in (first, second, third)] == [0.75, 0.5, 0.25]
    assert second.deviation == pytest.approx(sqrt(10 / 39))
    # First: 0 0 | 1 0 | 1 ½ | 1 1; Σ(x−x̄)(y−ȳ) over the four is 3/8, Σ(x−x̄)² 3/4, Σ(y−ȳ)² 11/16.
    assert first.discrimination == pytest.approx(100 * (3 / 8) / sqrt(3 / 4 * 11 / 16))
    assert second.discrimination == pytest.approx(100 * (1 / 2) / sqrt(1 * 1 / 2))
    assert first.discrimination == pytest.approx(third.discrimination)
    # Who got the harder one had all the easier ones: no better order is possible.
    assert [one.efficiency for one in (first, second, third)] == pytest.approx([100] * 3)


def test_effective_weights_by_hand() -> None:
    """cov(x, total) over the four rungs is 3/4, 1 and 3/4 (times the same constant)."""
    first, second, third = measure_items(papers(LADDER, 10), items(3))
    roots = sqrt(3 / 4), 1, sqrt(3 / 4)
    weights = [one.weight for one in (first, second, third)]
    assert weights == pytest.approx([100 * root / sum(roots) for root in roots])


def test_a_negative_share_has_no_weight_and_the_others_make_up_the_whole() -> None:
    weights = effective_weights({1: [0, 1, 5], 2: [0, 1, 5], 3: [1, 0, 0]})
    assert weights[3] is None
    assert sum(weight for weight in weights.values() if weight) == pytest.approx(100)


def test_who_does_well_elsewhere_gets_it_wrong() -> None:
    (*_others, wrong_key) = measure_items(papers([(1, 1, 0), (0, 0, 1)], 20), items(3))
    assert wrong_key.discrimination == pytest.approx(-100)
    assert wrong_key.flags == ("check_key",)
    assert wrong_key.missing["weight"] == "negative"


def test_weak_and_too_easy_are_said() -> None:
    table = [(1, 1, 0)] * 31 + [(0, 0, 1), *[(1, 1, 1)] * 8]
    easy, _other, odd = measure_items(papers(table), items(3))
    assert easy.facility == pytest.approx(39 / 40)
    assert "too_easy" in easy.flags
    assert "check_key" in odd.flags
    no_link = measure_items(papers([(0, 0), (0, 1), (1, 0), (1, 1)], 10), items(2))
    assert [one.flags for one in no_link] == [("weak",)] * 2
    assert [one.discrimination for one in no_link] == [0, 0]


def test_with_twenty_nine_people_nothing_is_told_and_with_thirty_it_is() -> None:
    (few,) = measure_items(papers([(1,)], 29), items(1))
    assert few.n == 29 and few.facility is None and few.flags == ()
    assert set(few.missing.values()) == {"few"}
    (enough,) = measure_items(papers([(1,)], 30), items(1))
    assert (enough.n, enough.facility) == (30, 1)


def test_a_question_that_all_get_right_discriminates_nothing() -> None:
    table = [(1, 0, 0), (1, 1, 0), (1, 1, 1)]
    constant = measure_items(papers(table, 10), items(3))[0]
    assert constant.discrimination is None and constant.efficiency is None
    assert constant.missing["discrimination"] == "no_spread"
    assert constant.flags == ("too_easy",)


def test_drawn_questions_have_figures_of_their_own_people_only() -> None:
    """Question 7 stands on every second paper; who did not get it does not count for it."""
    drawn = [
        Paper((Answer(number % 2 * 7, 0, 1.0, float(number % 4 > 1)), Answer(1, 0, 1.0, 1.0)))
        for number in range(80)
    ]
    (seven,) = measure_items(drawn, [Item(7)])
    assert (seven.n, seven.facility) == (40, 0.5)
    assert seven.missing["weight"] == seven.missing["alpha_without"] == "drawn"


def test_blind_guessing_stands_beside_what_was_earned() -> None:
    (one,) = measure_items(papers([(1,), (0,)], 20), [Item(0, guess=0.25)])
    assert one.guess == 0.25


def test_alpha_without_an_odd_question_is_higher() -> None:
    table = [(0, 0, 0, 1), (1, 1, 1, 0), (1, 1, 1, 1), (0, 0, 0, 0)]
    *_same, odd = measure_items(papers(table, 10), items(4))
    assert odd.alpha_without == pytest.approx(100)
    assert measure_items(papers([(0, 1), (1, 1)], 20), items(2))[0].missing["alpha_without"] == (
        "one_item"
    )


@FEW
@given(TABLES)
def test_figures_lie_where_they_can_lie(table: list[list[float]]) -> None:
    width = len(table[0])
    weights = []
    for one in measure_items(papers(table), items(width)):
        assert one.facility is not None and 0 <= one.facility <= 1
        assert one.discrimination is None or -100 <= one.discrimination <= 100
        assert one.efficiency is None or one.efficiency <= 100 + 1e-6
        assert {name for name, reason in one.missing.items() if reason} == {
            name for name in one.missing if getattr(one, name) is None
        }
        weights.append(one.weight)
    if any(weights):
        assert sum(weight or 0 for weight in weights) == pytest.approx(100)


@FEW
@given(TABLES, st.integers())
def test_the_order_of_people_changes_no_figure(table: list[list[float]], seed: int) -> None:
    width = len(table[0])
    mixed = list(table)
    Random(seed).shuffle(mixed)
    assert measure_items(papers(mixed), items(width)) == measure_items(papers(table), items(width))


@FEW
@given(TABLES)
def test_figures_are_those_of_a_slow_reading_of_the_formulas(table: list[list[float]]) -> None:
    width = len(table[0])
    for item, one in enumerate(measure_items(papers(table), items(width))):
        x = [row[item] for row in table]
        y = [round(sum(row) - row[item], 7) for row in table]
        assert one.facility == pytest.approx(statistics.fmean(x))
        assert one.deviation == pytest.approx(statistics.stdev(x), abs=1e-7)
        if len(set(x)) == 1 or len(set(y)) == 1:
            assert one.discrimination is None
            continue
        assert one.discrimination == pytest.approx(100 * statistics.correlation(x, y), abs=1e-4)
        best = statistics.covariance(sorted(x), sorted(y))
        assert one.efficiency == pytest.approx(100 * statistics.covariance(x, y) / best, abs=1e-4)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), min_size=30, max_size=40))
def test_no_question_beats_its_own_best_order(pairs: list[tuple[int, int]]) -> None:
    points, rest = zip(*sorted(pairs), strict=True)
    found = efficiency(points, sorted(rest))
    assert found is None or found == pytest.approx(100)
    mirrored = discrimination(points, [-value for value in rest])
    straight = discrimination(points, rest)
    assert mirrored == (None if straight is None else pytest.approx(-straight))


def chose(percent: float, *keys: str) -> Paper:
    """One question with what was chosen, and one that brings the paper to *percent*."""
    right = float(keys == ("a",))
    return Paper((Answer(0, 0, 1.0, right, keys), Answer(1, 0, 99.0, (percent - right) / 99)))


SINGLE = Item(0, choices=tuple(Choice(key, key == "a") for key in "abcd"))


def test_who_chose_what_among_the_best_and_the_weakest() -> None:
    """Of forty, eleven (27 %) are in each group."""
    people = [chose(90 + n / 10, "a") for n in range(20)]
    people += [chose(20 + n / 10, "b" if n < 19 else "c") for n in range(20)]
    (one,) = measure_items(people, [SINGLE])
    assert one.choices is not None
    a, b, c, d = one.choices
    assert (a.all, a.top, a.bottom, a.functioning) == (0.5, 1, 0, None)
    assert (b.all, b.top, b.bottom, b.functioning) == (19 / 40, 0, 1, True)
    assert (c.all, c.functioning) == (1 / 40, False)
    assert (d.all, d.functioning) == (0, False)
    assert one.flags == ("idle_choice",)


def test_where_all_have_the_same_result_there_are_no_best_and_no_weakest() -> None:
    (one,) = measure_items([chose(50, "a")] * 40, [SINGLE])
    assert one.choices is not None
    assert [(choice.top, choice.bottom) for choice in one.choices] == [(None, None)] * 4


@given(st.lists(st.tuples(st.integers(2, 99), st.sampled_from("abcd")), min_size=30, max_size=60))
def test_shares_of_a_single_choice_add_up_to_all(people: list[tuple[int, str]]) -> None:
    (one,) = measure_items([chose(percent, key) for percent, key in people], [SINGLE])
    assert one.choices is not None
    for group in ("all", "top", "bottom"):
        shares = [getattr(choice, group) for choice in one.choices]
        if None not in shares:
            assert sum(shares) == pytest.approx(1)


def test_a_question_without_choices_has_no_table() -> None:
    (one,) = measure_items([paper((1,))] * 30, items(1))
    assert one.choices is None and one.missing["choices"] == "no_choice"
