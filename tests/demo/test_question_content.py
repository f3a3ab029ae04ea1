"""The questions that the site comes with: as many, and as safe, as was planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from assessments.question_types import read_content
from xinqiao.demo import content
from xinqiao.demo.questions import Item

PLAN = {"A": 8, "B": 10, "C": 8, "D": 12, "E": 12, "F": 6, "G": 6, "H": 5, "I": 5}
MUST_PASS = {"D1", "D2", "D3", "D4", "D5", "E1", "E2", "E4", "E7", "E8"}
TYPES = {"single", "multiple", "truefalse", "ordering", "case"}

Data = dict[str, Any]


@pytest.fixture(scope="module")
def items(files: content.Content) -> list[Item]:
    assert files.questions
    return files.questions.items


def questions_in(data: Data, kind: str) -> Iterator[tuple[str, Data]]:
    """The question itself, or those that a case asks, each with its type."""
    if kind != "case":
        yield kind, data
    for question in data.get("questions", []):
        yield question["type"], question["data"]


def wrong_answers(data: Data) -> Iterator[Data]:
    right = data.get("right_reason", data["right"])
    for option in [*data.get("options", []), *data.get("reasons", [])]:
        if option["key"] != right and option["key"] not in (right if list is type(right) else []):
            yield option


def texts_in(value: Any) -> Iterator[dict[str, str]]:
    """All texts by language, however deep."""
    if isinstance(value, list):
        for one in value:
            yield from texts_in(one)
    elif isinstance(value, dict):
        if set(value) & {"zh-hans", "en"}:
            yield value
        else:
            for one in value.values():
                yield from texts_in(one)


def test_there_are_seventy_two_questions_and_each_area_has_its_own(items: list[Item]) -> None:
    names = [f"{letter}{number}" for letter in PLAN for number in range(1, PLAN[letter] + 1)]

    assert len(items) == 72
    assert sorted(item.name for item in items) == sorted(names)


def test_exactly_the_planned_questions_must_be_right(items: list[Item]) -> None:
    assert {item.name for item in items if item.written.must_pass} == MUST_PASS


def test_every_text_is_there_in_both_languages(items: list[Item]) -> None:
    for item in items:
        for text in texts_in(item.written.data):
            assert set(text) == {"zh-hans", "en"}, (item.name, text)
            assert text["zh-hans"] != text["en"], (item.name, text)


def test_every_question_says_why_from_where_and_what_for(
    items: list[Item], files: content.Content
) -> None:
    competences = {term.code for _domain, term in files.taxonomy.competences}
    for item in items:
        written = item.written
        codes = {value for kind, value in written.labels if kind == "competence"}
        tags = {value for kind, value in written.labels if kind == "tag"}
        assert read_content(written.type, written.data).explanation, item.name
        assert written.source.count(" / ") == 1, item.name
        assert codes and codes <= competences, item.name
        assert len(tags) >= 2, item.name
        assert 40 <= written.difficulty <= 95, item.name


def test_every_wrong_answer_says_why_it_does_not_help(items: list[Item]) -> None:
    for item in items:
        for kind, data in questions_in(item.written.data, item.written.type):
            if kind != "ordering":
                for option in wrong_answers(data):
                    assert option.get("feedback"), (item.name, option["key"])


def choices(items: list[Item]) -> Iterator[tuple[str, list[Data]]]:
    """The right key and all answers, wherever one of several is right."""
    for item in items:
        for kind, data in questions_in(item.written.data, item.written.type):
            if kind == "single":
                yield data["right"], data["options"]
            elif data.get("reasons"):
                yield data["right_reason"], data["reasons"]


def test_the_right_answer_is_not_given_away_by_its_place(items: list[Item]) -> None:
    places = Counter(right for right, _options in choices(items))

    assert len(places) == 4
    assert max(places.values()) < sum(places.values()) / 2


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_right_answer_is_not_given_away_by_its_length(language: str, items: list[Item]) -> None:
    longest = [
        max(options, key=lambda option: len(option["text"][language]))["key"] == right
        for right, options in choices(items)
    ]

    assert len(longest) > 40
    assert 0.1 < sum(longest) / len(longest) < 0.4


def test_the_questions_are_of_several_types_and_some_have_a_drawing(items: list[Item]) -> None:
    assert {item.written.type for item in items} == TYPES
    assert sum("picture" in item.written.data for item in items) == 4


def test_those_too_alike_for_one_exam_are_of_one_family(items: list[Item]) -> None:
    sizes = Counter(item.family for item in items if item.family)

    assert sizes == {"what-not-to-say": 2, "duty-to-report": 2, "diagnosis": 2}
