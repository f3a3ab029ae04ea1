"""Questions with answers to choose from."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.question_types import TYPES, read_content, to_data
from assessments.question_types.base import BadResponse, Rules
from assessments.question_types.faults import Faulty
from tests.assessments.factories import both, multiple, options, single

SINGLE, MULTIPLE = TYPES["single"], TYPES["multiple"]


def points(data: dict[str, Any], chosen: str, **rules: bool) -> float | None:
    content = read_content("multiple", data)
    return MULTIPLE.score(content, {"choices": list(chosen)}, Rules(**rules)).points


def test_one_right_answer_earns_everything() -> None:
    content = read_content("single", single(right="b"))
    assert SINGLE.score(content, {"choice": "b"}).points == 1
    assert SINGLE.score(content, {"choice": "a"}).points == 0
    assert SINGLE.score(content, {}).points == 0


@pytest.mark.parametrize(
    ("chosen", "earned"), [("ab", 1), ("a", 0.5), ("abc", 0.5), ("ac", 0), ("c", 0), ("", 0)]
)
def test_several_right_answers_earn_what_was_hit_less_what_was_not(
    chosen: str, earned: float
) -> None:
    assert points(multiple("ab"), chosen) == earned


def test_taking_everything_earns_nothing() -> None:
    assert points(multiple("abc"), "abcd") == 0


def test_several_right_answers_may_count_only_together() -> None:
    assert points(multiple("ab"), "a", whole=True) == 0
    assert points(multiple("ab"), "ab", whole=True) == 1


@given(
    right=st.sets(st.sampled_from("abcd"), min_size=1, max_size=3),
    chosen=st.sets(st.sampled_from("abcd")),
    whole=st.booleans(),
)
def test_points_lie_between_nothing_and_everything(
    right: set[str], chosen: set[str], whole: bool
) -> None:
    earned = points(multiple("".join(right)), "".join(chosen), whole=whole)
    assert earned is not None and 0 <= earned <= 1
    assert (earned == 1) == (chosen == right)


@given(seed=st.integers(), chosen=st.sampled_from("abc"))
def test_the_order_of_answers_changes_no_points(seed: int, chosen: str) -> None:
    content = read_content("single", single())
    order = SINGLE.arrange(content, Random(seed))
    face = SINGLE.face(content, order)
    assert [option["key"] for option in face["options"]] == order["options"]
    assert sorted(order["options"]) == ["a", "b", "c"]
    assert SINGLE.score(content, {"choice": chosen}).points == (chosen == "a")


@given(seed=st.integers())
def test_a_fixed_answer_keeps_its_place(seed: int) -> None:
    data = single()
    data["options"][2]["fixed"] = True
    content = read_content("single", data)
    assert SINGLE.arrange(content, Random(seed))["options"][2] == "c"


def test_a_candidate_is_shown_nothing_of_the_key() -> None:
    data = single() | {"explanation": both("因为他需要先被听见")}
    data["options"][0]["feedback"] = both("对，先听")
    face = SINGLE.face(read_content("single", data), {})
    assert "先听" not in str(face) and "被听见" not in str(face) and "right" not in str(face)


def test_a_candidate_reads_in_one_language_and_in_the_other_where_words_are_missing() -> None:
    data = single() | {"stem": both("谁？", "Who?")}
    face = SINGLE.face(read_content("single", data), {}, "en")
    assert face["stem"] == "Who?"
    assert face["options"][0]["text"] == "听他说完"


@pytest.mark.parametrize(
    "response", [{"choice": "z"}, {"choice": ["a"]}, {"choice": None}, {"x": 1}]
)
def test_what_is_no_answer_is_refused(response: dict[str, Any]) -> None:
    with pytest.raises(BadResponse):
        SINGLE.clean(read_content("single", single()), response)


@pytest.mark.parametrize("choices", ["a", ["z"], ["a", "a"], [["a"]], {"a": 1}, None])
def test_what_are_no_answers_is_refused(choices: Any) -> None:
    with pytest.raises(BadResponse):
        MULTIPLE.clean(read_content("multiple", multiple()), {"choices": choices})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (multiple("abcd"), "nothing_wrong"),
        (multiple("z"), "right_unknown"),
        (multiple() | {"options": options("一", "二") + options("三")}, "repeated_key"),
        (multiple() | {"stem": {}}, "too_short"),
        (multiple() | {"stem": both(" ")}, "string_too_short"),
        (multiple() | {"stem": both("a\x00")}, "nul"),
        (multiple() | {"picture": {"name": "bus-stop"}}, "missing"),
        (multiple() | {"more": 1}, "extra_forbidden"),
    ],
)
def test_what_is_no_question_is_refused_with_the_place(data: dict[str, Any], code: str) -> None:
    with pytest.raises(Faulty) as refused:
        read_content("multiple", data)
    assert code in [fault.code for fault in refused.value.faults]


def test_content_is_kept_as_it_was_read() -> None:
    for name, data in (("single", single()), ("multiple", multiple())):
        content = read_content(name, data)
        assert read_content(name, to_data(content)) == content


def test_blind_guessing_earns_what_chance_gives() -> None:
    assert SINGLE.guess(read_content("single", single())) == pytest.approx(1 / 3)
    # Of the six pairs of four answers one is right, four are half right: (1 + 4 · 0) / 6
    assert MULTIPLE.guess(read_content("multiple", multiple("ab"))) == pytest.approx(1 / 6)
