"""Marking of answers by people: each claimed by one at a time, and marked without names.

With two markers neither sees what the other did; where they are far apart, a third marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import finishing
from assessments.agreeing import mean, mean_parts, who_counts
from assessments.models import Attempt, Mark, Marking, QuestionVersion
from assessments.models.attempts import last_answers
from assessments.models.marking import MarkingQuerySet
from assessments.notices import tell_results
from assessments.plan import Plan
from assessments.question_types.base import Part, Reading, Response, Rules, Score
from xinqiao.accounts.models import Person

SEVERAL = 20
"""So many answers are tried before the queue is read again; others claim at the same time."""


class NotYours(Exception):
    """Somebody else has claimed the answer meanwhile, or it is marked."""


class Incomplete(Exception):
    """A level has to be chosen for each thing that is looked at; `missing` names the others."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(missing)
        self.missing = missing


def queue(marker: Person, exam_id: int, question: QuestionVersion) -> MarkingQuerySet:
    """What *marker* may mark of one question in one exam, whatever the sitting."""
    return Marking.objects.markable_by(marker).filter(
        mark__slot__version=question, mark__slot__attempt__sitting__exam=exam_id
    )


def claim_next(marker: Person, exam_id: int, question: QuestionVersion) -> Marking | None:
    """What *marker* is marking there already, or else the next answer; None if there is none.

    The order is by chance. Of two who claim the same answer at once, one gets another.
    """
    now = timezone.now()
    here = queue(marker, exam_id, question)
    held = here.filter(by=marker).first()
    if held and ((held.held_until or now) > now or claim(held.pk, marker, now)):
        return held
    while True:
        waiting = here.free(now).new_to(marker).order_by("key").values_list("pk", flat=True)
        tried = list(waiting[:SEVERAL])
        if not tried:
            return None
        for pk in tried:
            if claim(pk, marker, now):
                return Marking.objects.get(pk=pk)


def claim(pk: int, marker: Person, now: datetime) -> bool:
    """Tells whether it was still free. Whose claim had ended loses it."""
    try:
        with transaction.atomic():
            free = Marking.objects.filter(pk=pk).free(now)
            return bool(free.update(by=marker, claimed_at=now))
    except IntegrityError:  # claimed twice by the same person: another turn of the same answer
        return False


def give_back(marking: Marking, marker: Person) -> bool:
    """Let somebody else mark it. Tells whether *marker* still held it."""
    held = Marking.objects.filter(pk=marking.pk, by=marker, done_at=None)
    return bool(held.update(by=None, claimed_at=None))


def answer_in(mark: Mark) -> Response:
    """What was answered last to the question of *mark*. One query."""
    slot = mark.slot
    steps = slot.attempt.steps.filter(place=slot.place).order_by("at", "pk")
    return last_answers(list(steps)).get(slot.place, {})


def readings_of(mark: Mark, answer: Response) -> list[Reading]:
    version = mark.slot.version
    return version.kind.readings(version.content, answer)


def level_names(readings: list[Reading]) -> dict[str, int]:
    """By the names under which levels are chosen, how many there are."""
    return {
        name_of(reading, look.key): len(look.levels)
        for reading in readings
        for look in reading.looks
    }


def name_of(reading: Reading, look: str) -> str:
    return f"{reading.key}.{look}" if reading.key else look


def judge(
    marking: Marking, marker: Person, *, levels: Mapping[str, int], feedback: str = ""
) -> Score:
    """Keep what *marker* finds, and with the last marking of an attempt its result.

    A claim that has ended is still good while nobody else has made one. Raises `NotYours` and
    `Incomplete`.
    """
    now = timezone.now()
    with transaction.atomic():
        mark = Mark.objects.select_related("slot__version", "slot__attempt").get(pk=marking.mark_id)
        # Whoever marks the same attempt at once waits here.
        locked = Attempt.objects.select_for_update(of=("self",)).select_related("version")
        attempt = locked.get(pk=mark.slot.attempt_id)
        score = score_by(mark, levels, attempt.version.plan)
        if not Marking.objects.markable_by(marker).filter(pk=marking.pk).exists():
            raise NotYours(marking.pk)
        done = Marking.objects.filter(pk=marking.pk, by=marker, done_at=None).update(
            done_at=now,
            levels=dict(levels),
            points=score.points,
            parts=score.parts,
            feedback=feedback.strip(),
        )
        if not done:
            raise NotYours(marking.pk)
        if agree(mark, attempt.version.plan, marker, now):
            finishing.settle(attempt, now)
            if attempt.released_at:
                tell_results([attempt])
    return score


def score_by(mark: Mark, levels: Mapping[str, int], plan: Plan) -> Score:
    """Raises `Incomplete`."""
    answer = answer_in(mark)
    known = level_names(readings_of(mark, answer))
    missing = [name for name, count in known.items() if not 0 <= levels.get(name, -1) < count]
    if missing or levels.keys() - known.keys():
        raise Incomplete(missing)
    version = mark.slot.version
    return version.kind.judged(version.content, answer, levels, Rules(whole=plan.whole))


def agree(mark: Mark, plan: Plan, marker: Person, now: datetime) -> bool:
    """Give the answer its points if those who marked it agree, else ask another. Tells which."""
    done = list(mark.markings.filter(done_at__isnull=False).order_by("turn"))
    counting = who_counts([float(one.points or 0) for one in done], plan.marking)
    if counting is None:
        if len(done) == plan.marking.markers:
            Marking.objects.create(mark=mark, turn=len(done) + 1)
        return False
    chosen = [done[place] for place in counting]
    Mark.objects.create(
        slot=mark.slot,
        source=Mark.Source.PERSON,
        points=mean([float(one.points or 0) for one in chosen]),
        parts=mean_parts([[Part(*part) for part in one.parts] for one in chosen]),
        by=marker,
        at=now,
    )
    return True
