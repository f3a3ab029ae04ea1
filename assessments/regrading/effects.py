"""What marking a question anew would do to the results of an exam, or did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef

from assessments.grading import Marked, Result, grade
from assessments.measured import answers_of
from assessments.models import Attempt, AttemptSlot, Exam, Mark, QuestionVersion, Regrade
from assessments.models.attempts import AttemptQuerySet
from assessments.plan import Plan
from assessments.question_types.base import Part, Rules, Score
from assessments.regrading.rules import anew


@dataclass(frozen=True)
class How:
    """What is to be done."""

    way: str
    by: QuestionVersion | None = None


@dataclass(frozen=True)
class Outcome:
    """What it does to one attempt. No percent while something has still to be marked."""

    attempt: int
    person: int
    percent_before: float | None
    passed_before: bool | None
    percent_after: float | None
    passed_after: bool | None

    @property
    def flips(self) -> bool:
        return self.passed_before != self.passed_after and self.passed_before is not None


@dataclass(frozen=True)
class DryRun:
    """What it would do, or did, to all."""

    outcomes: list[Outcome]

    @cached_property
    def gained(self) -> list[Outcome]:
        """Passed now, and did not before."""
        return [one for one in self.outcomes if one.flips and one.passed_after]

    @cached_property
    def lost(self) -> list[Outcome]:
        return [one for one in self.outcomes if one.flips and one.passed_after is False]

    @property
    def other(self) -> int:
        """How many stay passed or not passed, with another percentage."""
        return sum(
            not one.flips and one.percent_before != one.percent_after for one in self.outcomes
        )

    @property
    def same(self) -> int:
        return len(self.outcomes) - len(self.gained) - len(self.lost) - self.other

    @property
    def average_before(self) -> float | None:
        return average(one.percent_before for one in self.outcomes)

    @property
    def average_after(self) -> float | None:
        return average(one.percent_after for one in self.outcomes)


def average(percents: Iterable[float | None]) -> float | None:
    known = [percent for percent in percents if percent is not None]
    return sum(known) / len(known) if known else None


def affected(exam: Exam, version: QuestionVersion) -> AttemptQuerySet:
    """Attempts at *exam* that are handed in, count, and hold the question."""
    holds = AttemptSlot.objects.filter(attempt=OuterRef("pk"), version=version)
    return Attempt.objects.counted().filter(
        Exists(holds), exam_key=exam.key, state=Attempt.State.FINISHED
    )


def try_dry(exam: Exam, version: QuestionVersion, how: How) -> DryRun:
    """What it would do now. Five queries, however many attempts."""
    return DryRun([one for one, _slot, _score in outcomes(affected(exam, version), version, how)])


def outcomes(
    attempts: AttemptQuerySet, version: QuestionVersion, how: How
) -> list[tuple[Outcome, int, Score]]:
    """For each of *attempts* what it does, to which slot, and the new score."""
    ids = attempts.order_by().values("pk")
    slots: dict[int, list[Any]] = defaultdict(list)
    rows = AttemptSlot.objects.filter(attempt__in=ids).order_by("attempt_id", "place")
    columns = ("pk", "attempt_id", "place", "section", "worth", "version_id", "version__must_pass")
    for row in rows.values_list(*columns, named=True).iterator(chunk_size=5000):
        slots[row.attempt_id].append(row)
    scores = newest_scores(Mark.objects.filter(slot__attempt__in=ids))
    answers = answers_of(ids)
    plans: dict[int, Plan] = {}
    found = []
    for attempt in attempts.select_related("version").order_by("pk"):
        plan = plans.setdefault(attempt.version_id, attempt.version.plan)
        held = {row.pk: scores[row.pk] for row in slots[attempt.pk]}
        target = next(row for row in slots[attempt.pk] if row.version_id == version.pk)
        payload = answers.get(attempt.pk, {}).get(target.place, {})
        score = anew(how.way, how.by, payload, held[target.pk], Rules(whole=plan.whole))
        before = result_of(plan, slots[attempt.pk], held)
        after = result_of(plan, slots[attempt.pk], held | {target.pk: score})
        outcome = Outcome(
            attempt.pk,
            attempt.person_id,
            percent_of(before),
            before.passed,
            percent_of(after),
            after.passed,
        )
        found.append((outcome, target.pk, score))
    return found


def newest_scores(marks: Any) -> dict[int, Score]:
    """By slot. One query."""
    rows = marks.order_by("at", "pk").values_list("slot_id", "points", "parts", "dropped")
    return {
        slot: Score(points, tuple(Part(*part) for part in parts), dropped)
        for slot, points, parts, dropped in rows.iterator(chunk_size=5000)
    }


def result_of(plan: Plan, rows: list[Any], scores: dict[int, Score]) -> Result:
    return grade(
        plan,
        [
            Marked(
                row.section,
                0.0 if scores[row.pk].dropped else row.worth,
                scores[row.pk].points,
                row.version__must_pass,
            )
            for row in rows
        ],
    )


def percent_of(result: Result) -> float | None:
    return None if result.waiting else result.total.percent


def done_by(regrade: Regrade) -> DryRun:
    """What it did, as it was kept. One query."""
    return DryRun(
        [
            Outcome(
                row.attempt_id,
                row.attempt.person_id,
                row.percent_before,
                row.passed_before,
                row.percent_after,
                row.passed_after,
            )
            for row in regrade.done.select_related("attempt").order_by("attempt_id")
        ]
    )
