"""Whose points count when several have marked the same answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assessments.agreeing import mean, mean_parts, who_counts
from assessments.plan import Marking
from assessments.question_types.base import Part

ONE, TWO = Marking(), Marking(markers=2, third_from=20)
POINTS = st.floats(0, 1)


def test_one_marker_is_enough_where_the_exam_says_so() -> None:
    assert who_counts([], ONE) is None
    assert who_counts([0.4], ONE) == (0,)


def test_two_who_are_near_each_other_count_both() -> None:
    assert who_counts([0.5], TWO) is None
    assert who_counts([0.5, 0.7], TWO) == (0, 1)
    assert who_counts([0.9, 0.7], TWO) == (0, 1)


def test_two_who_are_far_apart_need_a_third_and_the_nearest_two_count() -> None:
    assert who_counts([0.2, 0.8], TWO) is None
    assert who_counts([0.2, 0.8, 0.7], TWO) == (1, 2)
    assert who_counts([0.2, 0.8, 0.3], TWO) == (0, 2)


def test_equally_near_the_better_two_count() -> None:
    assert who_counts([0.2, 0.8, 0.5], TWO) == (1, 2)


@given(first=POINTS, second=POINTS, third=POINTS, limit=st.integers(0, 100))
def test_three_always_agree_between_the_lowest_and_the_highest(
    first: float, second: float, third: float, limit: int
) -> None:
    given_points = [first, second, third]
    counting = who_counts(given_points, Marking(markers=2, third_from=limit))
    assert counting is not None
    reached = mean([given_points[place] for place in counting])
    assert min(given_points) <= reached <= max(given_points) <= 1


def test_the_parts_are_the_mean_of_what_counts() -> None:
    assert mean_parts([[Part("a", 2, 4)], [Part("a", 3, 4)]]) == (Part("a", 2.5, 4),)
