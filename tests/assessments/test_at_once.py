"""Many presses at the same moment: one attempt, one handing in."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from assessments import finishing
from assessments.beginning import begin
from assessments.models import Attempt, Mark, Step
from tests.assessments.factories import make_exam, make_sitting
from tests.at_once import at_once
from tests.factories import PersonFactory

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
