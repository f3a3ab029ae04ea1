"""Beginning an attempt, and going on with one."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from assessments import finishing
from assessments.drawing import Drawn, draw
from assessments.models import (
    Attempt,
    AttemptSlot,
    ExamVersion,
    Override,
    QuestionVersion,
    Sitting,
)
from assessments.plan import Plan
from assessments.pools import named_for, pool_for
from assessments.timing import Allowance, Grant, Window, allowance, combined
from courses.records import finished_course_keys
from xinqiao.accounts.models import Assignment, Person


class CannotBegin(Exception):
    """The attempt cannot begin; the subclass says why."""


class NotOpen(CannotBegin):
    """Too early or too late; `window` tells when it is open."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.window = window


class WrongCode(CannotBegin):
    """The access code is missing or is another one."""


class NoAttemptLeft(CannotBegin):
    """All allowed attempts were begun; what counts is the beginning."""


class TooSoon(CannotBegin):
    """There must be some days between two attempts; `on` tells the moment from which it may be."""

    def __init__(self, on: datetime) -> None:
        super().__init__(on)
        self.on = on


class CourseFirst(CannotBegin):
    """A course has to be finished before."""


@dataclass(frozen=True)
class Terms:
    """What holds for one person at one sitting."""

    version: ExamVersion
    plan: Plan
    window: Window
    grant: Grant
    begun: list[Attempt]
    """Earlier counted attempts at the exam, the oldest first."""

    def at(self, now: datetime) -> Allowance:
        """The time of who begins at *now*."""
        return allowance(now, self.plan.minutes, self.window, self.grant)

    @property
    def attempts_left(self) -> int | None:
        """None without a limit."""
        if self.plan.attempts is None:
            return None
        allowed = self.plan.attempts + (self.grant.extra_attempts or 0)
        return max(0, allowed - len(self.begun))

    @property
    def next_from(self) -> datetime | None:
        """From when another attempt may begin; None if there was none before."""
        if not self.begun:
            return None
        last = self.begun[-1]
        return (last.finished_at or last.started_at) + timedelta(days=self.plan.days_between)


def terms_for(person: Person, sitting: Sitting) -> Terms | None:
    """What holds for *person* at *sitting*; None while its exam is not published. Up to four queries."""
    version = (
        ExamVersion.objects.filter(exam=sitting.exam_id, published_at__isnull=False)
        .order_by("-number")
        .first()
    )
    if version is None:
        return None
    grant = grant_for(person, sitting)
    begun = Attempt.objects.of(person).counted().filter(exam_key=sitting.exam.key)
    return Terms(
        version,
        version.plan,
        sitting.window.under(grant),
        grant,
        list(begun.order_by("number")),
    )


def grant_for(person: Person, sitting: Sitting) -> Grant:
    """What is granted to *person* at *sitting*. Up to two queries."""
    return grants_for([person.pk], sitting)[person.pk]


def grants_for(people: Collection[int], sitting: Sitting) -> dict[int, Grant]:
    """By person: the own goes before the unit's, the nearest first, the newest before older ones.

    One query, and another one where something is granted to a unit.
    """
    meant = Q(person__in=people) | Q(unit__isnull=False)
    given = Override.objects.filter(meant, sitting=sitting).select_related("unit")
    overrides = list(given.order_by(F("unit__depth").desc(nulls_first=True), "-at", "-pk"))
    places: dict[int, list[str]] = defaultdict(list)
    if any(override.unit for override in overrides):
        rows = Assignment.objects.filter(person__in=people)
        for pk, path in rows.values_list("person_id", "unit__path"):
            places[pk].append(path)

    def is_for(override: Override, pk: int) -> bool:
        if override.unit is None:
            return override.person_id == pk
        return any(path.startswith(override.unit.path) for path in places[pk])

    return {pk: combined(one.grant for one in overrides if is_for(one, pk)) for pk in people}


def begin(
    person: Person, sitting: Sitting, *, code: str = "", device: str = "", preview: bool = False
) -> Attempt:
    """The attempt of *person* at *sitting*: the running one, or else a new one.

    Pressed twice, or on two devices at once, it begins one attempt. *device* is the one that may
    write answers from now on. A *preview* counts for nothing and has no conditions.
    Raises a `CannotBegin`, and `CannotDraw` if the banks have too few questions meanwhile.
    """
    while True:
        now = timezone.now()
        before = last_attempt(person, sitting, preview)
        terms = terms_for(person, sitting)
        # After the terms: what they count as begun runs, or has ended for good.
        attempt = going_on(person, sitting, preview, now)
        if attempt:
            return attempt
        if terms is None:
            raise NotOpen(sitting.window)
        if not preview:
            check(person, sitting, terms, code, now)
        number = 0 if preview else next_number(person, sitting)
        attempt = Attempt(
            person=person,
            sitting=sitting,
            version=terms.version,
            exam_key=sitting.exam.key,
            number=number,
            preview=preview,
            started_at=now,
            deadline_at=terms.at(now).deadline,
            device=device,
            device_since=now,
        )
        slots = drawn_for(attempt, terms)
        with transaction.atomic():
            # Whoever begins twice at once waits here for the first, and goes on with its attempt.
            list(
                Person.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk")
            )
            if last_attempt(person, sitting, preview) == before:
                attempt.save(force_insert=True)
                AttemptSlot.objects.bulk_create(slots)
                return attempt


def last_attempt(person: Person, sitting: Sitting, preview: bool) -> int | None:
    """The id of the one that was begun last, also if it counts no more. One query."""
    begun = Attempt.objects.of(person).filter(exam_key=sitting.exam.key, preview=preview)
    return begun.aggregate(last=Max("pk"))["last"]


def going_on(person: Person, sitting: Sitting, preview: bool, now: datetime) -> Attempt | None:
    """The attempt that runs. One whose time is over is ended."""
    running = Attempt.objects.of(person).running()
    same = running.filter(exam_key=sitting.exam.key, preview=preview)
    attempt = same.select_related("version").first()
    return None if attempt is None or finishing.end_if_over(attempt, now) else attempt


def check(person: Person, sitting: Sitting, terms: Terms, code: str, now: datetime) -> None:
    """Raises a `CannotBegin` unless *person* may begin now."""
    if not terms.window.is_open(now):
        raise NotOpen(terms.window)
    if sitting.code and not hmac.compare_digest(plain(sitting.code), plain(code)):
        raise WrongCode
    if terms.attempts_left == 0:
        raise NoAttemptLeft
    if terms.next_from and now < terms.next_from:
        raise TooSoon(terms.next_from)
    if course_comes_first(person, terms.plan):
        raise CourseFirst


def course_comes_first(person: Person, plan: Plan) -> bool:
    """Whether *plan* asks for a course that *person* has not finished. Up to three queries."""
    return plan.course is not None and not finished_course_keys(person, [plan.course])


def plain(code: str) -> bytes:
    """As people type a code: without blanks, hyphens and capitals."""
    return "".join(code.split()).replace("-", "").casefold().encode()


def drawn_for(attempt: Attempt, terms: Terms) -> list[AttemptSlot]:
    """The questions of *attempt*, which is not kept yet. Up to six queries."""
    random = chance_of(attempt)
    seen = set(
        AttemptSlot.objects.filter(attempt__in=terms.begun).values_list(
            "version__question", flat=True
        )
    )
    plan = terms.plan
    drawn = draw(plan, pool_for(plan), named_for(plan), random, seen=seen)
    return slots_of(attempt, plan, drawn, random)


def next_number(person: Person, sitting: Sitting) -> int:
    """What is declared void keeps its number. One query."""
    before = Attempt.objects.of(person).filter(exam_key=sitting.exam.key, preview=False)
    return (before.aggregate(last=Max("number"))["last"] or 0) + 1


def chance_of(attempt: Attempt) -> Random:
    """Chance that is the same again for the same attempt, and that nobody outside can foretell."""
    return Random(salted_hmac("assessments.draw", str(attempt.key), algorithm="sha256").digest())  # noqa: S311


def slots_of(attempt: Attempt, plan: Plan, drawn: list[Drawn], random: Random) -> list[AttemptSlot]:
    """The places of *attempt*, in the order in which the candidate sees them."""
    drawn_versions = [one.item.version for one in drawn]
    versions = QuestionVersion.objects.only("type", "data").in_bulk(drawn_versions)
    if plan.shuffle_questions:
        random.shuffle(drawn)
        drawn.sort(key=lambda one: one.section)  # sections keep their order
    slots = []
    for place, one in enumerate(drawn):
        version = versions[one.item.version]
        kind = version.kind
        slots.append(
            AttemptSlot(
                attempt=attempt,
                place=place,
                section=one.section,
                version=version,
                order=kind.arrange(version.content, random) if plan.shuffle_options else {},
                worth=plan.sections[one.section].marks if kind.asks else 0.0,
            )
        )
    return slots
