"""Work out all progress again from the facts alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from courses import progress
from courses.derived import differ, fold_row, outlines_for, store, to_row
from courses.facts import hold
from courses.models import LessonFact, LessonProgress


@dataclass(slots=True)
class Difference:
    """What a rebuild looked at and put right, in lessons of one person."""

    looked_at: int = 0
    written: int = 0
    removed: int = 0


def people_with_records() -> list[int]:
    """Ids of all who have facts or progress. Two queries."""
    ids = set(LessonFact.objects.order_by().values_list("person", flat=True).distinct())
    ids |= set(LessonProgress.objects.order_by().values_list("person", flat=True).distinct())
    return sorted(ids)


def rebuild_progress(people: Iterable[int]) -> Iterator[Difference]:
    """Derive the progress of *people* (ids) anew, and yield what differed, person by person.

    Rows that are right already are not written again.
    """
    for person_id in people:
        yield rebuild_person(person_id)


@transaction.atomic
def rebuild_person(person_id: int) -> Difference:
    """Derive one person's progress anew; facts that arrive meanwhile wait for their turn."""
    hold(person_id)
    facts = LessonFact.objects.filter(person=person_id).order_by("pk")
    outlines, _courses = outlines_for(facts.values_list("lesson_key", flat=True).distinct())
    states: dict[UUID, progress.State] = {}
    for fact in facts.iterator():
        fold_row(states.setdefault(fact.lesson_key, progress.State()), fact, outlines)
    stored = {row.lesson_key: row for row in LessonProgress.objects.filter(person=person_id)}
    due = [to_row(person_id, key, state, outlines) for key, state in states.items()]
    wrong = [row for row in due if differ(row, stored.get(row.lesson_key))]
    store(wrong)
    baseless = [row.pk for key, row in stored.items() if key not in states]
    if baseless:
        LessonProgress.objects.filter(pk__in=baseless).delete()
    return Difference(len(states), len(wrong), len(baseless))
