"""Progress as it is stored: derived from facts by the rules of `courses.progress`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from courses import progress
from courses.models import LessonFact, LessonOutline, LessonProgress

STATE_FIELDS = ["opened_at", "last_at", "seen_at", "right", "reflected", "seconds", "done_at"]

Outlines = dict[UUID, list[progress.Outline]]


def outlines_for(keys: Iterable[UUID]) -> tuple[Outlines, dict[UUID, set[UUID]]]:
    """By lesson key, its outlines in order and the courses it ever belonged to. One query."""
    outlines: Outlines = defaultdict(list)
    courses: dict[UUID, set[UUID]] = defaultdict(set)
    rows = LessonOutline.objects.filter(lesson_key__in=set(keys)).values_list(
        "lesson_key",
        "course_key",
        "language",
        "since",
        "must_see",
        "checks",
        "must_check",
        "reflections",
        "must_reflect",
    )
    for lesson_key, course_key, *asked in rows:
        courses[lesson_key].add(course_key)
        outlines[lesson_key].append(progress.Outline(*asked))
    return {key: progress.timeline(found) for key, found in outlines.items()}, courses


def fold_row(state: progress.State, row: LessonFact, outlines: Outlines) -> None:
    progress.fold(
        state,
        outlines.get(row.lesson_key, []),
        kind=row.kind,
        language=row.language,
        item=row.item,
        data=row.data,
        at=row.at,
    )


def to_state(row: LessonProgress) -> progress.State:
    return progress.State(
        opened_at=row.opened_at,
        last_at=row.last_at,
        seen_at=row.seen_at,
        right=moments(row.right),
        reflected=moments(row.reflected),
        seconds=row.seconds,
    )


def to_row(
    person_id: int, lesson_key: UUID, state: progress.State, outlines: Outlines
) -> LessonProgress:
    return LessonProgress(
        person_id=person_id,
        lesson_key=lesson_key,
        opened_at=state.opened_at,  # type: ignore[misc]
        last_at=state.last_at,  # type: ignore[misc]
        seen_at=state.seen_at,
        right=texts(state.right),
        reflected=texts(state.reflected),
        seconds=state.seconds,
        done_at=progress.done_at(state, outlines.get(lesson_key, [])),
    )


def moments(stored: dict[str, str]) -> dict[str, datetime]:
    return {key: datetime.fromisoformat(text) for key, text in stored.items()}


def texts(first: dict[str, datetime]) -> dict[str, str]:
    return {key: moment.isoformat() for key, moment in sorted(first.items())}


def store(rows: Iterable[LessonProgress]) -> None:
    """Write *rows*, over those that are stored already. One query, none for no rows."""
    LessonProgress.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["person", "lesson_key"],
        update_fields=STATE_FIELDS,
    )


def differ(one: LessonProgress, other: LessonProgress | None) -> bool:
    return other is None or any(getattr(one, name) != getattr(other, name) for name in STATE_FIELDS)


def as_state(row: LessonProgress) -> dict[str, Any]:
    """Progress in one lesson as the device shows it."""
    return {
        "seen": row.seen_at is not None,
        "right": list(row.right),
        "reflected": list(row.reflected),
        "done": row.done_at is not None,
    }
