"""Private reflections. Only their writer ever reads them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from courses.models import LessonFact, Reflection


def keep_notes(person_id: int, written: Iterable[tuple[LessonFact, str]]) -> None:
    """Store the latest text of each reflection; an older one from another device loses.

    Two queries, none when nothing was written.
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
    if not latest:
        return
    stored = {
        (lesson_key, item): written_at
        for lesson_key, item, written_at in Reflection.objects.filter(
            person=person_id, lesson_key__in={key for key, _item in latest}
        ).values_list("lesson_key", "item", "written_at")
    }
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
