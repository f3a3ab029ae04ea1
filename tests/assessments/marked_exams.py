"""Exams with answers that people mark, and those who mark them."""

from __future__ import annotations

from typing import Any

from assessments import marking
from assessments.models import Attempt, Exam, Marking, QuestionVersion, Sitting
from tests.assessments.factories import make_sitting
from tests.assessments.question_types.examples import essay
from tests.assessments.sitting_down import fixed_exam, sit
from tests.factories import AssignmentFactory, PersonFactory
from xinqiao.accounts.models import Person, Role

TEXT = {"text": "她这两周不大说话，作业也不交了。"}
NONE, ALL = {"a": 0}, {"a": 1}
"""Levels of the rubric of `essay`."""


def essay_exam(count: int = 1, **rules: Any) -> Exam:
    """So many questions with one right answer, and then an essay."""
    return fixed_exam(count, types=[{"type": "essay", "data": essay()}], **rules)


def essay_sitting(**rules: Any) -> Sitting:
    return make_sitting(essay_exam(**rules))


def essay_in(exam: Exam) -> QuestionVersion:
    return QuestionVersion.objects.get(question__bank__unit=exam.unit, type="essay")


def a_marker(exam: Exam) -> Person:
    return AssignmentFactory(role=Role.RATER, unit=exam.unit, person=PersonFactory()).person


def hand_in(sitting: Sitting, person: Person | None = None, right: str = "a") -> Attempt:
    return sit(sitting, [right, TEXT], person)


def next_for(marker: Person, exam: Exam) -> Marking | None:
    return marking.claim_next(marker, exam.pk, essay_in(exam))


def mark_next(marker: Person, exam: Exam, levels: dict[str, int] = ALL, feedback: str = "") -> None:
    claimed = next_for(marker, exam)
    assert claimed
    marking.judge(claimed, marker, levels=levels, feedback=feedback)
