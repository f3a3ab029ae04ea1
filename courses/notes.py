"""Private reflections. Only their writer ever reads them.

A fact tells which version of the note it was based on: the id of the fact that wrote it, or the
version that the page or an answer gave. What was written on another device meanwhile is never
overwritten; the other words are put below it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import LessonFact, Reflection

Place = tuple[UUID, str]
"""A lesson and a prompt in it."""

Notes = dict[Place, Reflection]


@dataclass(frozen=True, slots=True)
class Written:
    """What a fact says of a note; `base` is "" when the device knew of none."""

    row: LessonFact
    text: str
    base: str = ""

    @property
    def place(self) -> Place:
        return self.row.lesson_key, self.row.item


def notes_in(person_id: int, lesson_keys: Iterable[UUID]) -> Notes:
    """The stored notes of these lessons. One query, none for no lessons."""
    rows = Reflection.objects.filter(person=person_id, lesson_key__in=set(lesson_keys))
    return {(note.lesson_key, note.item): note for note in rows}


def keep_notes(notes: Notes, written: Iterable[Written]) -> None:
    """Take what was *written* into *notes*, and store those that change. Up to one query."""
    changed: Notes = {}
    for one in without_steps_between(written):
        before = notes.get(one.place)
        after = taken_in(before, one)
        if after is not before:
            notes[one.place] = changed[one.place] = after
    Reflection.objects.bulk_create(
        changed.values(),
        update_conflicts=True,
        unique_fields=["person", "lesson_key", "item"],
        update_fields=["text", "written_at", "version"],
    )


def without_steps_between(written: Iterable[Written]) -> list[Written]:
    """*written* in order of time, without what its own writer has gone on from."""
    last: dict[tuple[Place, str], Written] = {}
    for one in sorted(written, key=lambda one: one.row.at):
        step = last.pop((one.place, one.base), one)
        last[one.place, str(one.row.client_uuid)] = replace(one, base=step.base)
    return list(last.values())


def taken_in(note: Reflection | None, one: Written) -> Reflection:
    """The note after *one* was told: *note* itself when it holds these words already."""
    row = one.row
    new = Reflection(
        person_id=row.person_id,
        lesson_key=row.lesson_key,
        item=row.item,
        text=one.text,
        written_at=row.at,
        version=row.client_uuid,
    )
    if note is None or one.base == str(note.version):
        return new
    new.text = both(note.text, one.text, divider(row))
    if new.text == note.text:
        return note
    if new.text != one.text:
        new.version = uuid4()  # no device has these words yet
    new.written_at = max(note.written_at, row.at)
    return new


def both(earlier: str, other: str, between: str) -> str:
    """Both texts, the *other* one below; only one of them if it holds all words of the other."""
    if earlier.strip() in other:
        return other
    if other.strip() in earlier:
        return earlier
    above, found, below = earlier.rpartition(between)
    if found and below.strip() in other:  # it goes on from what was put below before
        return f"{above}{between}\n{other}"
    return f"{earlier}\n\n{between}\n{other}"


def divider(row: LessonFact) -> str:
    """The line between two texts, in the language and with the day of the lower one."""
    with translation.override(row.language):
        day = date_format(timezone.localtime(row.at), "DATE_FORMAT")
        return _("—— also written elsewhere, %(day)s ——") % {"day": day}


def news(notes: Notes, told: Iterable[tuple[Place, UUID]]) -> dict[UUID, dict[str, Any]]:
    """By lesson and prompt, the notes that are not as the device has them that *told* facts."""
    fresh: dict[UUID, dict[str, Any]] = {}
    for place, last_told in dict(told).items():
        note = notes.get(place)
        if note and note.version != last_told:
            fresh.setdefault(note.lesson_key, {})[note.item] = as_told(note)
    return fresh


def as_told(note: Reflection) -> dict[str, str]:
    """A note as a device hears of it."""
    return {"text": note.text, "version": str(note.version)}
