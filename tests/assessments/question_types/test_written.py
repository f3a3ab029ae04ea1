"""Answers in words: a few that are compared, or a text that a person marks."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from assessments.answers import read_fields
from assessments.question_types import TYPES, read_content
from assessments.question_types.base import BadResponse
from assessments.question_types.faults import Faulty
from assessments.question_types.wording import normal
from assessments.texts import MAX_TEXT
from tests.assessments.factories import both
from tests.assessments.question_types.examples import case, essay, short

SHORT, ESSAY, CASE = TYPES["short"], TYPES["essay"], TYPES["case"]


@pytest.mark.parametrize(
    ("text", "earned"),
    [
        ("留守儿童", 1),
        ("留守 儿童。", 1),
        ("留守孩子！", 1),
        ("ＬＥＦＴ－ＢＥＨＩＮＤ　children ...", 1),
        ("left-behind\u200b children", 1),
        ("leftbehind children", 0),
        ("不是留守儿童", 0),
        ("留守儿", 0),
        ("。", 0),
    ],
)
def test_words_are_right_when_they_are_the_same_but_for_how_they_are_typed(
    text: str, earned: float
) -> None:
    content = read_content("short", short())
    assert SHORT.score(content, SHORT.clean(content, {"text": text})).points == earned


@given(text=st.text())
def test_words_are_made_alike_once(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@given(text=st.text(alphabet="abc留守 。．Ａß").map(lambda text: f"a{text}"))
def test_how_words_are_typed_does_not_matter(text: str) -> None:
    assert normal(f"  {text}　。 ") == normal(text)


def test_a_mark_of_punctuation_can_be_the_answer() -> None:
    content = read_content("short", short() | {"accepted": {"en": ["?", "\u200b"]}})
    assert [SHORT.score(content, {"text": text}).points for text in "？!\u200b"] == [1, 0, 0]


@pytest.mark.parametrize("text", [None, 3, [], "a\x00", "\ud800", "长" * 501])
def test_what_is_no_text_is_refused(text: Any) -> None:
    with pytest.raises(BadResponse):
        SHORT.clean(read_content("short", short()), {"text": text})


@pytest.mark.parametrize(
    "accepted", [{}, {"en": []}, {"en": ["  "]}, {"fr": ["oui"]}, {"en": "yes"}]
)
def test_something_has_to_be_accepted(accepted: Any) -> None:
    with pytest.raises(Faulty) as refused:
        read_content("short", short() | {"accepted": accepted})
    assert all(str(fault.reason) for fault in refused.value.faults)


def test_an_essay_waits_for_a_person() -> None:
    content = read_content("essay", essay())
    assert ESSAY.needs_people(content)
    assert ESSAY.score(content, {"text": "先听他说。"}).points is None
    assert ESSAY.score(content, {}).points == 0


def test_a_case_waits_only_while_there_is_a_text_to_mark() -> None:
    write = {"key": "write", "type": "essay", "data": essay()}
    content = read_content("case", case() | {"questions": [*case()["questions"], write]})
    assert CASE.needs_people(content)
    assert not CASE.needs_people(read_content("case", case()))
    first = {"first": {"choice": "b"}}
    waits = CASE.score(content, {"parts": first | {"write": {"text": "先听。"}}})
    assert waits.points is None
    assert [part.key for part in waits.parts] == ["first", "then"]
    assert CASE.score(content, {"parts": first}).points == 2 / 4


def test_a_text_that_is_too_short_is_kept_and_one_that_is_too_long_is_refused() -> None:
    content = read_content("essay", essay(shortest=100))
    assert ESSAY.clean(content, {"text": "一\r\n二 "}) == {"text": "一\n二"}
    with pytest.raises(BadResponse) as refused:
        ESSAY.clean(content, {"text": "长" * 301})
    with override("en"):
        assert "300" in str(refused.value.reason)


def test_the_longest_text_arrives_by_its_form() -> None:
    fields = {"text": ["长\n" * (MAX_TEXT // 2 - 1)]}
    assert read_fields(fields) == fields


def test_candidates_do_not_see_the_rubric() -> None:
    assert "看见变化" not in str(ESSAY.face(read_content("essay", essay()), {}))


LEVELS = [{"points": 0, "text": both("无")}, {"points": 0, "text": both("有")}]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"criteria": []}, "too_short"),
        ({"criteria": essay()["criteria"] * 2}, "repeated_key"),
        ({"criteria": [{"key": "a", "name": both("看"), "levels": LEVELS}]}, "no_points"),
        ({"criteria": [{"key": "a", "name": both("看"), "levels": LEVELS[:1]}]}, "too_short"),
        ({"shortest": 400}, "longest_below_shortest"),
        ({"longest": 20_001}, "less_than_equal"),
    ],
)
def test_what_is_no_essay_is_refused(more: dict[str, Any], code: str) -> None:
    with pytest.raises(Faulty) as refused:
        read_content("essay", essay(**more))
    assert code in [fault.code for fault in refused.value.faults]
