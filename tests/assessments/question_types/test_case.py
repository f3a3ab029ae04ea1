"""A case that is told once, with several questions about it."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from assessments.question_types import TYPES, read_content
from assessments.question_types.base import BadResponse, Rules
from assessments.question_types.case import at_stage
from assessments.question_types.faults import Faulty
from tests.assessments.factories import multiple, single
from tests.assessments.question_types.examples import case, ordering, truefalse

KIND = TYPES["case"]


def question(key: str = "x", type: str = "single", **more: Any) -> dict[str, Any]:
    return {"key": key, "type": type, "data": single()} | more


def test_a_case_earns_the_mean_of_its_questions_by_weight() -> None:
    content = read_content("case", case())
    first, then = {"choice": "b"}, {"order": list("abcd")}
    assert KIND.score(content, {"parts": {"first": first}}).points == pytest.approx(2 / 3)
    assert KIND.score(content, {"parts": {"then": then}}).points == pytest.approx(1 / 3)
    assert KIND.score(content, {"parts": {"first": first, "then": then}}).points == 1


def test_rules_hold_inside_a_case() -> None:
    data = case() | {"questions": [question(type="multiple", data=multiple("ab"))]}
    content = read_content("case", data)
    half = {"parts": {"x": {"choices": ["a"]}}}
    assert KIND.score(content, half).points == 0.5
    assert KIND.score(content, half, Rules(whole=True)).points == 0


def test_answers_are_shuffled_and_questions_are_not() -> None:
    content = read_content("case", case())
    order = KIND.arrange(content, Random(3))
    assert set(order) == {"first.options", "then.items"}
    first, then = KIND.face(content, order)["questions"]
    assert (first["key"], then["key"]) == ("first", "then")
    assert [one["key"] for one in first["face"]["options"]] == order["first.options"]
    assert [one["key"] for one in then["face"]["items"]] == order["then.items"]


def test_stages_show_one_question_more_and_lock_those_before() -> None:
    content = read_content("case", case(staged=True))
    face = KIND.face(content, {})
    assert face["staged"]
    locked = [[one["locked"] for one in at_stage(face, stage)["questions"]] for stage in (0, 1, 2)]
    assert locked == [[False], [True, False], [True, True]]


@pytest.mark.parametrize(
    "parts", [{"none": {}}, {"first": {"choice": "z"}}, {"first": None}, [], None]
)
def test_what_is_no_answer_to_one_of_its_questions_is_refused(parts: Any) -> None:
    with pytest.raises(BadResponse):
        KIND.clean(read_content("case", case()), {"parts": parts})


def test_questions_without_an_answer_are_left_out() -> None:
    content = read_content("case", case())
    assert KIND.clean(content, {"parts": {"first": {}, "then": {"order": []}}}) == {}


@pytest.mark.parametrize(
    ("questions", "path", "code"),
    [
        ([], "questions", "too_short"),
        ([question("x"), question("x")], "", "repeated_key"),
        ([question(type="riddle")], "questions.0.type", "unknown_type"),
        ([question(type="case", data=case())], "questions.0.type", "unknown_type"),
        ([question(data=single(right="z"))], "questions.0.data", "right_unknown"),
        ([question(data=single() | {"options": []})], "questions.0.data.options", "too_short"),
        ([question(data=None)], "questions.0.data", "model_type"),
        ([question(weight=0)], "questions.0.weight", "greater_than"),
        ([question(type="ordering", data=truefalse())], "questions.0.data.items", "missing"),
        (
            [question(type="ordering", data=ordering(count=2))],
            "questions.0.data.items",
            "too_short",
        ),
    ],
)
def test_what_is_no_case_is_refused_with_the_place(
    questions: list[dict[str, Any]], path: str, code: str
) -> None:
    with pytest.raises(Faulty) as refused:
        read_content("case", case() | {"questions": questions})
    assert (path, code) in [(fault.path, fault.code) for fault in refused.value.faults]
    assert all(str(fault.reason) for fault in refused.value.faults)
