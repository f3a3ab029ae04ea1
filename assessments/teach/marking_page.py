"""What the pages of marking show, put together from what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from assessments.marking import name_of
from assessments.models import Attempt, Exam, Marking, QuestionVersion, Regrade, Sitting
from assessments.question_types.base import Look, OptionalText, Reading
from xinqiao.accounts.models import Person

State = Attempt.State


@dataclass(frozen=True)
class Queue:
    """The answers to one question of one exam, as one marker finds them."""

    exam: Exam
    version: QuestionVersion
    free: int
    mine: int
    """Claimed by the marker."""
    others: int
    """Claimed by others."""


def queues_of(marker: Person, now: datetime) -> list[Queue]:
    """Where something waits that *marker* may mark. Three queries, however many candidates."""
    exam, version = "mark__slot__attempt__sitting__exam", "mark__slot__version"
    free = Marking.objects.is_free(now)
    mine = Q(by=marker.pk) & ~free
    rows = list(
        Marking.objects.markable_by(marker)
        .alias(touched=Marking.objects.touched_by(marker))
        .order_by()
        .values(exam, version)
        .annotate(
            free=Count("mark", filter=free & Q(touched=False), distinct=True),
            back=Count("pk", filter=free & Q(by=marker.pk)),
            mine=Count("pk", filter=mine),
            others=Count("pk", filter=~free & ~Q(by=marker.pk)),
        )
    )
    exams = Exam.objects.in_bulk({row[exam] for row in rows})
    versions = QuestionVersion.objects.select_related("question").in_bulk(
        {row[version] for row in rows}
    )
    found = [
        Queue(
            exams[row[exam]],
            versions[row[version]],
            row["free"] + row["back"],
            row["mine"],
            row["others"],
        )
        for row in rows
    ]
    shown = [one for one in found if one.free or one.mine or one.others]
    return sorted(shown, key=lambda one: (one.exam.slug, one.version.pk))


@dataclass(frozen=True)
class Standing:
    """How far the marking of a sitting is whose results are not all told."""

    sitting: Sitting
    handed_in: int
    marked: int
    running: int

    @property
    def waiting(self) -> int:
        return self.handed_in - self.marked


def standings_of(leader: Person) -> list[Standing]:
    """Sittings that *leader* leads and that hold results which are not told yet. One query."""
    counts = Q(attempts__preview=False)
    untold = counts & Q(attempts__state=State.FINISHED, attempts__released_at=None)
    found = (
        Sitting.objects.led_by(leader)
        .select_related("exam", "unit")
        .annotate(
            handed_in=Count("attempts", filter=untold),
            marked=Count("attempts", filter=untold & Q(attempts__percent__isnull=False)),
            running=Count(
                "attempts",
                filter=counts & Q(attempts__state__in=[State.RUNNING, State.OVERDUE]),
            ),
        )
        .filter(handed_in__gt=0)
        .order_by("opens_at", "pk")
    )
    return [Standing(one, one.handed_in, one.marked, one.running) for one in found]


@dataclass(frozen=True)
class ShownLevel:
    value: int
    points: float
    words: OptionalText
    chosen: bool


@dataclass(frozen=True)
class ShownLook:
    """One thing that is looked at, as a group of a form."""

    name: str
    words: OptionalText
    levels: list[ShownLevel]
    missing: bool


@dataclass(frozen=True)
class ShownReading:
    """A text with its rubric."""

    stem: OptionalText
    text: str
    looks: list[ShownLook]


def shown(
    readings: list[Reading], chosen: Mapping[str, int], missing: list[str]
) -> list[ShownReading]:
    return [
        ShownReading(
            reading.stem,
            reading.text,
            [shown_look(reading, look, chosen, missing) for look in reading.looks],
        )
        for reading in readings
    ]


def shown_look(
    reading: Reading, look: Look, chosen: Mapping[str, int], missing: list[str]
) -> ShownLook:
    name = name_of(reading, look.key)
    levels = [
        ShownLevel(place, points, words, chosen.get(name) == place)
        for place, (points, words) in enumerate(look.levels)
    ]
    return ShownLook(name, look.name, levels, name in missing)


@dataclass(frozen=True)
class Feedback:
    """What people who marked an answer wrote to the candidate."""

    number: int
    words: list[str]


def feedback_in(attempt: Attempt) -> list[Feedback]:
    """By question, in the candidate's order. One query."""
    rows = (
        Marking.objects.filter(mark__slot__attempt=attempt, done_at__isnull=False)
        .exclude(feedback="")
        .select_related("mark__slot")
        .order_by("mark__slot__place", "done_at", "pk")
    )
    found: dict[int, Feedback] = {}
    for row in rows:
        place = row.mark.slot.place
        found.setdefault(place, Feedback(place + 1, [])).words.append(row.feedback)
    return list(found.values())


def marked_anew(attempt: Attempt) -> list[tuple[int, Regrade]]:
    """The numbers of questions of *attempt*, and what was decided about them since. Two queries."""
    places = dict(attempt.slots.order_by().values_list("version", "place"))
    found = Regrade.objects.standing().filter(exam__key=attempt.exam_key, version__in=places)
    return [(places[one.version_id] + 1, one) for one in found.order_by("decided_at", "pk")]
