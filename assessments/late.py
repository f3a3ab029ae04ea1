"""Answers that were given in time and delivered after the end: whether they count.

Whoever leads the sitting decides, once for each answer. What is accepted is appended as a step of
its own, at the moment at which it was given; then the last answer to each question counts, as ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from assessments import finishing
from assessments.exam_pages import score_of
from assessments.grading import Result
from assessments.models import Attempt, AttemptSlot, LateDecision, Mark, Sitting, Step
from assessments.models.attempts import AttemptQuerySet, last_answers
from assessments.notices import tell_late_decided
from assessments.question_types.base import Score
from assessments.review_page import as_said
from xinqiao.accounts import audit
from xinqiao.accounts.models import Person

State = Attempt.State


class NothingWaits(Exception):
    """Somebody has decided about these answers already."""


class OwnAttempt(Exception):
    """Nobody decides about answers of their own."""


@dataclass(frozen=True)
class Change:
    """What accepting does to one question: its points of what it is worth, before and after."""

    slot: AttemptSlot
    before: Score | None
    after: Score

    @property
    def number(self) -> int:
        return self.slot.place + 1

    @property
    def points_before(self) -> str:
        return self.said(self.before)

    @property
    def points_after(self) -> str:
        return self.said(self.after)

    @property
    def worth(self) -> str:
        return as_said(self.slot.worth)

    def said(self, score: Score | None) -> str:
        """In marks; "" for what is not marked."""
        if score is None or score.points is None:
            return ""
        return as_said(self.slot.worth * score.points)


@dataclass(frozen=True)
class Effect:
    """What accepting the late answers of an attempt would do, or does."""

    changes: list[Change]
    before: Result | None
    """None for what was not handed in."""
    after: Result


def decidable_by(person: Person) -> AttemptQuerySet:
    """Attempts at sittings that *person* leads; never the own ones."""
    led = Sitting.objects.led_by(person).order_by().values("pk")
    attempts = Attempt.objects.filter(sitting__in=led).exclude(person=person)
    return attempts.select_related("person", "sitting__exam__unit", "sitting__unit", "version")


def effect_of(attempt: Attempt, late: Sequence[Step]) -> Effect:
    """What accepting *late* would do. Four queries; five where questions were marked anew."""
    plan = attempt.version.plan
    slots = finishing.questions_of(attempt)
    marks = finishing.newest_marks(attempt)
    steps = list(attempt.steps.order_by("at", "pk"))
    before, after = last_answers(steps), last_answers([*steps, *map(counting, late)])
    handed_in = attempt.state == State.FINISHED
    scores = finishing.scores_now(attempt, slots, after, plan)
    changes, held = [], []
    for slot, score in zip(slots, scores, strict=True):
        old = score_of(marks.get(slot.pk)) if handed_in else None
        differs = before.get(slot.place) != after.get(slot.place)
        held.append(score if differs or old is None else old)
        if differs or old is None:
            changes.append(Change(slot, old, score))
    was = [score_of(marks.get(slot.pk)) for slot in slots]
    return Effect(
        changes,
        finishing.result_of(plan, slots, was) if handed_in else None,
        finishing.result_of(plan, slots, held),
    )


def counting(step: Step, now: datetime | None = None) -> Step:
    """*step* once more, so that it counts; not yet stored, and the same again for the same step."""
    return Step(
        attempt_id=step.attempt_id,
        client_uuid=uuid5(step.client_uuid, "accepted"),
        kind=step.kind,
        place=step.place,
        payload=step.payload,
        at=step.at,
        received_at=now or step.received_at,
        fingerprint=step.fingerprint,
    )


@transaction.atomic
def decide(attempt: Attempt, *, accepted: bool, reason: str, by: Person, up_to: int) -> None:
    """Let the late answers of *attempt* up to the step of the id *up_to* count, or not.

    What came in since they were read waits for a decision of its own. Raises `NothingWaits` and
    `OwnAttempt`.
    """
    now = timezone.now()
    if attempt.person_id == by.pk:
        raise OwnAttempt
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("version")
    held = locked.get(pk=attempt.pk)
    late = list(held.steps.undecided().filter(pk__lte=up_to).order_by("at", "pk"))
    if not late or held.state not in {State.FINISHED, State.ABANDONED}:
        raise NothingWaits
    LateDecision.objects.bulk_create(
        LateDecision(step=step, accepted=accepted, reason=reason, by=by, at=now) for step in late
    )
    if accepted:
        effect = effect_of(held, late)
        Step.objects.bulk_create(counting(step, now) for step in late)
        apply(held, effect, now)
    attempt.refresh_from_db()
    record(attempt, accepted, len(late), by)
    tell_late_decided(attempt, accepted=accepted, at=now)


def apply(held: Attempt, effect: Effect, now: datetime) -> None:
    """New marks for what changes, and the result that follows. The old marks stay."""
    if held.state == State.ABANDONED:
        held.state = State.FINISHED
        held.finished_at = held.deadline_at or now
    marks = Mark.objects.bulk_create(
        Mark(
            slot=change.slot,
            source=Mark.Source.AUTOMATIC,
            points=change.after.points,
            parts=change.after.parts,
            dropped=change.after.dropped,
            at=now,
        )
        for change in effect.changes
    )
    finishing.ask_people(marks, held.version.plan)
    finishing.set_result(held, effect.after, now)
    held.save(update_fields=["state", "finished_at", "percent", "passed", "released_at"])


def record(attempt: Attempt, accepted: bool, count: int, by: Person) -> None:
    exam = attempt.sitting.exam
    audit.record(
        audit.Action.LATE_ACCEPTED if accepted else audit.Action.LATE_DECLINED,
        actor=by,
        person=attempt.person,
        unit=attempt.sitting.unit or exam.unit,
        about=audit.About("assessments.exam", str(exam.key), exam.name_zh),
        details={"entries": count},
    )
