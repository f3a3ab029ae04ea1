"""Ways to act in a situation, to be ranked as experts ranked them."""

from __future__ import annotations

from itertools import permutations
from statistics import fmean
from typing import Any

import pytest

from assessments.question_types import TYPES, read_content
from assessments.question_types.base import BadResponse, Rules
from assessments.question_types.faults import Faulty
from tests.assessments.question_types.examples import case, judgement

KIND = TYPES["judgement"]


def points(*ranks: int) -> float | None:
    content = read_content("judgement", judgement(len(ranks)))
    given = dict(zip("abcde", ranks, strict=False))
    return KIND.score(content, {"ranks": given}).points


@pytest.mark.parametrize(
    ("ranks", "earned"),
    [
        ((1, 2, 3, 4, 5), 20),
        ((2, 1, 3, 4, 5), 18),
        ((5, 4, 3, 2, 1), 8),
        ((1, 1, 3, 4, 5), 12),
        ((1, 1, 1, 1, 1), 0),
        ((5, 1, 2, 3, 4), 12),
    ],
)
def test_an_answer_earns_four_less_how_far_it_is_off(ranks: tuple[int, ...], earned: int) -> None:
    assert points(*ranks) == earned / 20


def test_what_has_no_rank_earns_nothing() -> None:
    content = read_content("judgement", judgement(5))
    assert KIND.score(content, {"ranks": {"a": 1}}).points == 4 / 20


def test_near_misses_count_also_where_answers_count_only_as_a_whole() -> None:
    content = read_content("judgement", judgement(3))
    near = {"ranks": {"a": 2, "b": 1, "c": 3}}
    assert KIND.score(content, near, Rules(whole=True)) == KIND.score(content, near)


@pytest.mark.parametrize("count", [3, 4, 5])
def test_blind_guessing_earns_the_mean_over_all_ranks(count: int) -> None:
    content = read_content("judgement", judgement(count))
    orders = permutations(range(1, count + 1))
    assert KIND.guess(content) == pytest.approx(fmean(points(*order) for order in orders))


@pytest.mark.parametrize(
    "ranks", [{"a": 0}, {"a": 5}, {"a": True}, {"a": "1"}, {"a": 1.0}, {"z": 1}, [1], None]
)
def test_what_are_no_ranks_is_refused(ranks: Any) -> None:
    with pytest.raises(BadResponse):
        KIND.clean(read_content("judgement", judgement()), {"ranks": ranks})


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"ranks": {"a": 1, "b": 2, "c": 3}}, "ranks_unclear"),
        ({"ranks": {"a": 1, "b": 1, "c": 2, "d": 3}}, "ranks_unclear"),
        ({"ranks": {"a": 0, "b": 1, "c": 2, "d": 3}}, "ranks_unclear"),
        ({"agreement": 1.1}, "less_than_equal"),
        ({"experts": 0}, "greater_than_equal"),
    ],
)
def test_what_is_no_judgement_is_refused(more: dict[str, Any], code: str) -> None:
    with pytest.raises(Faulty) as refused:
        read_content("judgement", judgement() | more)
    assert code in [fault.code for fault in refused.value.faults]


@pytest.mark.parametrize(("agreement", "enough"), [(0.6, True), (0.59, False), (1, True)])
def test_experts_have_to_agree_enough(agreement: float, enough: bool) -> None:
    data = judgement(agreement=agreement)
    assert KIND.agreed(read_content("judgement", data)) == enough
    inside = case() | {"questions": [{"key": "a", "type": "judgement", "data": data}]}
    assert TYPES["case"].agreed(read_content("case", inside)) == enough
