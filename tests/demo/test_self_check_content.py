"""The self-checks that the site comes with: one below each module, apart from the exam."""

from __future__ import annotations

from collections import Counter

import pytest

from assessments.question_types import read_content
from assessments.self_checks import MOST
from tests.demo.test_question_content import texts_in
from xinqiao.demo import content
from xinqiao.demo.questions import Item


@pytest.fixture(scope="module")
def items(files: content.Content) -> list[Item]:
    assert files.practice
    return files.practice.items


def tags_of(item: Item) -> set[str]:
    return {value for kind, value in item.written.labels if kind == "tag"}


def test_below_each_module_stands_a_self_check_of_five_to_eight_questions(
    files: content.Content, items: list[Item]
) -> None:
    modules = [
        f"{course.slug}/{module.slug}" for course in files.courses for module in course.modules
    ]
    assert [one.module for one in files.self_checks] == modules
    for one in files.self_checks:
        assert 5 <= sum(one.tag in tags_of(item) for item in items) <= MOST, one.module


def test_every_question_says_why_in_both_languages_and_leads_to_a_lesson(
    items: list[Item],
) -> None:
    for item in items:
        for text in texts_in(item.written.data):
            assert set(text) == {"zh-hans", "en"}, (item.name, text)
        assert read_content(item.written.type, item.written.data).explanation, item.name
        assert item.written.lesson_key, item.name


def test_none_of_them_is_a_question_of_the_exam(files: content.Content, items: list[Item]) -> None:
    assert files.questions and files.practice
    stems = {item.written.data["stem"]["zh-hans"] for item in files.questions.items}
    assert not stems & {item.written.data["stem"]["zh-hans"] for item in items}
    assert files.practice.values["practice"] and not files.questions.values["practice"]
    for exam in files.exams:
        assert files.practice.slug not in exam.plan.banks


def test_the_right_answer_is_not_given_away_by_its_place(items: list[Item]) -> None:
    right = Counter(
        item.written.data["right"] for item in items if item.written.type in {"single", "truefalse"}
    )
    assert all(count <= sum(right.values()) / 2 for count in right.values()), right
