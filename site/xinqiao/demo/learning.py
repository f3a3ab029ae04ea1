"""What the learners of the demonstration have done so far, as facts like those of a device."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses import facts
from courses.blocks import QUESTIONS
from courses.models import CoursePage, Enrolment, LessonPage
from courses.notices import remind_the_idle
from courses.services import enrol
from courses.structure import lessons_of, parts_of
from xinqiao.accounts.models import Person
from xinqiao.common.facts import read_fact
from xinqiao.common.keys import child_id, translation_key

from .reading.faults import Faults
from .reading.files import CHINESE
from .reading.records import Record, read_list
from .rows import Tally
from .vocabulary import Vocabulary

LONGEST_AGO = 60
EVENING = time(19, 10)
"""When the demonstration's teachers sit down to learn."""

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Learner:
    """How far one person has come in one course. Days are counted back from the first load."""

    username: str
    course: str
    started: int
    last: int
    done: int
    """Lessons finished, from the first one on."""
    begun: bool
    """Whether the next lesson is half read."""
    left: bool
    notes: list[str]


def read(path: Path, faults: Faults, vocabulary: Vocabulary) -> list[Learner]:
    found: list[Learner] = []
    for record in read_list(path, faults):
        course = record.choice("course", vocabulary.courses)
        notes = record.texts("notes")
        known: set[str] = set()
        for row in record.records("learners"):
            learner = read_learner(row, course, notes, vocabulary)
            if learner.username in known:
                row.fault(
                    "username", _("“%(value)s” stands here a second time."), value=learner.username
                )
            known.add(learner.username)
            found.append(learner)
    return found


def read_learner(record: Record, course: str, notes: list[str], vocabulary: Vocabulary) -> Learner:
    learner = Learner(
        username=record.choice("username", vocabulary.people),
        course=course,
        started=record.number("started", 1, LONGEST_AGO),
        last=record.number("last", 1, LONGEST_AGO),
        done=record.number("done", 0, 500),
        begun=record.flag("begun", optional=True),
        left=record.flag("left", optional=True),
        notes=notes,
    )
    if learner.last > learner.started:
        record.fault("last", _("“%(key)s” lies before “started”."))
    return learner


def load(learners: list[Learner], tally: Tally) -> Iterator[str]:
    """Enrol those who are not yet, with their past, and remind those who have been away.

    Who has a place already is left alone.
    """
    now = timezone.now()
    courses: dict[str, tuple[CoursePage, list[LessonPage]]] = {}
    placed = set(Enrolment.objects.values_list("person__username", "course_key"))
    people = Person.objects.in_bulk(
        [learner.username for learner in learners], field_name="username"
    )
    for learner in learners:
        if learner.course not in courses:
            courses[learner.course] = course_and_lessons(learner.course)
        course, lessons = courses[learner.course]
        if (learner.username, course.translation_key) not in placed:
            give_past(learner, people[learner.username], course, lessons, now)
            tally.new += 1
        yield learner.username
    remind_the_idle()


def course_and_lessons(slug: str) -> tuple[CoursePage, list[LessonPage]]:
    """The Chinese course and its lessons in order, with their texts."""
    course = CoursePage.objects.get(
        translation_key=translation_key("course", slug), locale__language_code=CHINESE
    )
    pages = LessonPage.objects.in_bulk([lesson.pk for lesson in lessons_of(parts_of(course))])
    return course, sorted(pages.values(), key=lambda page: page.path)


def give_past(
    learner: Learner, person: Person, course: CoursePage, lessons: list[LessonPage], now: datetime
) -> None:
    """Enrol *person* some time ago, and record what was done since."""
    enrolment = enrol(person, course)
    enrolment.joined_at = evening(now, learner.started) - timedelta(minutes=6)
    if learner.left:
        enrolment.left_at = evening(now, learner.last) + timedelta(hours=2)
    enrolment.save()  # before the facts: none counts as older than the place
    chance = random.Random(learner.username)  # noqa: S311  (the same past on every site)
    raw = list(past(learner, lessons, chance, now))
    kept = [
        read_fact(one, place=place, now=now, clock_off=timedelta()) for place, one in enumerate(raw)
    ]
    for refusal in facts.record(person, kept, now).refused.values():
        raise refusal  # a fault in here, not in what somebody sent


def evening(now: datetime, days: int) -> datetime:
    """The evening that many days ago."""
    day = timezone.localdate(now) - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, EVENING))


def past(
    learner: Learner, lessons: list[LessonPage], chance: random.Random, now: datetime
) -> Iterator[Raw]:
    """The facts of all lessons that *learner* has touched, in their order."""
    touched = lessons[: learner.done + learner.begun]
    for number, lesson in enumerate(touched):
        share = (number + 1) / len(touched)
        days = round(learner.started - (learner.started - learner.last) * share)
        start = evening(now, days) + timedelta(minutes=45 * (number % 3))
        whole = number < learner.done
        note = learner.notes[(number + len(learner.username)) % len(learner.notes)]
        steps = list(sitting(lesson, chance, note))
        kept = steps if whole else steps[: len(steps) // 2]
        for place, (minute, body) in enumerate(kept):
            key = lesson.translation_key
            yield {
                "client_uuid": child_id(key, learner.username, place),
                "lesson": str(key),
                "language": CHINESE,
                "at": (start + timedelta(minutes=minute, seconds=chance.randrange(60))).isoformat(),
                **body,
            }


def sitting(lesson: LessonPage, chance: random.Random, note: str) -> Iterator[tuple[int, Raw]]:
    """What a person does in one lesson from top to bottom, each with its minute."""
    yield 0, {"kind": "lesson.opened"}
    length = lesson.minutes + chance.randrange(-4, 6)
    blocks = list(lesson.body)
    reported = 0
    for place, block in enumerate(blocks):
        minute = length * (place + 1) // (len(blocks) + 1)
        if minute - reported >= 5:
            yield minute, {"kind": "lesson.time", "seconds": (minute - reported) * 60}
            reported = minute
        if block.block_type in QUESTIONS:
            right = block.value.right_keys
            wrong = [one["key"] for one in block.value.options if one["key"] not in right]
            if wrong and chance.random() < 0.3:
                yield minute, check(block.id, [chance.choice(wrong)])
            yield minute, check(block.id, right)
        elif block.block_type == "reflection":
            yield minute, {"kind": "lesson.reflection", "item": block.id, "text": note}
    yield length, {"kind": "lesson.seen"}
    yield length, {"kind": "lesson.time", "seconds": (length - reported) * 60}


def check(item: str, choice: list[str]) -> Raw:
    return {"kind": "lesson.check", "item": item, "choice": choice}
