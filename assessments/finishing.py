"""Ending an attempt exactly once, and marking what can be marked at once."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from assessments.answers import is_answer
from assessments.grading import Marked, Result, grade
from assessments.models import Attempt, AttemptSlot, Mark, Marking, Regrade
from assessments.models.attempts import last_answers
from assessments.plan import Plan
from assessments.question_types.base import NOTHING, Rules, Score
from assessments.regrading.rules import after_all
from assessments.timing import GRACE, OVERDUE_GRACE, finished_at

logger = logging.getLogger(__name__)

State = Attempt.State

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Those that nobody takes for another when a code is read out."""


def finish(attempt: Attempt, now: datetime | None = None) -> bool:
    """Hand in *attempt* and mark it. Tells whether this was the call that did it.

    However often it is pressed, swept or sent at once, one call does it: the row is locked, and
    all others find it done. Queries do not grow with the questions.
    """
    now = now or timezone.now()
    slots = questions_of(attempt)
    with transaction.atomic():
        locked = Attempt.objects.select_for_update(of=("self",)).select_related("version")
        held = locked.get(pk=attempt.pk)
        first = held.state in {State.RUNNING, State.OVERDUE}
        if first:
            hand_in(held, slots, now)
    attempt.refresh_from_db()
    return first


def hand_in(held: Attempt, slots: Sequence[AttemptSlot], now: datetime) -> None:
    """End an attempt that runs and whose row is locked; *slots* are all of its questions."""
    held.state = State.FINISHED
    held.finished_at = max(finished_at(held.deadline_at, now), held.started_at)
    mark(held, slots, now)
    held.save(update_fields=["state", "finished_at", "percent", "passed", "released_at"])


def questions_of(attempt: Attempt) -> list[AttemptSlot]:
    """In their order. They never change, so no lock is needed."""
    return list(attempt.slots.with_questions().order_by("place"))


def mark(attempt: Attempt, slots: Sequence[AttemptSlot], now: datetime) -> None:
    """Give each question of *attempt* the points that its rules give, and the attempt its result.

    Three queries; one more where people are asked to mark, and where questions were marked anew.
    """
    plan = attempt.version.plan
    answers = last_answers(list(attempt.steps.answers_in_time()))
    scores = scores_now(attempt, slots, answers, plan)
    marks = Mark.objects.bulk_create(
        Mark(
            slot=slot,
            source=Mark.Source.AUTOMATIC,
            points=score.points,
            parts=score.parts,
            dropped=score.dropped,
            at=now,
        )
        for slot, score in zip(slots, scores, strict=True)
    )
    ask_people(marks, plan)
    set_result(attempt, result_of(plan, slots, scores), now)


def ask_people(marks: Iterable[Mark], plan: Plan) -> None:
    """Let those of *marks* that wait for people be marked by as many as *plan* says. One query."""
    waiting = [mark for mark in marks if mark.points is None]
    Marking.objects.bulk_create(
        Marking(mark=mark, turn=turn)
        for mark in waiting
        for turn in range(1, plan.marking.markers + 1)
    )


def settle(attempt: Attempt, now: datetime) -> Result:
    """Give *attempt* the result of its newest marks. Three queries."""
    plan = attempt.version.plan
    slots = questions_of(attempt)
    marks = newest_marks(attempt)
    result = result_of(plan, slots, [marks[slot.pk].score for slot in slots])
    set_result(attempt, result, now)
    attempt.save(update_fields=["percent", "passed", "released_at"])
    return result


def newest_marks(attempt: Attempt) -> dict[int, Mark]:
    """The mark that counts, by the id of the slot. One query."""
    marks = Mark.objects.filter(slot__attempt=attempt).order_by("at", "pk")
    return {mark.slot_id: mark for mark in marks}


def score_all(
    slots: Sequence[AttemptSlot], answers: Mapping[int, dict[str, Any]], plan: Plan
) -> list[Score]:
    """The scores of *answers*, by place, in the order of *slots*. Pure."""
    rules = Rules(whole=plan.whole)
    scores = []
    for slot in slots:
        answer = answers.get(slot.place)
        if answer is None or not is_answer(answer):
            scores.append(NOTHING)
            continue
        scores.append(slot.version.kind.score(slot.version.content, answer, rules))
    return scores


def scores_now(
    attempt: Attempt,
    slots: Sequence[AttemptSlot],
    answers: Mapping[int, dict[str, Any]],
    plan: Plan,
) -> list[Score]:
    """As `score_all`, with all that was decided since about questions of the exam.

    One query, and another one where anything was.
    """
    regrades = Regrade.objects.standing().filter(exam__key=attempt.exam_key)
    by_version: dict[int, list[Regrade]] = defaultdict(list)
    if regrades.exists():
        for regrade in regrades.select_related("by_version").order_by("decided_at", "pk"):
            by_version[regrade.version_id].append(regrade)
    rules = Rules(whole=plan.whole)
    return [
        after_all(by_version[slot.version_id], answers.get(slot.place, {}), score, rules)
        for slot, score in zip(slots, score_all(slots, answers, plan), strict=True)
    ]


def result_of(plan: Plan, slots: Sequence[AttemptSlot], scores: Sequence[Score]) -> Result:
    return grade(
        plan,
        [
            Marked(
                slot.section,
                0.0 if score.dropped else slot.worth,
                score.points,
                slot.version.must_pass,
            )
            for slot, score in zip(slots, scores, strict=True)
        ],
    )


def set_result(attempt: Attempt, result: Result, now: datetime) -> None:
    """What the candidate will read once it is released: at once, if the exam says so."""
    attempt.percent = None if result.waiting else result.total.percent
    attempt.passed = result.passed
    if result.waiting:
        attempt.released_at = None
    elif attempt.version.plan.marking.release == "marked":
        attempt.released_at = attempt.released_at or now


def end_if_over(attempt: Attempt, now: datetime) -> bool:
    """Do what the exam's rules say once the deadline and its grace are past. Tells if it is over.

    Handing in at once is the default; under `grace` one may hand in for another day, unchanged;
    else the attempt is abandoned and counts as begun.
    """
    if attempt.deadline_at is None or now <= attempt.deadline_at + GRACE:
        return False
    policy = attempt.version.plan.overdue
    if policy == "hand_in":
        finish(attempt, now)
    elif policy == "grace" and now <= attempt.deadline_at + OVERDUE_GRACE:
        move_on(attempt, {State.RUNNING}, State.OVERDUE)
        return False
    else:
        move_on(attempt, {State.RUNNING, State.OVERDUE}, State.ABANDONED)
    return True


def move_on(attempt: Attempt, before: set[State], to: State) -> None:
    Attempt.objects.filter(pk=attempt.pk, state__in=before).update(state=to)
    attempt.refresh_from_db()


def sweep(now: datetime | None = None) -> int:
    """End all attempts whose people are gone. Tells how many were looked at.

    Each has a transaction of its own, so that one that fails holds back no other; safe to run
    twice, or beside people who hand in.
    """
    now = now or timezone.now()
    due = Attempt.objects.filter(
        state__in=[State.RUNNING, State.OVERDUE], deadline_at__lt=now - GRACE
    )
    looked_at = 0
    for attempt in due.select_related("version").iterator(chunk_size=100):
        looked_at += 1
        try:
            end_if_over(attempt, now)
        except Exception:
            logger.exception("Attempt %s cannot be ended", attempt.key)
    return looked_at


def receipt(attempt: Attempt) -> str:
    """A short code that shows what counts: the attempt, its end and so many steps. One query."""
    steps = attempt.steps.filter(late=False).count()
    text = f"{attempt.key}/{attempt.finished_at}/{steps}"
    digest = int(salted_hmac("assessments.receipt", text, algorithm="sha256").hexdigest(), 16)
    code = "".join(LETTERS[digest >> 5 * place & 31] for place in range(8))
    return f"{code[:4]}-{code[4:]}"
