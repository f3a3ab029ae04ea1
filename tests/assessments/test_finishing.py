"""An attempt ends exactly once, also when nobody presses anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from assessments import finishing
from assessments.beginning import begin
from assessments.models import Attempt, AttemptSlot, Mark
from assessments.models.attempts import last_answers
from tests.assessments.factories import make_exam, make_sitting
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def attempt_with(**rules: object) -> Attempt:
    return begin(PersonFactory(), make_sitting(make_exam(minutes=40, **rules)))


def test_who_is_gone_is_handed_in_by_the_sweeper() -> None:
    attempt = attempt_with()
    assert finishing.sweep() == 0
    with time_machine.travel(timezone.now() + HOUR):
        assert finishing.sweep() == 1
        assert finishing.sweep() == 0
    attempt.refresh_from_db()
    assert (attempt.state, attempt.finished_at) == ("finished", attempt.deadline_at)
    assert (attempt.percent, attempt.passed) == (0, False)
    assert Mark.objects.count() == 3


def test_an_attempt_that_cannot_be_ended_holds_up_no_other() -> None:
    broken = attempt_with()
    good = begin(PersonFactory(), broken.sitting)
    version = broken.version
    version.pk, version.number, version.data = None, 2, {}
    version.save()
    Attempt.objects.filter(pk=broken.pk).update(version=version)
    with time_machine.travel(timezone.now() + HOUR):
        assert finishing.sweep() == 2
    good.refresh_from_db()
    broken.refresh_from_db()
    assert (good.state, broken.state) == ("finished", "running")


def test_within_the_grace_of_a_slow_line_nobody_is_swept() -> None:
    attempt = attempt_with()
    assert attempt.deadline_at
    with time_machine.travel(attempt.deadline_at + timedelta(seconds=59)):
        assert finishing.sweep() == 0


def test_a_day_of_grace_to_hand_in_and_then_it_is_abandoned() -> None:
    attempt = attempt_with(overdue="grace")
    with time_machine.travel(timezone.now() + HOUR):
        finishing.sweep()
        attempt.refresh_from_db()
        assert attempt.state == "overdue"
        assert finishing.finish(attempt)
    assert attempt.finished_at == attempt.deadline_at

    other = begin(PersonFactory(), attempt.sitting)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        finishing.sweep()
        finishing.sweep()
    other.refresh_from_db()
    assert (other.state, other.finished_at) == ("abandoned", None)


def test_where_one_must_hand_in_oneself_who_is_gone_is_not_counted() -> None:
    attempt = attempt_with(overdue="abandon")
    with time_machine.travel(timezone.now() + HOUR):
        finishing.sweep()
    attempt.refresh_from_db()
    assert attempt.state == "abandoned"
    assert not finishing.finish(attempt)
    assert not Mark.objects.exists()


def test_pressed_again_it_is_the_same_finish() -> None:
    attempt = attempt_with()
    assert finishing.finish(attempt)
    first = finishing.receipt(attempt)
    with time_machine.travel(timezone.now() + HOUR):
        assert not finishing.finish(attempt)
    assert finishing.receipt(attempt) == first
    assert Mark.objects.count() == 3


def test_scores_can_be_computed_again_from_the_steps() -> None:
    attempt = attempt_with()
    finishing.finish(attempt)
    slots = list(AttemptSlot.objects.filter(attempt=attempt).select_related("version"))
    again = finishing.score_all(
        slots, last_answers(list(attempt.steps.all())), attempt.version.plan
    )
    assert [score.points for score in again] == list(Mark.objects.values_list("points", flat=True))
