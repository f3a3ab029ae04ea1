"""Who may begin an attempt, when, and what it holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import finishing
from assessments.beginning import (
    CourseFirst,
    NoAttemptLeft,
    NotOpen,
    TooSoon,
    WrongCode,
    begin,
    chance_of,
)
from assessments.models import Attempt, Override, Sitting
from tests.assessments.factories import make_exam, make_sitting
from tests.factories import AssignmentFactory, PersonFactory, UnitFactory
from xinqiao.accounts.models import Unit

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_an_attempt_holds_the_questions_that_were_drawn() -> None:
    attempt = begin(PersonFactory(), make_sitting())
    slots = list(attempt.slots.all())
    assert [slot.place for slot in slots] == [0, 1, 2]
    assert len({slot.version_id for slot in slots}) == 3
    assert all(sorted(slot.order["options"]) == ["a", "b", "c"] for slot in slots)
    assert attempt.version.number == 1


def test_begun_twice_it_is_one_attempt() -> None:
    person, sitting = PersonFactory(), make_sitting()
    first, second = begin(person, sitting), begin(person, sitting)
    assert first == second
    assert [slot.pk for slot in first.slots.all()] == [slot.pk for slot in second.slots.all()]


def test_the_database_itself_keeps_a_second_running_attempt_out() -> None:
    attempt = begin(PersonFactory(), make_sitting())
    attempt.pk, attempt.number, attempt.key = None, 2, PersonFactory().public_id
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save(force_insert=True)


def test_nobody_begins_before_or_after() -> None:
    now = timezone.now()
    exam = make_exam()
    early = make_sitting(exam, opens_at=now + HOUR)
    late = make_sitting(exam, opens_at=now - 2 * HOUR, closes_at=now - HOUR)
    for sitting in (early, late):
        with pytest.raises(NotOpen) as refused:
            begin(PersonFactory(), sitting)
        assert refused.value.window == sitting.window


def test_an_exam_that_is_not_published_cannot_begin() -> None:
    exam = make_exam()
    exam.versions.update(published_at=None)
    with pytest.raises(NotOpen):
        begin(PersonFactory(), make_sitting(exam))


@pytest.mark.parametrize("code", ["K7 m2", "k7-M2", "K7M2"])
def test_the_code_opens_however_it_is_typed(code: str) -> None:
    assert begin(PersonFactory(), make_sitting(code="K7M2"), code=code)


@pytest.mark.parametrize("code", ["", "K7M3", "口令"])
def test_without_the_code_nobody_begins(code: str) -> None:
    with pytest.raises(WrongCode):
        begin(PersonFactory(), make_sitting(code="K7M2"), code=code)


def test_what_counts_is_the_beginning_not_the_end() -> None:
    person, sitting = PersonFactory(), make_sitting(make_exam(attempts=1))
    attempt = begin(person, sitting)
    Attempt.objects.filter(pk=attempt.pk).update(state="abandoned")
    with pytest.raises(NoAttemptLeft):
        begin(person, sitting)


def test_a_void_attempt_does_not_count() -> None:
    person, sitting = PersonFactory(), make_sitting(make_exam(attempts=1))
    Attempt.objects.filter(pk=begin(person, sitting).pk).update(state="voided")
    assert begin(person, sitting).number == 2


def test_between_two_attempts_lie_days() -> None:
    person, sitting = PersonFactory(), make_sitting(make_exam(days_between=7))
    attempt = begin(person, sitting)
    finishing.finish(attempt)
    with pytest.raises(TooSoon) as refused:
        begin(person, sitting)
    assert attempt.finished_at
    assert refused.value.on == attempt.finished_at + timedelta(days=7)
    Attempt.objects.update(
        started_at=timezone.now() - timedelta(days=8),
        finished_at=timezone.now() - timedelta(days=7),
    )
    assert begin(person, sitting).number == 2


def test_a_course_comes_first() -> None:
    sitting = make_sitting(make_exam(course="8a0d0c3e-0000-4000-8000-000000000000"))
    with pytest.raises(CourseFirst):
        begin(PersonFactory(), sitting)


def test_the_next_attempt_gets_other_questions_where_there_are_others() -> None:
    person, sitting = PersonFactory(), make_sitting(make_exam(questions=6))
    first = begin(person, sitting)
    finishing.finish(first)
    second = begin(person, sitting)
    seen = set(first.slots.values_list("version", flat=True))
    assert seen.isdisjoint(second.slots.values_list("version", flat=True))


def test_the_deadline_is_the_earlier_of_limit_and_close() -> None:
    closes_at = timezone.now() + timedelta(minutes=30)
    cut = make_sitting(make_exam(minutes=40), closes_at=closes_at)
    assert begin(PersonFactory(), cut).deadline_at == closes_at
    Sitting.objects.update(close=Sitting.Close.OWN_TIME)
    attempt = begin(PersonFactory(), Sitting.objects.get())
    assert attempt.deadline_at == attempt.started_at + timedelta(minutes=40)


def test_more_time_is_granted_to_a_person_and_to_a_unit_and_the_person_goes_first() -> None:
    sitting = make_sitting(make_exam(minutes=40))
    county = UnitFactory(kind=Unit.Kind.COUNTY)
    one = AssignmentFactory(unit=UnitFactory(parent=county)).person
    other = AssignmentFactory(unit=UnitFactory(parent=county)).person
    Override.objects.create(sitting=sitting, unit=county, extra_minutes=10, reason="停电")
    Override.objects.create(
        sitting=sitting, person=one, multiplier=1.5, extra_minutes=0, reason="视力"
    )
    for person, minutes in ((one, 60), (other, 50), (PersonFactory(), 40)):
        attempt = begin(person, sitting)
        assert attempt.deadline_at == attempt.started_at + timedelta(minutes=minutes)


def test_a_preview_counts_for_nothing() -> None:
    person, sitting = PersonFactory(), make_sitting(make_exam(attempts=1))
    preview = begin(person, sitting, preview=True)
    finishing.finish(preview)
    assert begin(person, sitting).number == 1


def test_the_draw_can_be_repeated_from_the_attempt_alone() -> None:
    attempt = begin(PersonFactory(), make_sitting())
    again = Attempt.objects.get(pk=attempt.pk)
    assert chance_of(attempt).random() == chance_of(again).random()


def test_a_sitting_of_a_unit_is_for_its_people() -> None:
    county = UnitFactory(kind=Unit.Kind.COUNTY)
    sitting = make_sitting(unit=county)
    teacher = AssignmentFactory(unit=UnitFactory(parent=county)).person
    assert Sitting.objects.for_person(teacher).get() == sitting
    for stranger in (PersonFactory(), AssignmentFactory().person):
        assert not Sitting.objects.for_person(stranger).exists()
