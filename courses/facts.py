"""Take in what learners' devices report from lessons, and bring their progress up to date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from courses import derived, progress
from courses.models import Enrolment, LessonFact, LessonProgress
from courses.notes import Place, Written, keep_notes, news, notes_in
from xinqiao.accounts.models import Person
from xinqiao.common.facts import (
    CLOCK_TOLERANCE,
    Fact,
    Judgement,
    Refused,
    read_uuid,
    sort_out_known,
    unreadable,
)

KINDS = LessonFact.Kind.values
MAX_REFLECTION = 10_000
NO_DETAILS: dict[str, Any] = {}
"""One object for many rows: what they share is made ready for the database once."""
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)

Kept = tuple[Fact, LessonFact]
"""A fact as it was sent, and the row that keeps it."""


def is_text(value: Any, *, up_to: int) -> bool:
    """Whether *value* is text that every database can hold."""
    return isinstance(value, str) and len(value) <= up_to and "\x00" not in value


def details(fact: Fact) -> dict[str, Any]:
    """What is kept of a fact's own content. Raises `Refused` if it is not as it should be."""
    body = fact.body
    match fact.kind:
        case LessonFact.Kind.CHECK:
            choice = body.get("choice")
            if not isinstance(choice, list) or len(choice) > 20:
                raise unreadable()
            if not all(is_text(key, up_to=36) for key in choice):
                raise unreadable()
            return {"choice": choice}
        case LessonFact.Kind.REFLECTION:
            text = body.get("text")
            if not isinstance(text, str) or "\x00" in text:
                raise unreadable()
            if len(text) > MAX_REFLECTION:
                raise Refused("too_long", _("A note may have up to 10,000 characters."))
            return {"length": len(text.strip())}
        case LessonFact.Kind.TIME:
            seconds = body.get("seconds")
            if not isinstance(seconds, int) or isinstance(seconds, bool) or seconds < 0:
                raise unreadable()
            return {"seconds": min(seconds, progress.MAX_SECONDS_PER_FACT)}
    return NO_DETAILS


def to_row(person_id: int, fact: Fact, now: datetime) -> LessonFact:
    """The row to be kept for *fact*. Raises `Refused`."""
    lesson_key = read_uuid(fact.body.get("lesson"))
    language = fact.body.get("language")
    if not isinstance(language, str) or language not in LANGUAGES:
        raise Refused("bad_language", _("The record does not say in which language it was made."))
    item = fact.body.get("item") or ""
    if not is_text(item, up_to=36):
        raise unreadable()
    if not item and fact.kind in {LessonFact.Kind.CHECK, LessonFact.Kind.REFLECTION}:
        raise unreadable()
    return LessonFact(
        client_uuid=fact.client_uuid,
        person_id=person_id,
        kind=fact.kind,
        lesson_key=lesson_key,
        language=language,
        item=item,
        data=details(fact),
        at=fact.at,
        received_at=now,
        fingerprint=fact.fingerprint,
    )


@transaction.atomic
def record(person: Person, facts: Sequence[Fact], now: datetime) -> Judgement:
    """Keep *facts* of lessons that *person* sent, and derive progress from them.

    Each fact is judged alone: one that cannot be kept does not hold back the others. The same
    fact again is known and changes nothing. The number of queries does not grow with the facts.
    """
    person_id = person.pk
    hold(person_id)
    judged = Judgement()
    new, reported = sort_out(person_id, facts, judged)
    readable: list[Kept] = []
    for fact in new:
        try:
            readable.append((fact, to_row(person_id, fact, now)))
        except Refused as refusal:
            judged.refused[fact.place] = refusal
    lessons = reported | {row.lesson_key for _fact, row in readable}
    outlines, courses = derived.outlines_for(lessons)
    asked = refuse_unasked(readable, outlines, judged)
    kept = keep_allowed(person_id, asked, courses, judged)
    LessonFact.objects.append([row for _fact, row in kept])
    judged.accepted = {fact.place for fact, _row in kept}
    progress_rows = add_up(person_id, kept, outlines, reported)
    judged.state = {str(key): derived.as_state(row) for key, row in progress_rows.items()}
    take_in_notes(person_id, facts, kept, judged)
    return judged


def hold(person_id: int) -> None:
    """Let others who would change this person's progress wait until the transaction ends.

    Two devices of one person so take turns, and neither writes over the other's progress. SQLite
    has one writer at a time anyway.
    """
    if not connection.features.has_select_for_update:
        return
    list(Person.objects.select_for_update(no_key=True).filter(pk=person_id).values_list("pk"))


def sort_out(
    person_id: int, facts: Sequence[Fact], judged: Judgement
) -> tuple[list[Fact], set[UUID]]:
    """The new ones of *facts*, and the lessons of those that are stored already. One query."""
    stored = LessonFact.objects.filter(
        person=person_id, client_uuid__in={fact.client_uuid for fact in facts}
    ).values_list("client_uuid", "fingerprint", "lesson_key")
    fingerprints = {client_uuid: fingerprint for client_uuid, fingerprint, _lesson in stored}
    reported = {lesson_key for _uuid, _fingerprint, lesson_key in stored}
    return sort_out_known(facts, fingerprints, judged), reported


def refuse_unasked(
    readable: Sequence[Kept], outlines: derived.Outlines, judged: Judgement
) -> list[Kept]:
    """Those of *readable* that answer nothing, or what their lesson asks or once asked."""
    asked: dict[UUID, set[str]] = {
        key: {item for one in versions for item in (*one.checks, *one.reflections)}
        for key, versions in outlines.items()
    }
    answers = []
    for fact, row in readable:
        if row.item and row.lesson_key in asked and row.item not in asked[row.lesson_key]:
            judged.refused[fact.place] = Refused(
                "unknown_item", _("This lesson asks no such question.")
            )
        else:
            answers.append((fact, row))
    return answers


def keep_allowed(
    person_id: int, kept: Sequence[Kept], courses: dict[UUID, set[UUID]], judged: Judgement
) -> list[Kept]:
    """Those of *kept* made while the person had a place on the lesson's course; refuse the others.

    Nobody does a lesson before joining: an earlier time is a wrong clock and is put right.
    """
    lessons = {row.lesson_key for _fact, row in kept}
    places = {
        place.course_key: place
        for place in Enrolment.objects.filter(
            person=person_id, course_key__in=set().union(*(courses.get(key, ()) for key in lessons))
        )
    }
    places_by_lesson = {
        key: [places[course] for course in courses.get(key, ()) if course in places]
        for key in lessons
    }
    allowed = []
    for fact, row in kept:
        mine = places_by_lesson[row.lesson_key]
        held = [place for place in mine if held_at(place, row.at)]
        if held:
            joined_at = min(place.joined_at for place in held)
            row.at = min(max(row.at, joined_at), row.received_at)
            allowed.append((fact, row))
        else:
            judged.refused[fact.place] = no_place(known=row.lesson_key in courses, left=bool(mine))
    return allowed


def held_at(place: Enrolment, moment: datetime) -> bool:
    """Whether the person had not left by *moment*, give or take what clocks differ by."""
    return place.left_at is None or moment <= place.left_at + CLOCK_TOLERANCE


def no_place(*, known: bool, left: bool) -> Refused:
    if not known:
        return Refused("unknown_lesson", _("There is no such lesson."))
    if left:
        return Refused(
            "left_course",
            _("You had left this course. Join it again to keep progress."),
            mendable=True,
        )
    return Refused(
        "not_enrolled",
        _("You have not joined this course. Join it to keep progress."),
        mendable=True,
    )


def add_up(
    person_id: int, kept: Sequence[Kept], outlines: derived.Outlines, reported: set[UUID]
) -> dict[UUID, LessonProgress]:
    """Take what was *kept* into progress; the progress in its and *reported* lessons.

    Up to two queries.
    """
    new: dict[UUID, list[LessonFact]] = defaultdict(list)
    for _fact, row in kept:
        new[row.lesson_key].append(row)
    progress_rows = {
        row.lesson_key: row
        for row in LessonProgress.objects.filter(
            person=person_id, lesson_key__in=reported | new.keys()
        )
    }
    for lesson_key, added in new.items():
        before = progress_rows.get(lesson_key)
        state = derived.to_state(before) if before else progress.State()
        for row in added:
            derived.fold_row(state, row, outlines)
        progress_rows[lesson_key] = derived.to_row(person_id, lesson_key, state, outlines)
    derived.store([progress_rows[lesson_key] for lesson_key in new])
    return progress_rows


def take_in_notes(
    person_id: int, facts: Sequence[Fact], kept: Sequence[Kept], judged: Judgement
) -> None:
    """Keep the notes among *kept*, and put into the state what the device has to hear of them.

    A device that did not get the last answer sends again, and hears it then. Up to two queries.
    """
    told = [
        (place_of(fact), fact.client_uuid)
        for fact in sorted(facts, key=lambda fact: fact.at)
        if fact.kind == LessonFact.Kind.REFLECTION and isinstance(judged.of(fact.place), str)
    ]
    notes = notes_in(person_id, {lesson_key for (lesson_key, _item), _uuid in told})
    keep_notes(
        notes,
        [
            Written(row, fact.body["text"], str(fact.body.get("base") or ""))
            for fact, row in kept
            if row.kind == LessonFact.Kind.REFLECTION
        ],
    )
    for lesson_key, fresh in news(notes, told).items():
        judged.state[str(lesson_key)]["notes"] = fresh


def place_of(fact: Fact) -> Place:
    """Where a note that was kept, now or before, belongs."""
    return read_uuid(fact.body.get("lesson")), fact.body["item"]
