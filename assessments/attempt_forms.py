"""What a plain form of an attempt says, as the facts that a device would have sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict

from assessments import answers, stages
from assessments.models import Attempt, AttemptSlot, Step
from assessments.models.attempts import STAGE, flagged, last_answers
from xinqiao.common.facts import Fact, Refused, fingerprint

GO_ON = re.compile(r"on:([0-9]{1,4})")
"""The buttons that go on in a case, with its place."""


def place_gone_on(press: str) -> int | None:
    found = GO_ON.fullmatch(press)
    return int(found[1]) if found else None


def changed(form: QueryDict, mine: Attempt, now: datetime) -> list[Fact]:
    """What *form* says that was not kept before. Two queries."""
    fields = answers.by_place(form)
    steps = list(mine.steps.order_by("at", "pk"))
    before, marked = last_answers(steps), flagged(steps)
    flags = form.getlist("flag")
    facts: list[Fact] = []
    for slot in mine.slots.with_questions():
        if not slot.version.kind.asks:
            continue
        given = fields.get(slot.place, {})
        if is_new(slot, given, steps, before):
            body = {"kind": Step.Kind.ANSWER.value, "place": slot.place, "form": given}
            facts.append(fact_of(mine, body, len(facts), now))
        on = str(slot.place) in flags
        if on != (slot.place in marked):
            body = {"kind": Step.Kind.FLAG.value, "place": slot.place, "on": on}
            facts.append(fact_of(mine, body, len(facts), now))
        if place_gone_on(form.get("press", "")) == slot.place and stages.staged(slot.version):
            facts.append(fact_of(mine, goes_on(slot, given), len(facts), now))
    return facts


def is_new(
    slot: AttemptSlot,
    given: Mapping[str, list[str]],
    steps: list[Step],
    before: Mapping[int, Mapping[str, Any]],
) -> bool:
    payload = answers.from_fields(slot.version, given)
    if not stages.staged(slot.version):
        return payload != before.get(slot.place, {})
    try:
        number = stages.number_in(given, 0)
    except Refused:
        return True  # and will be refused
    return stages.without_stage(payload) != stages.given_at(steps, slot.place, number)


def goes_on(slot: AttemptSlot, given: Mapping[str, list[str]]) -> dict[str, Any]:
    """From the stage that the page showed to the next."""
    body = {"kind": Step.Kind.ANSWER.value, "place": slot.place}
    try:
        return body | {"on": stages.number_in(given, 0) + 1}
    except Refused:
        return body | {"form": {STAGE: given[STAGE]}}  # and will be refused


def fact_of(mine: Attempt, body: dict[str, Any], place: int, now: datetime) -> Fact:
    """A fact as a device would have sent it."""
    whole = body | {"attempt": str(mine.key), "device": mine.device, "client_uuid": str(uuid4())}
    return Fact(place, UUID(whole["client_uuid"]), body["kind"], now, whole, fingerprint(whole))
