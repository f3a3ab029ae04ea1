"""A county sits an exam, and the server is killed while it saves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.services.county import County
from tests.services.devices import Device
from tests.services.waiting import eventually

CANDIDATES, ROUNDS = 12, 30
KILLED_IN = 10
"""The round in which each candidate is when the server is killed."""


class Candidate(Device):
    """Answers the first question of an exam again and again, with another letter each time."""

    def __init__(self, county: County, told: dict[str, Any]) -> None:
        super().__init__(county, told["session"])
        self.attempt = {"attempt": told["attempt"], "device": told["device"]}

    def answer(self, number: int) -> None:
        form = {"choice": ["abc"[number % 3]]}
        self.note("exam.answer", **self.attempt, place=0, form=form)
        self.send()

    def hand_in(self) -> bool:
        """Tells whether everything has arrived."""
        self.note("exam.finish", **self.attempt, by_clock=False)
        return eventually(lambda: self.send() or not self.waiting)


@pytest.fixture
def candidates(county: County) -> Iterator[list[Candidate]]:
    told = json.loads(county.run("-c", BEGIN.format(count=CANDIDATES)))
    yield [Candidate(county, one) for one in told]


def test_what_has_a_receipt_is_there_after_the_server_was_killed(
    county: County, candidates: list[Candidate]
) -> None:
    reached = set()

    def sit(candidate: Candidate) -> None:
        for number in range(ROUNDS):
            candidate.answer(number)
            if number == KILLED_IN:
                reached.add(candidate)

    with ThreadPoolExecutor(CANDIDATES) as room:
        sitting = [room.submit(sit, candidate) for candidate in candidates]
        assert eventually(lambda: reached)
        county.server.kill()
        with_receipt = set().union(*(candidate.confirmed for candidate in candidates))
        county.server.start()
        for one in sitting:
            one.result()
    assert with_receipt <= steps_kept(county)

    with ThreadPoolExecutor(CANDIDATES) as room:
        assert all(room.map(Candidate.hand_in, candidates))
    sent = set().union(*(candidate.confirmed for candidate in candidates))
    assert len(sent) == CANDIDATES * (ROUNDS + 1)
    assert steps_kept(county) == sent
    assert county.rows("SELECT DISTINCT state FROM assessments_attempt") == ["finished"]
    assert county.rows("SELECT count(*) FROM assessments_mark") == county.rows(
        "SELECT count(*) FROM assessments_attemptslot"
    )
    assert 0 in set().union(*(candidate.statuses for candidate in candidates))


def steps_kept(county: County) -> set[str]:
    return {str(key) for key in county.rows("SELECT client_uuid FROM assessments_step")}


BEGIN = """
import django, json, uuid; django.setup()
from django.test import Client
from assessments.beginning import begin
from tests.assessments.factories import make_sitting
from tests.factories import PersonFactory, UnitFactory
PersonFactory.reset_sequence(1000)  # the learner of the county came first
UnitFactory.reset_sequence(1000)
sitting, told = make_sitting(), []
for number in range({count}):
    person, client = PersonFactory(username=f"candidate{{number}}", language="en"), Client()
    attempt = begin(person, sitting, device=str(uuid.uuid4()))
    client.force_login(person)
    told.append(dict(
        session=client.cookies["sessionid"].value, attempt=str(attempt.key), device=attempt.device
    ))
print(json.dumps(told))
"""
