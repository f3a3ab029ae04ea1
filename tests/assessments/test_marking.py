"""People mark what no rule can: each answer claimed by one, without names, nothing overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from assessments import marking, releasing
from assessments.measured import read
from assessments.models import Attempt, Mark, Marking, QuestionVersion
from assessments.plan import Plan
from assessments.tasks import tell_results_of
from tests.assessments.factories import both, make_sitting, plan_data, single
from tests.assessments.marked_exams import (
    ALL,
    NONE,
    TEXT,
    a_marker,
    essay_exam,
    essay_in,
    essay_sitting,
    hand_in,
    mark_next,
    next_for,
)
from tests.assessments.question_types.examples import essay
from tests.assessments.sitting_down import fixed_exam, sit
from tests.factories import AssignmentFactory, PersonFactory, UnitFactory
from xinqiao.accounts.models import AuditEntry, Role
from xinqiao.notifications.models import Notice

pytestmark = pytest.mark.django_db


def now(attempt: Attempt) -> tuple[float | None, bool | None, bool]:
    """Percent, passed, and whether the candidate may read it."""
    attempt.refresh_from_db()
    return attempt.percent, attempt.passed, attempt.released_at is not None


def test_rules_of_exams_published_before_ask_for_one_marker() -> None:
    plan = Plan.model_validate(plan_data())
    assert (plan.marking.markers, plan.marking.release) == (1, "marked")


def test_the_result_is_complete_with_the_last_answer_marked() -> None:
    sitting = essay_sitting()
    attempt = hand_in(sitting)
    assert now(attempt) == (None, None, False)

    mark_next(a_marker(sitting.exam), sitting.exam)

    assert now(attempt) == (100, True, True)
    assert Notice.objects.get().person == attempt.person


def test_an_answer_left_empty_waits_for_nobody() -> None:
    sitting = essay_sitting()
    attempt = sit(sitting, ["a"])
    assert now(attempt) == (50, False, True)
    assert next_for(a_marker(sitting.exam), sitting.exam) is None


def test_each_candidate_in_turn_and_then_there_is_none() -> None:
    sitting = essay_sitting()
    attempts = {hand_in(sitting).pk for _ in range(3)}
    marker = a_marker(sitting.exam)
    marked = set()
    for _ in range(3):
        claimed = next_for(marker, sitting.exam)
        assert claimed
        marked.add(claimed.mark.slot.attempt_id)
        marking.judge(claimed, marker, levels=ALL)
    assert marked == attempts
    assert next_for(marker, sitting.exam) is None


def test_points_are_explained_and_nothing_is_overwritten() -> None:
    sitting = essay_sitting()
    attempt = hand_in(sitting)
    marker = a_marker(sitting.exam)
    mark_next(marker, sitting.exam, NONE, "先写看到了什么。")
    marks = list(Mark.objects.filter(slot__attempt=attempt, slot__version__type="essay"))
    assert [(mark.source, mark.points) for mark in marks] == [("automatic", None), ("person", 0)]
    assert (marks[1].parts, marks[1].by) == ([["a", 0, 2]], marker)
    done = Marking.objects.get()
    assert (done.levels, done.feedback, done.by) == (NONE, "先写看到了什么。", marker)


# Who marks what


def test_only_raters_of_the_exam_or_of_the_sitting_mark() -> None:
    exam = essay_exam()
    county = UnitFactory()
    sitting = make_sitting(exam, unit=county)
    hand_in(sitting)
    here = AssignmentFactory(role=Role.RATER, unit=county, person=PersonFactory()).person
    for role in set(Role) - {Role.RATER}:
        other = AssignmentFactory(role=role, unit=exam.unit, person=PersonFactory()).person
        assert next_for(other, exam) is None
    elsewhere = AssignmentFactory(role=Role.RATER, unit=UnitFactory(), person=PersonFactory())
    assert next_for(elsewhere.person, exam) is None
    assert next_for(here, exam)


def test_nobody_marks_an_own_attempt() -> None:
    sitting = essay_sitting()
    marker = a_marker(sitting.exam)
    hand_in(sitting, marker)
    assert next_for(marker, sitting.exam) is None
    assert next_for(a_marker(sitting.exam), sitting.exam)


def test_previews_and_what_was_declared_void_wait_for_nobody() -> None:
    sitting = essay_sitting()
    void, preview = hand_in(sitting), hand_in(sitting)
    Attempt.objects.filter(pk=void.pk).update(state=Attempt.State.VOIDED)
    Attempt.objects.filter(pk=preview.pk).update(preview=True)
    assert next_for(a_marker(sitting.exam), sitting.exam) is None


# Claims


def test_a_claimed_answer_is_kept_for_eight_hours_and_then_anybodys() -> None:
    sitting = essay_sitting()
    hand_in(sitting)
    first, second = a_marker(sitting.exam), a_marker(sitting.exam)
    claimed = next_for(first, sitting.exam)
    assert claimed and next_for(first, sitting.exam) == claimed
    with time_machine.travel(timezone.now() + timedelta(hours=7, minutes=59)):
        assert next_for(second, sitting.exam) is None
    with time_machine.travel(timezone.now() + timedelta(hours=8, minutes=1)):
        assert next_for(second, sitting.exam) == claimed
        with pytest.raises(marking.NotYours):
            marking.judge(claimed, first, levels=ALL)
        marking.judge(claimed, second, levels=ALL)


def test_after_eight_hours_it_is_still_ones_own_while_nobody_else_came() -> None:
    sitting = essay_sitting()
    attempt = hand_in(sitting)
    marker = a_marker(sitting.exam)
    claimed = next_for(marker, sitting.exam)
    assert claimed
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert next_for(marker, sitting.exam) == claimed
        marking.judge(claimed, marker, levels=ALL)
    assert now(attempt)[0] == 100


def test_what_is_given_back_somebody_else_marks() -> None:
    sitting = essay_sitting()
    hand_in(sitting)
    first, second = a_marker(sitting.exam), a_marker(sitting.exam)
    claimed = next_for(first, sitting.exam)
    assert claimed and marking.give_back(claimed, first)
    assert not marking.give_back(claimed, first)
    assert next_for(second, sitting.exam) == claimed


def test_marked_twice_it_stays_as_it_was_first() -> None:
    sitting = essay_sitting()
    attempt = hand_in(sitting)
    marker = a_marker(sitting.exam)
    claimed = next_for(marker, sitting.exam)
    assert claimed
    marking.judge(claimed, marker, levels=NONE)
    with pytest.raises(marking.NotYours):
        marking.judge(claimed, marker, levels=ALL)
    assert now(attempt)[0] == 50


@pytest.mark.parametrize("levels", [{}, {"a": 2}, {"a": -1}, {"a": 0, "b": 0}])
def test_levels_that_are_none_are_refused(levels: dict[str, int]) -> None:
    sitting = essay_sitting()
    attempt = hand_in(sitting)
    marker = a_marker(sitting.exam)
    claimed = next_for(marker, sitting.exam)
    assert claimed
    with pytest.raises(marking.Incomplete):
        marking.judge(claimed, marker, levels=levels)
    assert now(attempt) == (None, None, False)


# Two markers


def test_two_markers_who_agree_give_the_mean() -> None:
    levels = [{"points": points, "text": both(f"{points}")} for points in (0, 4, 5)]
    data = essay(criteria=[{"key": "a", "name": both("看见变化"), "levels": levels}])
    exam = fixed_exam(1, types=[{"type": "essay", "data": data}], marking={"markers": 2})
    attempt = hand_in(make_sitting(exam))
    first, second = a_marker(exam), a_marker(exam)
    mark_next(first, exam, {"a": 1})
    assert next_for(first, exam) is None
    assert now(attempt) == (None, None, False)
    mark_next(second, exam, {"a": 2})
    assert now(attempt) == (95, True, True)
    assert Mark.objects.get(source=Mark.Source.PERSON).parts == [["a", 4.5, 5]]


def test_two_markers_far_apart_call_a_third() -> None:
    sitting = essay_sitting(marking={"markers": 2, "third_from": 20})
    exam, attempt = sitting.exam, hand_in(sitting)
    first, second, third = (a_marker(exam) for _ in range(3))
    mark_next(first, exam, NONE)
    mark_next(second, exam, ALL)
    assert now(attempt) == (None, None, False)
    assert next_for(first, exam) is None
    assert next_for(second, exam) is None
    mark_next(third, exam, ALL)
    assert now(attempt) == (100, True, True)
    assert Marking.objects.count() == 3


# Cases


def test_of_a_case_people_mark_only_what_rules_cannot() -> None:
    data = {
        "stem": both("周日晚上，小雨不肯回宿舍。"),
        "questions": [
            {"key": "first", "type": "single", "data": single(), "weight": 1},
            {"key": "then", "type": "essay", "data": essay(), "weight": 3},
        ],
    }
    exam = fixed_exam(0, types=[{"type": "case", "data": data}])
    attempt = sit(make_sitting(exam), [{"parts": {"first": {"choice": "a"}, "then": TEXT}}])
    marker = a_marker(exam)
    claimed = marking.claim_next(marker, exam.pk, QuestionVersion.objects.get())
    assert claimed
    readings = marking.readings_of(claimed.mark, marking.answer_in(claimed.mark))
    assert [(one.key, one.text) for one in readings] == [("then", TEXT["text"])]
    marking.judge(claimed, marker, levels={"then.a": 0})
    assert now(attempt)[0] == 25
    newest = Mark.objects.latest("pk")
    assert newest.parts == [["first", 1, 1], ["then", 0, 3]]


# Results


def test_results_of_a_sitting_are_told_together_where_the_exam_says_so() -> None:
    sitting = essay_sitting(marking={"release": "together"})
    exam, leader = sitting.exam, PersonFactory()
    marked, waiting = sit(sitting, ["a"]), hand_in(sitting)
    assert now(marked) == (50, False, False)
    with pytest.raises(releasing.StillMarked):
        releasing.release(sitting, by=leader)
    mark_next(a_marker(exam), exam)
    assert now(waiting) == (100, True, False)
    assert not Notice.objects.exists()
    assert releasing.release(sitting, by=leader) == 2
    tell_results_of([marked.pk, waiting.pk])
    told = Notice.objects.filter(kind="result_there")
    assert {notice.person for notice in told} == {marked.person, waiting.person}
    assert told.count() == 2
    assert now(marked)[2] and now(waiting)[2]
    with pytest.raises(releasing.NothingToRelease):
        releasing.release(sitting, by=leader)
    entry = AuditEntry.objects.get(action="results_released")
    assert (entry.actor, entry.details) == (leader, {"entries": 2})


def test_figures_go_on_from_the_newest_marks() -> None:
    sitting = essay_sitting()
    hand_in(sitting)
    version = sitting.exam.versions.get()
    assert read(version).waiting == 1
    mark_next(a_marker(sitting.exam), sitting.exam)
    measured = read(version)
    assert measured.waiting == 0
    assert [answer.points for answer in measured.papers[0].answers] == [1, 1]


def test_a_question_that_is_dropped_counts_nowhere() -> None:
    sitting = essay_sitting()
    attempt = hand_in(sitting, right="b")
    mark_next(a_marker(sitting.exam), sitting.exam)
    assert now(attempt)[0] == 50
    slot = attempt.slots.get(place=0)
    Mark.objects.create(slot=slot, source="regrade", points=0, dropped=True, at=timezone.now())
    measured = read(sitting.exam.versions.get())
    assert [answer.item for answer in measured.papers[0].answers] == [essay_in(sitting.exam).pk]
