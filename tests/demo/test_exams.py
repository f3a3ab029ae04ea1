"""The exams that the site comes with: by the rules of their certificates, and drawn from the bank."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from assessments.beginning import terms_for
from assessments.drawing import Item, draw
from assessments.models import Exam, Sitting
from tests.demo.helpers import edit, faults_in, load
from tests.factories import PersonFactory
from xinqiao.common.keys import translation_key
from xinqiao.demo.content import Content
from xinqiao.demo.exams import Entry

ONE = "exams/one.yaml"


@pytest.fixture(scope="module")
def exams(files: Content) -> dict[str, Entry]:
    return {entry.slug: entry for entry in files.exams}


@pytest.fixture(scope="module")
def pool(files: Content) -> list[Item]:
    assert files.questions
    return [
        Item(
            version=number,
            question=number,
            key=item.name,
            family=item.family,
            type=item.written.type,
            tags=frozenset(item.written.tags),
            difficulty=item.written.difficulty,
            must_pass=item.written.must_pass,
        )
        for number, item in enumerate(files.questions.items)
    ]


def test_the_first_certificate_asks_what_was_planned(exams: dict[str, Entry]) -> None:
    plan = exams["track-a"].plan
    assert (plan.length, plan.minutes, plan.pass_percent) == (30, 40, 80)
    assert (plan.attempts, plan.days_between) == (3, 7)
    assert plan.must_pass_counts
    assert plan.course == translation_key("course", "first-step")
    assert set(plan.languages) == {"zh-hans", "en"}
    shown = frozenset().union(*plan.review.values())
    assert not shown & {"right_answer", "explanation"}


def test_each_attempt_has_all_areas_and_six_that_must_be_right(
    exams: dict[str, Entry], pool: list[Item]
) -> None:
    plan = exams["track-a"].plan
    for seed in range(50):
        drawn = [one.item for one in draw(plan, pool, [], Random(seed))]
        assert sum(item.must_pass for item in drawn) == 6
        assert len({item.kin for item in drawn}) == 30
        areas = Counter(item.key[0] for item in drawn)
        assert set(areas) == set("ABCDEFGHI")


def test_the_second_attempt_finds_other_questions_where_there_are_others(
    exams: dict[str, Entry], pool: list[Item]
) -> None:
    plan = exams["track-a"].plan
    first = {one.item.question for one in draw(plan, pool, [], Random(1))}
    second = {one.item.question for one in draw(plan, pool, [], Random(2), seen=first)}
    assert len(first & second) <= 6


@pytest.mark.django_db
def test_an_exam_is_published_with_a_sitting_for_everybody_and_changed_rules_are_a_new_version(
    folder: Path,
) -> None:
    load(folder)
    sitting = Sitting.objects.get()
    terms = terms_for(PersonFactory(), sitting)
    assert terms and terms.plan.minutes == 5
    assert load(folder)["new"] == 0

    edit(folder / ONE, "minutes: 5", "minutes: 6")
    load(folder)
    assert list(Exam.objects.get().versions.values_list("number", flat=True)) == [1, 2]
    assert Sitting.objects.get() == sitting


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("minutes: 5", "minutes: 0", 8, "minutes"),
        ("publisher: author", "publisher: nobody", 3, "nobody"),
        ("course: bridge", "course: leap", 6, "leap"),
        ("count: 1", "count: 0", 12, "count"),
    ],
)
def test_a_fault_in_the_rules_is_told_with_file_and_line(
    folder: Path, old: str, new: str, line: int, said: str
) -> None:
    edit(folder / ONE, old, new)
    (fault,) = faults_in(folder)
    assert (Path(fault.path).name, fault.line) == ("one.yaml", line)
    assert said in str(fault.message)
