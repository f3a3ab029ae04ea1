"""A statement that is true or not, with reasons or without."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.question_types import TYPES, read_content
from assessments.question_types.base import Rules
from assessments.question_types.faults import Faulty
from tests.assessments.factories import options
from tests.assessments.question_types.examples import truefalse

KIND = TYPES["truefalse"]


@pytest.mark.parametrize(
    ("response", "earned", "whole"),
    [
        ({"answer": False, "reason": "a"}, 1, 1),
        ({"answer": False, "reason": "b"}, 0.5, 0),
        ({"answer": False}, 0.5, 0),
        ({"answer": True, "reason": "a"}, 0, 0),
        ({"reason": "a"}, 0, 0),
        ({}, 0, 0),
    ],
)
def test_a_reason_counts_only_for_the_right_answer(
    response: dict[str, Any], earned: float, whole: float
) -> None:
    content = read_content("truefalse", truefalse())
    assert KIND.score(content, response).points == earned
    assert KIND.score(content, response, Rules(whole=True)).points == whole


def test_without_reasons_the_answer_is_all() -> None:
    content = read_content("truefalse", truefalse(reasons=False))
    assert KIND.score(content, {"answer": False}).points == 1
    assert KIND.score(content, {"answer": True}).points == 0


def test_blind_guessing_earns_what_chance_gives() -> None:
    assert KIND.guess(read_content("truefalse", truefalse(reasons=False))) == 0.5
    # Half of the time right, and then half of the time with the right one of two reasons
    assert KIND.guess(read_content("truefalse", truefalse())) == 0.5 * 0.5 + 0.25 * 0.5


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"right_reason": None}, "right_unknown"),
        ({"right_reason": "z"}, "right_unknown"),
        ({"reasons": []}, "right_unknown"),
        ({"reasons": options("一")}, "one_reason"),
        ({"reasons": options("一") + options("二")}, "repeated_key"),
        ({"right": None}, "bool_type"),
    ],
)
def test_what_is_no_statement_is_refused(more: dict[str, Any], code: str) -> None:
    with pytest.raises(Faulty) as refused:
        read_content("truefalse", truefalse() | more)
    assert code in [fault.code for fault in refused.value.faults]
