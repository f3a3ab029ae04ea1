"""More time is granted, and holds at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from assessments import finishing
from assessments.beginning import NoAttemptLeft, begin
from assessments.granting import NothingGranted, grant
from assessments.models import Attempt, Override
from assessments.timing import Grant
from tests.assessments.factories import make_exam, make_sitting
from tests.factories import AssignmentFactory, PersonFactory, UnitFactory
from xinqiao.accounts.models import Unit

pytestmark = pytest.mark.django_db

TEN = timedelta(minutes=10)


def running(**rules: object) -> Attempt:
    return begin(PersonFactory(), make_sitting(make_exam(minutes=40, **rules)))


def test_a_running_attempt_gets_more_time_at_once() -> None:
    attempt = running()
    other = begin(PersonFactory(), attempt.sitting)
    before = attempt.deadline_at
    assert before
    grant(
        attempt.sitting,
        attempt.person,
        terms=Grant(extra_minutes=10),
        reason="停电",
        by=PersonFactory(),
    )
    attempt.refresh_from_db()
    assert attempt.deadline_at == before + TEN
    deadline = other.deadline_at
    other.refresh_from_db()
    assert other.deadline_at == deadline


def test_a_whole_unit_gets_more_time() -> None:
    county = UnitFactory(kind=Unit.Kind.COUNTY)
    teacher = AssignmentFactory(unit=UnitFactory(parent=county)).person
    attempt = begin(teacher, make_sitting(make_exam(minutes=40)))
    before = attempt.deadline_at
    assert before
    grant(attempt.sitting, county, terms=Grant(multiplier=1.5), reason="断网", by=None)
    attempt.refresh_from_db()
    assert attempt.deadline_at == before + timedelta(minutes=20)


def test_what_was_overdue_goes_on_with_more_time() -> None:
    attempt = running(overdue="grace")
    with time_machine.travel(timezone.now() + timedelta(minutes=50)):
        finishing.sweep()
        grant(
            attempt.sitting,
            attempt.person,
            terms=Grant(extra_minutes=30),
            reason="断网",
            by=None,
        )
        attempt.refresh_from_db()
        assert attempt.state == "running"


def test_nothing_that_is_granted_takes_time_away() -> None:
    attempt = running()
    county = UnitFactory(kind=Unit.Kind.COUNTY)
    AssignmentFactory(person=attempt.person, unit=UnitFactory(parent=county))
    for to, minutes in ((county, 20), (attempt.person, 5)):
        grant(attempt.sitting, to, terms=Grant(extra_minutes=minutes), reason="停电", by=None)
    before = attempt.started_at + timedelta(minutes=60)
    attempt.refresh_from_db()
    assert attempt.deadline_at == before


def test_another_attempt_is_granted() -> None:
    attempt = running(attempts=1)
    finishing.finish(attempt)
    with pytest.raises(NoAttemptLeft):
        begin(attempt.person, attempt.sitting)
    grant(attempt.sitting, attempt.person, terms=Grant(extra_attempts=1), reason="停电", by=None)
    assert begin(attempt.person, attempt.sitting).number == 2


@pytest.mark.parametrize(("terms", "reason"), [(Grant(), "停电"), (Grant(extra_minutes=5), " ")])
def test_a_grant_changes_something_and_says_why(terms: Grant, reason: str) -> None:
    attempt = running()
    with pytest.raises(NothingGranted):
        grant(attempt.sitting, attempt.person, terms=terms, reason=reason, by=None)
    assert not Override.objects.exists()
