"""Private reflections. Only their writer ever reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from courses.models import LessonFact, Reflection


def keep_notes(
    person_id: int,
    written: Iterable[tuple[LessonFact, str]],
    *,
    last_at: Mapping[UUID, datetime],
) -> None:
    """Store the latest text of each reflection; an older one from another device loses.

    *last_at* is when the person last touched a lesson, as far as was known before: no stored
    note is newer, so only older ones are compared. Up to two queries.
    """
    latest: dict[tuple[UUID, str], Reflection] = {}
    for row, text in sorted(written, key=lambda pair: pair[0].at):
        latest[row.lesson_key, row.item] = Reflection(
            person_id=person_id,
            lesson_key=row.lesson_key,
            item=row.item,
            text=text,
            written_at=row.at,
        )
    late = {key for (key, _item), note in latest.items() if is_late(note, last_at)}
    stored = newest_notes(person_id, late) if late else {}
    Reflection.objects.bulk_create(
        [
            note
            for place, note in latest.items()
            if place not in stored or stored[place] <= note.written_at
        ],
        update_conflicts=True,
        unique_fields=["person", "lesson_key", "item"],
        update_fields=["text", "written_at"],
    )


def is_late(note: Reflection, last_at: Mapping[UUID, datetime]) -> bool:
    return note.lesson_key in last_at and note.written_at < last_at[note.lesson_key]


def newest_notes(person_id: int, lesson_keys: set[UUID]) -> dict[tuple[UUID, str], datetime]:
    """When the stored notes of these lessons were written, by lesson and prompt."""
    rows = Reflection.objects.filter(person=person_id, lesson_key__in=lesson_keys)
    return {
        (lesson_key, item): written_at
        for lesson_key, item, written_at in rows.values_list("lesson_key", "item", "written_at")
    }
