"""An exam is checked before it is published, and then never changes."""

from __future__ import annotations

import pytest
from django.utils import translation

from assessments import authoring
from assessments.models import Exam
from assessments.publishing import NotFit, draft, publish
from assessments.question_types.faults import Faulty
from tests.assessments.factories import both, make_exam, make_pool, make_ready, plan_data, single
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def new_exam() -> Exam:
    bank = make_pool(2)
    return Exam.objects.create(slug="exam", name_zh="考试", name_en="Exam", unit=bank.unit)


def test_an_exam_that_can_be_drawn_is_published() -> None:
    version = draft(new_exam(), plan_data(count=2))
    publish(version, by=PersonFactory())
    assert version.published_at


def test_an_exam_with_too_few_questions_says_where_and_how_many() -> None:
    version = draft(new_exam(), plan_data(count=3))
    with pytest.raises(NotFit) as refused, translation.override("en"):
        publish(version, by=PersonFactory())
    (problem,) = refused.value.problems
    assert problem.place == "1.1"
    assert str(problem.reason) == "3 questions are asked for, and 2 can be had."
    version.refresh_from_db()
    assert version.published_at is None


def test_a_draft_question_is_not_drawn() -> None:
    exam = new_exam()
    bank = exam.unit.banks.get()
    for question in bank.questions.all():
        authoring.retire(question)
    with pytest.raises(NotFit):
        publish(draft(exam, plan_data(count=1)), by=None)


def test_questions_without_words_in_a_language_of_the_exam_are_named() -> None:
    exam = new_exam()
    bank = exam.unit.banks.get()
    make_ready(bank, data=single() | {"stem": both("两种话", "Both")}, tags=["both"])
    fits = [{"key": "all", "slots": [{"kind": "draw", "count": 1, "tags": ["both"]}]}]
    publish(draft(exam, plan_data(languages=["zh-hans", "en"], sections=fits)), by=None)
    with pytest.raises(NotFit) as refused:
        publish(draft(exam, plan_data(count=1, languages=["zh-hans", "en"])), by=None)
    assert len(refused.value.problems) == 2


def test_a_bank_that_the_publisher_may_not_use_is_named() -> None:
    with pytest.raises(NotFit) as refused:
        publish(draft(new_exam(), plan_data(count=2)), by=None, usable=["other"])
    assert "county" in str(refused.value.problems[0].reason)


def test_a_change_of_a_published_exam_is_a_new_version() -> None:
    exam = make_exam()
    changed = draft(exam, plan_data(minutes=30))
    assert changed.number == 2
    again = draft(exam, plan_data(minutes=40))
    assert again.pk == changed.pk
    assert exam.versions.get(number=1).plan.minutes is None


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"sections": []}, "too_short"),
        ({"banks": []}, "no_bank"),
        ({"minutes": 0}, "greater_than_equal"),
        ({"sections": [{"key": "a", "slots": [{"kind": "x"}]}]}, "union_tag_invalid"),
        ({"riddle": 1}, "extra_forbidden"),
    ],
)
def test_what_are_no_rules_is_refused(rules: dict[str, object], code: str) -> None:
    with pytest.raises(Faulty) as refused:
        draft(new_exam(), plan_data(**rules))  # type: ignore[arg-type]
    assert code in [fault.code for fault in refused.value.faults]
