"""What was earned at an exam, read for statistics; and the figures that are kept of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from assessments.models import (
    Attempt,
    AttemptSlot,
    ExamFigures,
    ExamVersion,
    ItemFigures,
    Mark,
    QuestionVersion,
    Step,
)
from assessments.models.attempts import last_answers
from assessments.statistics import (
    Answer,
    Choice,
    Item,
    Paper,
    measure_exam,
    measure_items,
)


@dataclass(frozen=True)
class Measured:
    """The papers of an exam that are marked, how many are not, and the questions on them."""

    papers: list[Paper]
    waiting: int
    items: list[Item]


def counted_for(version: ExamVersion, *, first_only: bool = True) -> QuerySet[Attempt]:
    """Attempts at *version* that were handed in and count.

    Of each person only the very first at the exam, whatever its version: in a second attempt
    people meet what they have practised, and counting a person twice breaks the formulas.
    """
    found = Attempt.objects.counted().filter(version=version, state=Attempt.State.FINISHED)
    if not first_only:
        return found
    earlier = Attempt.objects.counted().filter(
        person=OuterRef("person"), exam_key=OuterRef("exam_key"), number__lt=OuterRef("number")
    )
    return found.exclude(Exists(earlier))


def read(version: ExamVersion, *, first_only: bool = True) -> Measured:
    """The papers of *version*. Four queries, however many there are.

    A paper that a person has still to mark waits; so do its questions.
    """
    attempts = counted_for(version, first_only=first_only).order_by().values("pk")
    slots = AttemptSlot.objects.filter(attempt__in=attempts, worth__gt=0).order_by("attempt_id")
    questions = QuestionVersion.objects.filter(pk__in=slots.order_by().values("version"))
    versions = {question.pk: question for question in questions.order_by("pk")}
    points = newest_points(attempts)
    answers = answers_of(attempts)

    rows: dict[int, list[Answer | None]] = defaultdict(list)
    columns = slots.values_list("pk", "attempt_id", "place", "section", "version_id", "worth")
    for pk, attempt, place, section, question, worth in columns.iterator(chunk_size=5000):
        earned, dropped = points.get(pk, (None, False))
        if dropped:
            continue
        if earned is None or question not in versions:
            rows[attempt].append(None)
            continue
        response = answers.get(attempt, {}).get(place) or {}
        chosen = tuple(versions[question].kind.chosen(versions[question].content, response))
        rows[attempt].append(Answer(question, section, worth, earned, chosen))
    papers = [Paper(tuple(answer for answer in row if answer)) for row in rows.values() if all(row)]
    asked = {answer.item for paper in papers for answer in paper.answers}
    items = [to_item(question) for pk, question in versions.items() if pk in asked]
    return Measured(papers, len(rows) - len(papers), items)


def newest_points(attempts: QuerySet[Any, Any]) -> dict[int, tuple[float | None, bool]]:
    """By slot, what its newest mark says: the points, None while a person has to mark it, and
    whether the question was dropped. One query.
    """
    marks = Mark.objects.filter(slot__attempt__in=attempts).order_by("at", "pk")
    rows = marks.values_list("slot_id", "points", "dropped").iterator(chunk_size=5000)
    return {slot: (points, dropped) for slot, points, dropped in rows}


def answers_of(attempts: QuerySet[Any, Any]) -> dict[int, dict[int, dict[str, Any]]]:
    """By attempt and place, what was answered last. One query."""
    steps = Step.objects.filter(attempt__in=attempts, kind=Step.Kind.ANSWER, late=False)
    rows = steps.order_by("at", "pk").values_list(
        "attempt_id", "kind", "place", "payload", "at", "late", named=True
    )
    by_attempt: dict[int, list[Any]] = defaultdict(list)
    for row in rows.iterator(chunk_size=5000):
        by_attempt[row.attempt_id].append(row)
    return {attempt: last_answers(given) for attempt, given in by_attempt.items()}


def to_item(question: QuestionVersion) -> Item:
    kind, content = question.kind, question.content
    choices = tuple(Choice(key, right) for key, _words, right in kind.countable(content))
    return Item(question.pk, kind.guess(content), choices)


def compute(version: ExamVersion) -> ExamFigures:
    """Compute the figures of *version* anew, and keep them in place of the earlier ones.

    Some ten queries. Safe to run again, or twice at once: the later one stays.
    """
    return keep(version, read(version), computed_at=timezone.now())


def keep(version: ExamVersion, measured: Measured, *, computed_at: datetime) -> ExamFigures:
    """Keep the figures of what was *measured* as those of *version*."""
    exam = asdict(measure_exam(measured.papers))
    items = measure_items(measured.papers, measured.items)
    with transaction.atomic():
        # Whoever computes the same at once waits here for the first.
        list(ExamVersion.objects.select_for_update(no_key=True).filter(pk=version.pk).values("pk"))
        kept, _made = ExamFigures.objects.update_or_create(
            version=version,
            defaults={
                "n": len(measured.papers),
                "waiting": measured.waiting,
                "data": exam,
                "computed_at": computed_at,
            },
        )
        kept.items.all().delete()
        ItemFigures.objects.bulk_create(
            ItemFigures(exam=kept, question_id=item.version, n=item.n, data=asdict(item))
            for item in items
        )
    return kept


def taken() -> QuerySet[ExamVersion]:
    """Versions that somebody has handed in, or that have figures of an earlier time."""
    attempts = Attempt.objects.counted().filter(
        version=OuterRef("pk"), state=Attempt.State.FINISHED
    )
    had = ExamFigures.objects.filter(version=OuterRef("pk"))
    found = ExamVersion.objects.filter(Exists(attempts) | Exists(had))
    return found.select_related("exam").order_by("exam__slug", "number")


def compute_all(versions: QuerySet[ExamVersion] | None = None) -> Iterator[ExamFigures]:
    """Compute the figures of *versions*, or of all that were taken, one after the other."""
    for version in taken() if versions is None else versions:
        yield compute(version)
