"""Taking in what candidates' devices report from attempts: answers first, and the finish.

Every answer is kept on the device and sent until it is confirmed, so each may come twice, late,
out of order, or from a device that is not the candidate's any more. What counts for a question is
the answer that was given last, by the time at which it was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments import answers, finishing, stages
from assessments.models import Attempt, AttemptSlot, Step
from assessments.models.attempts import STAGE
from assessments.question_types.base import BadResponse
from assessments.timing import GRACE, is_over, takes_answers
from xinqiao.accounts.models import Person
from xinqiao.common.facts import (
    CLOCK_TOLERANCE,
    Fact,
    Judgement,
    Refused,
    read_uuid,
    sort_out_known,
    unreadable,
)

KINDS = Step.Kind.values
State = Attempt.State

Slots = dict[tuple[int, int], AttemptSlot]
Stages = dict[tuple[int, int], stages.Stage]
"""By attempt and place."""


def record(person: Person, facts: Sequence[Fact], now: datetime) -> Judgement:
    """Keep what *person* did in attempts, and hand in those that were finished.

    Each fact is judged alone; the same fact again is known and changes nothing. What was answered
    in time and arrives after the end is kept as late. The number of queries does not grow with
    the facts, but for a finish.
    """
    judged = Judgement()
    slots = slots_for(person, facts)  # they never change: read before others have to wait
    with transaction.atomic():
        attempts = held(person, facts)
        kept = keep(sort_out(facts, attempts, judged), attempts, slots, judged, now)
        for attempt in attempts.values():
            if asked_to_end(attempt, kept, now):
                finishing.hand_in(attempt, questions_of(attempt, slots), now)
            else:
                finishing.end_if_over(attempt, now)
    judged.state = {str(key): told(attempt, now) for key, attempt in attempts.items()}
    return judged


def keep(
    facts: Iterable[Fact],
    attempts: dict[UUID, Attempt],
    slots: Slots,
    judged: Judgement,
    now: datetime,
) -> list[tuple[Fact, Step]]:
    """Keep those of *facts* that can be kept, with what is kept of each."""
    now_at = stages_in(slots)
    kept: list[tuple[Fact, Step]] = []
    for fact in facts:
        try:
            kept.append((fact, to_step(fact, attempts, slots, now_at, now)))
        except Refused as refusal:
            judged.refused[fact.place] = refusal
    Step.objects.bulk_create([step for _fact, step in kept])
    judged.accepted = {fact.place for fact, _step in kept}
    return kept


def attempt_key(fact: Fact) -> UUID:
    """Raises `Refused`."""
    return read_uuid(fact.body.get("attempt"))


def keys_in(facts: Iterable[Fact]) -> set[UUID]:
    keys = set()
    for fact in facts:
        try:
            keys.add(attempt_key(fact))
        except Refused:
            continue
    return keys


def held(person: Person, facts: Sequence[Fact]) -> dict[UUID, Attempt]:
    """*person*'s attempts that *facts* speak of, by key; nobody else changes them meanwhile."""
    rows = Attempt.objects.of(person).filter(key__in=keys_in(facts)).order_by("pk")
    return {attempt.key: attempt for attempt in rows.select_for_update()}


def sort_out(facts: Sequence[Fact], attempts: dict[UUID, Attempt], judged: Judgement) -> list[Fact]:
    """The new ones of *facts*. One query."""
    stored = Step.objects.filter(
        attempt__in=[attempt.pk for attempt in attempts.values()],
        client_uuid__in={fact.client_uuid for fact in facts},
    ).values_list("client_uuid", "fingerprint")
    return sort_out_known(facts, dict(stored), judged)


def slots_for(person: Person, facts: Sequence[Fact]) -> Slots:
    """The questions that *facts* answer; all of an attempt that may be handed in. One query."""
    rows = AttemptSlot.objects.filter(
        attempt__person=person, attempt__key__in=keys_in(facts)
    ).with_questions()
    if not any(fact.kind == Step.Kind.FINISH for fact in facts):
        places = {place for fact in facts if isinstance(place := fact.body.get("place"), int)}
        rows = rows.filter(place__in={place for place in places if 0 <= place < 10_000})
    return {(slot.attempt_id, slot.place): slot for slot in rows.order_by("attempt", "place")}


def questions_of(attempt: Attempt, slots: Slots) -> list[AttemptSlot]:
    return [slot for slot in slots.values() if slot.attempt_id == attempt.pk]


def stages_in(slots: Slots) -> Stages:
    """How far the candidates have come in the cases among *slots*. One query, if there are any."""
    told = [slot for slot in slots.values() if stages.staged(slot.version)]
    if not told:
        return {}
    steps = Step.objects.filter(
        kind=Step.Kind.ANSWER,
        attempt__in={slot.attempt_id for slot in told},
        place__in={slot.place for slot in told},
    )
    return stages.reached(steps)


def to_step(
    fact: Fact,
    attempts: dict[UUID, Attempt],
    slots: Slots,
    now_at: Stages,
    now: datetime,
) -> Step:
    """The row to be kept for *fact*; going on in a case is noted in *now_at*. Raises `Refused`."""
    attempt = attempts.get(attempt_key(fact))
    if attempt is None:
        raise Refused("unknown_attempt", _("This is no attempt of yours."))
    at = max(fact.at, attempt.started_at)  # a slow clock; nobody answers before the beginning
    late = is_late(attempt, at, now)
    refuse_other_device(attempt, fact, at)
    step = Step(
        attempt=attempt,
        client_uuid=fact.client_uuid,
        kind=fact.kind,
        at=at,
        received_at=now,
        late=late,
        fingerprint=fact.fingerprint,
    )
    if fact.kind != Step.Kind.FINISH:
        place = fact.body.get("place")
        slot = slots.get((attempt.pk, place)) if isinstance(place, int) else None
        if slot is None:
            raise Refused("not_drawn", _("This question does not stand in your exam."))
        here = (attempt.pk, slot.place)
        stage = now_at.get(here, stages.Stage())
        step.place, step.payload = slot.place, payload(fact, slot, stage)
        if not late and step.payload.get(STAGE, 0) > stage.number:
            now_at[here] = stages.Stage(step.payload[STAGE], at)
    return step


def payload(fact: Fact, slot: AttemptSlot, stage: stages.Stage) -> dict[str, Any]:
    """What is kept of the content of *fact*. Raises `Refused`."""
    if fact.kind == Step.Kind.FLAG:
        if not isinstance(fact.body.get("on"), bool):
            raise unreadable()
        return {"on": fact.body["on"]}
    told = stages.staged(slot.version)
    if told and "on" in fact.body:
        return stages.gone_on(fact, slot.version, stage)
    given = answer_in(fact, slot)
    return stages.placed(fact, slot.version, given, stage) if told else given


def answer_in(fact: Fact, slot: AttemptSlot) -> dict[str, Any]:
    """Raises `Refused`."""
    try:
        if "form" in fact.body:
            return answers.from_fields(slot.version, answers.read_fields(fact.body["form"]))
        return slot.version.kind.clean(slot.version.content, fact.body.get("response"))
    except BadResponse as refused:
        raise Refused("bad_answer", refused.reason) from None


def is_late(attempt: Attempt, at: datetime, now: datetime) -> bool:
    """Whether what was done *at* some time arrives too late to count. Raises `Refused`.

    What was done after the end, by the candidate's own clock put right, is refused.
    """
    if attempt.state == State.RUNNING and takes_answers(attempt.deadline_at, now):
        return False
    ends = [end for end in (attempt.deadline_at, attempt.finished_at) if end is not None]
    if attempt.state == State.VOIDED or (ends and at > min(ends) + GRACE):
        raise Refused("over", _("The exam was over when this was done."))
    return True


def refuse_other_device(attempt: Attempt, fact: Fact, at: datetime) -> None:
    """Only one device at a time writes; what another did before it was left counts.

    Raises `Refused`, mendable: the candidate may take the exam over to that device.
    """
    device = fact.body.get("device") or ""
    if not is_device(device):
        raise unreadable()
    if not attempt.device or device == attempt.device:
        return
    if attempt.device_since and at + CLOCK_TOLERANCE < attempt.device_since:
        return
    raise Refused(
        "other_device",
        _("The exam goes on on another device. Open it here to go on here."),
        mendable=True,
    )


def is_device(value: Any) -> bool:
    """Whether *value* may be the name that a device gives itself."""
    return isinstance(value, str) and len(value) <= 36 and "\x00" not in value


def asked_to_end(attempt: Attempt, kept: Sequence[tuple[Fact, Step]], now: datetime) -> bool:
    """Whether *attempt* is to be handed in.

    A page whose clock says that it is over only asks: time may have been granted meanwhile.
    """
    asked = [
        fact.body.get("by_clock") is not True
        for fact, step in kept
        if step.kind == Step.Kind.FINISH and step.attempt_id == attempt.pk
    ]
    if attempt.state not in {State.RUNNING, State.OVERDUE} or not asked:
        return False
    return any(asked) or is_over(attempt.deadline_at, now)


def told(attempt: Attempt, now: datetime) -> dict[str, Any]:
    """How it stands, as the device shows it; `left` in milliseconds, None without a deadline."""
    left = None
    if attempt.deadline_at is not None:
        left = max(0, round((attempt.deadline_at - now).total_seconds() * 1000))
    state: dict[str, Any] = {"state": attempt.state, "left": left, "device": attempt.device}
    if attempt.state == State.FINISHED:
        state["receipt"] = finishing.receipt(attempt)
    return state


@transaction.atomic
def take_over(attempt: Attempt, device: str, now: datetime) -> None:
    """From now on *device* may write; the other one may no more."""
    Attempt.objects.filter(pk=attempt.pk).update(device=device, device_since=now)
    attempt.refresh_from_db()
