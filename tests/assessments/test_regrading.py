"""A question is marked anew: tried dry, approved by another, done once, nothing overwritten."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.authoring import Written, approve, hand_in, revise
from assessments.beginning import begin
from assessments.finishing import finish
from assessments.measured import read
from assessments.models import (
    Attempt,
    Exam,
    Mark,
    QuestionVersion,
    Regrade,
    Regraded,
    Sitting,
)
from assessments.regrading import applying, deciding
from assessments.regrading.effects import How, done_by, try_dry
from tests.assessments.factories import make_sitting, single
from tests.assessments.marked_exams import a_marker, essay_exam, essay_in, mark_next, next_for
from tests.assessments.marked_exams import hand_in as hand_in_essay
from tests.assessments.sitting_down import fixed_exam, sit
from tests.factories import PersonFactory
from xinqiao.accounts.models import AuditEntry
from xinqiao.notifications.models import Notice

pytestmark = pytest.mark.django_db

Way, State = Regrade.Way, Regrade.State


@pytest.fixture
def exam() -> Exam:
    """Three questions; right is always a, and two of three are enough."""
    return fixed_exam(3)


@pytest.fixture
def sitting(exam: Exam) -> Sitting:
    return make_sitting(exam)


def first_of(exam: Exam) -> QuestionVersion:
    found = QuestionVersion.objects.filter(question__bank__unit=exam.unit, number=1)
    return found.order_by("pk")[0]


def with_key(exam: Exam, right: str = "b") -> QuestionVersion:
    """A newer version of the first question, with another key."""
    old = first_of(exam)
    data = single("第 0 题？", right=right)
    version = revise(old.question, Written("single", data), by=PersonFactory())
    hand_in(version)
    approve(version, by=PersonFactory())
    return version


def how(way: str, exam: Exam) -> How:
    return How(way, with_key(exam) if way in deciding.WITH_KEY else None)


def regrade(exam: Exam, chosen: How, version: QuestionVersion | None = None) -> Regrade:
    """Proposed, approved, and done."""
    proposed = deciding.propose(
        exam, version or first_of(exam), chosen, reason="答案有误", by=PersonFactory()
    )
    deciding.approve(proposed, by=PersonFactory())
    applying.apply(proposed)
    proposed.refresh_from_db()
    return proposed


def now(attempt: Attempt) -> tuple[float | None, bool | None]:
    attempt.refresh_from_db()
    return None if attempt.percent is None else round(attempt.percent), attempt.passed


# What each way does


@pytest.mark.parametrize(
    ("way", "old_key", "new_key", "neither"),
    [
        (Way.KEY, 33, 67, 33),
        (Way.BOTH, 67, 67, 33),
        (Way.FULL, 67, 67, 67),
        (Way.DROP, 50, 50, 50),
    ],
)
def test_each_way_gives_what_it_says(
    exam: Exam, sitting: Sitting, way: str, old_key: int, new_key: int, neither: int
) -> None:
    attempts = [sit(sitting, [first, "a", "b"]) for first in "abc"]
    done = regrade(exam, how(way, exam))
    assert [now(attempt)[0] for attempt in attempts] == [old_key, new_key, neither]
    assert done.state == State.APPLIED


def test_nothing_is_overwritten_and_what_it_did_is_kept(exam: Exam, sitting: Sitting) -> None:
    attempt = sit(sitting, ["b", "a", "b"])
    marks = Mark.objects.order_by("pk").values_list("pk", "points", "dropped", "at")
    before = list(marks)
    done = regrade(exam, how(Way.KEY, exam))
    assert list(marks.all())[:3] == before
    newest = Mark.objects.latest("pk")
    assert (newest.source, newest.points, newest.by) == ("regrade", 1, done.decided_by)
    kept = Regraded.objects.get()
    assert (kept.attempt, kept.passed_before, kept.passed_after) == (attempt, False, True)
    assert done_by(done).gained[0].attempt == attempt.pk


def test_only_what_is_handed_in_and_counts_at_this_exam_is_touched(
    exam: Exam, sitting: Sitting
) -> None:
    preview = sit(sitting, ["b"])
    void = sit(sitting, ["b"])
    Attempt.objects.filter(pk=preview.pk).update(preview=True)
    Attempt.objects.filter(pk=void.pk).update(state=Attempt.State.VOIDED)
    running = begin(PersonFactory(), sitting)
    regrade(exam, How(Way.FULL))
    assert not Regraded.objects.exists()
    finish(running)
    assert now(running) == (33, False)


def test_who_hands_in_later_is_marked_in_the_same_way(exam: Exam, sitting: Sitting) -> None:
    first, second = begin(PersonFactory(), sitting), begin(PersonFactory(), sitting)
    regrade(exam, how(Way.BOTH, exam))
    assert now(sit(sitting, ["b", "a", "b"], first.person)) == (67, True)
    regrade(exam, How(Way.DROP))
    assert now(sit(sitting, ["c", "a", "b"], second.person)) == (50, False)
    assert now(first) == (50, False)


def test_a_must_pass_question_that_is_dropped_fails_nobody() -> None:
    exam = fixed_exam(2, types=[{"data": single("必答题？"), "must_pass": True}])
    attempt = sit(make_sitting(exam), ["a", "a", "b"])
    assert now(attempt) == (67, False)
    regrade(exam, How(Way.DROP), QuestionVersion.objects.get(must_pass=True))
    assert now(attempt) == (100, True)


def test_figures_leave_out_what_was_dropped(exam: Exam, sitting: Sitting) -> None:
    sit(sitting, ["b", "a", "a"])
    regrade(exam, How(Way.DROP))
    (paper,) = read(exam.versions.get()).papers
    assert len(paper.answers) == 2


def test_what_people_still_mark_is_settled_when_it_is_dropped() -> None:
    exam = essay_exam()
    attempt = hand_in_essay(make_sitting(exam))
    regrade(exam, How(Way.DROP), essay_in(exam))
    assert now(attempt) == (100, True)
    assert next_for(a_marker(exam), exam) is None
    assert Notice.objects.get().kind == "result_there"


def test_what_people_have_still_to_mark_goes_on_waiting() -> None:
    exam = essay_exam(2)
    attempt = sit(make_sitting(exam), ["c", "a", {"text": "她常常发呆。"}])
    regrade(exam, How(Way.FULL))
    assert now(attempt) == (None, None)
    mark_next(a_marker(exam), exam, {"a": 0})
    assert now(attempt)[0] == 67


# The dry run


@settings(max_examples=25)
@given(
    answers=st.lists(st.lists(st.sampled_from("abc"), min_size=3, max_size=3), max_size=4),
    ways=st.lists(st.sampled_from(Way.values), min_size=1, max_size=3),
    right=st.sampled_from("bc"),
    must_pass=st.booleans(),
)
def test_the_dry_run_equals_what_is_done(
    answers: list[list[str]], ways: list[str], right: str, must_pass: bool
) -> None:
    with transaction.atomic():
        exam = fixed_exam(2, types=[{"data": single("必答？"), "must_pass": must_pass}])
        sitting = make_sitting(exam)
        for given_ones in answers:
            sit(sitting, given_ones)
        other = with_key(exam, right)
        for way in ways:
            chosen = How(way, other if way in deciding.WITH_KEY else None)
            dry = try_dry(exam, first_of(exam), chosen)
            done = done_by(regrade(exam, chosen))
            assert done == dry
            assert [(one.percent_after, one.passed_after) for one in dry.outcomes] == list(
                Attempt.objects.order_by("pk").values_list("percent", "passed")
            )
        transaction.set_rollback(True)


def test_the_dry_run_changes_nothing_and_counts_who_flips(exam: Exam, sitting: Sitting) -> None:
    for first in "abbc":
        sit(sitting, [first, "a", "b"])
    marks = Mark.objects.count()
    dry = try_dry(exam, first_of(exam), how(Way.KEY, exam))
    assert (len(dry.gained), len(dry.lost), dry.other, dry.same) == (2, 1, 0, 1)
    assert round(dry.average_before or 0) == 42
    assert round(dry.average_after or 0) == 50
    assert Mark.objects.count() == marks


def test_the_dry_run_costs_the_same_however_many_sat(exam: Exam, sitting: Sitting) -> None:
    def measured() -> int:
        with CaptureQueriesContext(connection) as captured:
            try_dry(exam, first_of(exam), How(Way.FULL))
        return len(captured)

    sit(sitting, ["a"])
    few = measured()
    for _ in range(5):
        sit(sitting, ["b"])
    assert measured() == few


# Proposed and approved


def test_nobody_approves_an_own_proposal(exam: Exam, sitting: Sitting) -> None:
    person = PersonFactory()
    proposed = deciding.propose(exam, first_of(exam), How(Way.FULL), reason="题干有误", by=person)
    with pytest.raises(deciding.OwnProposal):
        deciding.approve(proposed, by=person)
    deciding.decline(proposed, by=person)
    with pytest.raises(deciding.NotOpen):
        deciding.approve(proposed, by=PersonFactory())


def test_nobody_decides_about_an_own_result(exam: Exam, sitting: Sitting) -> None:
    person = sit(sitting, ["b"]).person
    with pytest.raises(deciding.OwnAttempt):
        deciding.propose(exam, first_of(exam), How(Way.FULL), reason="题干有误", by=person)
    proposed = deciding.propose(
        exam, first_of(exam), How(Way.FULL), reason="题干有误", by=PersonFactory()
    )
    with pytest.raises(deciding.OwnAttempt):
        deciding.approve(proposed, by=person)


def test_one_proposal_at_a_time(exam: Exam) -> None:
    about: dict[str, Any] = {"reason": "题干有误", "by": PersonFactory()}
    deciding.propose(exam, first_of(exam), How(Way.FULL), **about)
    with pytest.raises(deciding.AlreadyOpen):
        deciding.propose(exam, first_of(exam), How(Way.DROP), **about)


def test_the_other_key_is_of_the_same_question_and_approved(exam: Exam) -> None:
    about: dict[str, Any] = {"reason": "题干有误", "by": PersonFactory()}
    old = first_of(exam)
    stranger = QuestionVersion.objects.exclude(question=old.question).first()
    draft = revise(old.question, Written("single", single(right="b")), by=PersonFactory())
    for by in (None, stranger, old, draft):
        with pytest.raises(deciding.WrongVersion):
            deciding.propose(exam, old, How(Way.KEY, by), **about)
    with pytest.raises(deciding.WrongVersion):
        deciding.propose(exam, old, How(Way.FULL, stranger), **about)


def test_what_people_mark_has_no_key() -> None:
    exam = essay_exam()
    with pytest.raises(deciding.MarkedByPeople):
        deciding.propose(exam, essay_in(exam), How(Way.BOTH), reason="题干有误", by=PersonFactory())


# Done once, told once


def test_it_may_die_in_the_middle_and_is_done_once(
    exam: Exam, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = [sit(sitting, ["b", "a", "b"]) for _ in range(3)]
    proposed = deciding.propose(
        exam, first_of(exam), How(Way.FULL), reason="题干有误", by=PersonFactory()
    )
    Regrade.objects.filter(pk=proposed.pk).update(state=State.APPROVED)
    assert applying.apply_to(proposed, attempts[0].pk)
    assert not applying.apply_to(proposed, attempts[0].pk)
    assert applying.apply(proposed) == 2
    assert applying.apply(proposed) == 0
    assert Mark.objects.filter(source="regrade").count() == 3
    assert AuditEntry.objects.filter(action="regrade_applied").count() == 1


def test_those_whose_result_changed_are_told_once(exam: Exam, sitting: Sitting) -> None:
    changed = sit(sitting, ["b", "a", "b"])
    same = sit(sitting, ["a", "a", "b"])
    done = regrade(exam, How(Way.FULL))
    applying.apply(done)
    told = Notice.objects.get()
    assert (told.kind, told.person) == ("result_changed", changed.person)
    assert same.person != changed.person


def test_what_is_not_told_yet_is_not_told_by_a_regrade() -> None:
    exam = fixed_exam(3, marking={"release": "together"})
    attempt = sit(make_sitting(exam), ["b", "a", "b"])
    regrade(exam, How(Way.FULL))
    assert now(attempt) == (67, True)
    assert attempt.released_at is None
    assert not Notice.objects.exists()


def test_the_audit_log_tells_who_proposed_and_who_approved(exam: Exam, sitting: Sitting) -> None:
    sit(sitting, ["b", "a", "b"])
    done = regrade(exam, How(Way.FULL))
    entries = {entry.action: entry for entry in AuditEntry.objects.filter(unit=exam.unit)}
    assert entries["regrade_proposed"].actor == done.proposed_by
    assert entries["regrade_approved"].actor == done.decided_by
    assert entries["regrade_applied"].details["flipped"] == 1
