"""Many presses at the same moment: one attempt, one handing in."""

from __future__ import annotations

import json
import uuid
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from assessments import finishing, marking
from assessments.beginning import begin
from assessments.models import Attempt, Mark, Marking, Regrade, Step
from assessments.regrading import applying, deciding
from assessments.regrading.effects import How
from tests.assessments.factories import make_exam, make_sitting
from tests.assessments.marked_exams import ALL, a_marker, essay_sitting, hand_in, next_for
from tests.assessments.sitting_down import fixed_exam, sit
from tests.at_once import at_once
from tests.factories import PersonFactory
from xinqiao.accounts.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def test_fifty_presses_hand_in_once() -> None:
    attempt = begin(PersonFactory(), make_sitting(make_exam(minutes=40)))
    client = Client()
    client.force_login(attempt.person)
    received = []

    def press() -> None:
        fact = {
            "client_uuid": str(uuid.uuid4()),
            "kind": "exam.finish",
            "attempt": str(attempt.key),
            "at": timezone.now().isoformat(),
        }
        one = Client()
        one.cookies = client.cookies
        answer = one.post("/sync/", json.dumps([fact]), content_type="application/json").json()
        received.append(answer["state"][str(attempt.key)]["state"])

    assert at_once(*[press] * 50) == ["done"] * 50
    assert received == ["finished"] * 50
    assert Mark.objects.count() == 3
    attempt.refresh_from_db()
    finishes = Step.objects.filter(kind=Step.Kind.FINISH)
    assert finishes.filter(late=False).count() == 1
    assert attempt.state == "finished"


def test_the_sweeper_and_a_press_hand_in_once() -> None:
    attempt = begin(PersonFactory(), make_sitting(make_exam(minutes=40)))

    def finish() -> None:
        finishing.finish(Attempt.objects.get(pk=attempt.pk))

    assert at_once(*[finish] * 8) == ["done"] * 8
    assert Mark.objects.count() == 3


def test_begun_on_many_devices_at_once_it_is_one_attempt() -> None:
    person, sitting = PersonFactory(), make_sitting()
    assert at_once(*[lambda: begin(person, sitting)] * 8) == ["done"] * 8
    assert Attempt.objects.count() == 1


def test_two_markers_never_get_the_same_answer() -> None:
    sitting = essay_sitting()
    for _ in range(8):
        hand_in(sitting)
    markers = [a_marker(sitting.exam) for _ in range(8)]
    claimed = []

    def claim(marker: Person) -> None:
        claimed.append(next_for(marker, sitting.exam))

    assert at_once(*[partial(claim, marker) for marker in markers]) == ["done"] * 8
    assert len({one.pk for one in claimed if one}) == 8
    assert Marking.objects.filter(by=None).count() == 0


def test_one_answer_for_many_markers_goes_to_one() -> None:
    sitting = essay_sitting()
    hand_in(sitting)
    markers = [a_marker(sitting.exam) for _ in range(8)]
    claimed = []

    def claim(marker: Person) -> None:
        claimed.append(next_for(marker, sitting.exam))

    assert at_once(*[partial(claim, marker) for marker in markers]) == ["done"] * 8
    assert len([one for one in claimed if one]) == 1


def test_two_markers_who_finish_at_once_complete_the_result() -> None:
    sitting = essay_sitting(marking={"markers": 2})
    attempt = hand_in(sitting)
    markers = [a_marker(sitting.exam) for _ in range(2)]
    claimed = [(next_for(marker, sitting.exam), marker) for marker in markers]

    def judge(held: Marking, marker: Person) -> None:
        marking.judge(held, marker, levels=ALL)

    jobs = [partial(judge, held, marker) for held, marker in claimed if held]
    assert at_once(*jobs) == ["done"] * 2
    assert Mark.objects.filter(source=Mark.Source.PERSON).count() == 1
    attempt.refresh_from_db()
    assert attempt.percent == 100


def test_the_same_marking_sent_many_times_counts_once() -> None:
    sitting = essay_sitting()
    attempt = hand_in(sitting)
    marker = a_marker(sitting.exam)
    held = next_for(marker, sitting.exam)
    assert held
    outcomes = at_once(*[lambda: marking.judge(held, marker, levels=ALL)] * 6)
    assert outcomes == ["NotYours"] * 5 + ["done"]
    assert Mark.objects.filter(slot__attempt=attempt, source=Mark.Source.PERSON).count() == 1


def test_approved_many_times_at_once_it_is_marked_anew_once() -> None:
    exam = fixed_exam(2)
    sitting = make_sitting(exam)
    attempts = [sit(sitting, ["b"]) for _ in range(2)]
    version = attempts[0].slots.get(place=0).version
    regrade = deciding.propose(
        exam, version, How(Regrade.Way.FULL), reason="题干有误", by=PersonFactory()
    )
    jobs = [partial(deciding.approve, regrade, by=PersonFactory()) for _ in range(4)]
    assert at_once(*jobs) == ["NotOpen"] * 3 + ["done"]
    assert at_once(*[partial(applying.apply, regrade)] * 4) == ["done"] * 4
    assert Mark.objects.filter(source=Mark.Source.REGRADE).count() == 2
    regrade.refresh_from_db()
    assert regrade.state == Regrade.State.APPLIED
