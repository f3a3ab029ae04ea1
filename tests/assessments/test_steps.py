"""What devices send from attempts: nothing is lost, nothing counts twice."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import steps
from assessments.beginning import begin
from assessments.finishing import receipt
from assessments.models import Attempt, Mark, Step
from tests.assessments.factories import make_exam, make_sitting
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

PHONE, TABLET = "phone", "tablet"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def attempt() -> Attempt:
    """With forty minutes, just begun."""
    return begin(PersonFactory(), make_sitting(make_exam(minutes=40)), device=PHONE)


def fact(attempt: Attempt, /, kind: str = "answer", **more: Any) -> dict[str, Any]:
    body = {
        "client_uuid": str(uuid.uuid4()),
        "kind": f"exam.{kind}",
        "attempt": str(attempt.key),
        "device": PHONE,
        "at": timezone.now().isoformat(),
    }
    if kind == "answer":
        body |= {"place": 0, "response": {"choice": "a"}}
    return body | more


def send(attempt: Attempt, *facts: dict[str, Any], person: Any = None) -> dict[str, Any]:
    client = Client()
    client.force_login(person or attempt.person)
    answer = client.post(
        "/sync/",
        json.dumps({"sent_at": timezone.now().isoformat(), "facts": facts}),
        content_type="application/json",
        headers={"Accept-Language": "en"},
    )
    assert answer.status_code == 200, answer.content
    return answer.json()


def outcomes(answer: dict[str, Any]) -> list[str]:
    return [result.get("code") or result["outcome"] for result in answer["results"]]


def later(attempt: Attempt, **by: float) -> datetime:
    assert attempt.deadline_at
    return attempt.deadline_at + timedelta(**by)


def test_answers_are_kept_and_the_clock_is_told(attempt: Attempt) -> None:
    answer = send(attempt, fact(attempt), fact(attempt, place=1, response={"choice": "b"}))
    assert outcomes(answer) == ["accepted", "accepted"]
    state = answer["state"][str(attempt.key)]
    assert state["state"] == "running"
    assert 39 * 60_000 < state["left"] <= 40 * 60_000
    assert attempt.steps.count() == 2


def test_the_last_answer_by_its_time_counts(attempt: Attempt) -> None:
    first, second = attempt.started_at + SECOND, attempt.started_at + 2 * SECOND
    with time_machine.travel(attempt.started_at + MINUTE, tick=False):
        send(attempt, fact(attempt, at=second.isoformat()))
        older = fact(attempt, at=first.isoformat(), response={"choice": "b"})
        send(attempt, older, fact(attempt, "finish"))
    mark = Mark.objects.get(slot__attempt=attempt, slot__place=0)
    assert mark.points == 1


def test_a_finish_hands_in_once_and_gives_a_receipt(attempt: Attempt) -> None:
    done = [fact(attempt, place=place) for place in range(3)]
    answer = send(attempt, *done, fact(attempt, "finish"))
    state = answer["state"][str(attempt.key)]
    assert state["state"] == "finished"
    assert len(state["receipt"]) == 9
    attempt.refresh_from_db()
    assert (attempt.percent, attempt.passed) == (100, True)
    again = send(attempt, fact(attempt, "finish"))
    assert Mark.objects.count() == 3
    assert again["state"][str(attempt.key)]["state"] == "finished"


def test_the_same_step_twice_is_one_step(attempt: Attempt) -> None:
    one = fact(attempt)
    assert outcomes(send(attempt, one, one)) == ["accepted", "known"]
    assert outcomes(send(attempt, one)) == ["known"]
    assert outcomes(send(attempt, one | {"response": {"choice": "b"}})) == ["other_content"]
    assert attempt.steps.count() == 1


def test_the_attempt_of_somebody_else_is_out_of_reach(attempt: Attempt) -> None:
    answer = send(attempt, fact(attempt), fact(attempt, "finish"), person=PersonFactory())
    assert outcomes(answer) == ["unknown_attempt", "unknown_attempt"]
    assert answer["state"] == {}
    attempt.refresh_from_db()
    assert attempt.state == "running"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"place": 99}, "not_drawn"),
        ({"place": -1}, "not_drawn"),
        ({"place": "0"}, "not_drawn"),
        ({"place": None}, "not_drawn"),
        ({"place": [0]}, "not_drawn"),
        ({"response": {"choice": "z"}}, "bad_answer"),
        ({"response": {"choice": {"a": 1}}}, "bad_answer"),
        ({"response": "a"}, "bad_answer"),
        ({"response": None}, "bad_answer"),
        ({"form": {"choice": "a"}}, "bad_answer"),
        ({"form": {"choice": ["\x00"]}}, "bad_answer"),
        ({"form": [1]}, "bad_answer"),
        ({"attempt": "x"}, "bad_uuid"),
        ({"attempt": str(uuid.uuid4())}, "unknown_attempt"),
        ({"device": 7}, "bad_shape"),
        ({"device": "x" * 37}, "bad_shape"),
    ],
)
def test_what_is_no_answer_is_refused_and_holds_back_nothing(
    attempt: Attempt, wrong: dict[str, Any], code: str
) -> None:
    answer = send(attempt, fact(attempt, **wrong), fact(attempt, place=1))
    assert outcomes(answer) == [code, "accepted"]
    assert attempt.steps.get().place == 1


def test_a_minute_after_the_deadline_answers_are_still_taken(attempt: Attempt) -> None:
    last = fact(attempt, at=later(attempt, seconds=-1).isoformat())
    with time_machine.travel(later(attempt, seconds=59), tick=False):
        answer = send(attempt, last, fact(attempt, "finish"))
    assert outcomes(answer) == ["accepted", "accepted"]
    assert not attempt.steps.filter(late=True).exists()
    attempt.refresh_from_db()
    assert attempt.finished_at == attempt.deadline_at


def test_what_was_done_in_time_and_arrives_later_is_kept_as_late(attempt: Attempt) -> None:
    done = fact(attempt, at=later(attempt, minutes=-5).isoformat())
    with time_machine.travel(later(attempt, hours=3), tick=False):
        answer = send(attempt, done)
    assert outcomes(answer) == ["accepted"]
    assert answer["state"][str(attempt.key)]["state"] == "finished"
    assert attempt.steps.get().late
    attempt.refresh_from_db()
    assert answer["state"][str(attempt.key)]["receipt"] == receipt(attempt)
    assert Mark.objects.get(slot__attempt=attempt, slot__place=0).points == 0


def test_what_was_done_after_the_end_is_refused(attempt: Attempt) -> None:
    with time_machine.travel(later(attempt, hours=3), tick=False):
        answer = send(attempt, fact(attempt))
    assert outcomes(answer) == ["over"]


def test_a_clock_a_day_wrong_loses_nothing(attempt: Attempt) -> None:
    """The device says when it sends, by its own clock; what it did is put right by that."""
    client = Client()
    client.force_login(attempt.person)
    for days in (-1, 1):
        wrong = timezone.now() + timedelta(days=days)
        body = {"sent_at": wrong.isoformat(), "facts": [fact(attempt, at=wrong.isoformat())]}
        answer = client.post("/sync/", json.dumps(body), content_type="application/json").json()
        assert outcomes(answer) == ["accepted"]
    assert not attempt.steps.filter(late=True).exists()


def test_only_one_device_writes(attempt: Attempt) -> None:
    before = fact(attempt, at=timezone.now().isoformat())
    with time_machine.travel(timezone.now() + 10 * MINUTE, tick=False):
        steps.take_over(attempt, TABLET, timezone.now())
        answer = send(
            attempt,
            fact(attempt),
            fact(attempt, place=1, device=TABLET),
            before | {"place": 2},
        )
    assert outcomes(answer) == ["other_device", "accepted", "accepted"]
    assert answer["results"][0]["mendable"]


def test_what_is_flagged_is_kept(attempt: Attempt) -> None:
    answer = send(attempt, fact(attempt, "flag", place=1, on=True), fact(attempt, "flag", place=1))
    assert outcomes(answer) == ["accepted", "bad_shape"]
    assert attempt.steps.get().payload == {"on": True}


def test_an_answer_can_be_taken_back(attempt: Attempt) -> None:
    with time_machine.travel(attempt.started_at + MINUTE, tick=False):
        send(
            attempt,
            fact(attempt, at=(attempt.started_at + SECOND).isoformat()),
            fact(attempt, response={}),
            fact(attempt, "finish"),
        )
    assert Mark.objects.get(slot__attempt=attempt, slot__place=0).points == 0


def test_a_save_costs_few_queries_however_many_answers(attempt: Attempt) -> None:
    client = Client()
    client.force_login(attempt.person)
    counts = []
    for many in (1, 3):
        facts = [fact(attempt, place=place) for place in range(many)]
        with CaptureQueriesContext(connection) as captured:
            client.post("/sync/", json.dumps(facts), content_type="application/json")
        counts.append(len([query for query in captured if "SAVEPOINT" not in query["sql"]]))
    assert counts[0] == counts[1] <= 8


def test_steps_are_never_changed_by_later_ones(attempt: Attempt) -> None:
    send(attempt, fact(attempt))
    before = Step.objects.values().get()
    send(attempt, fact(attempt, response={"choice": "b"}), fact(attempt, "finish"))
    assert Step.objects.values().get(pk=before["id"]) == before
