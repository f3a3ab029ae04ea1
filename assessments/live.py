"""A sitting while it goes on: who has begun, whose answers arrive, who has gone quiet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _

from assessments.models import Attempt, AttemptSlot, Sitting, Step
from assessments.models.attempts import AttemptQuerySet
from courses.reports import seats, unit_name_field
from xinqiao.accounts.models import Assignment, Person, Role

QUIET = timedelta(minutes=5)
"""Who has neither begun nor saved anything for so long has gone quiet."""

State = Attempt.State


class Standing(TextChoices):
    NOT_BEGUN = "not_begun", _("not begun")
    STARTED = "started", _("just begun")
    SAVING = "saving", _("saving answers")
    QUIET = "quiet", _("gone quiet")
    HANDED_IN = "handed_in", _("handed in")
    ENDED = "ended", _("ended without handing in")


def attempts_at(sitting: Sitting) -> AttemptQuerySet:
    return Attempt.objects.counted().filter(sitting=sitting, person__closed_at=None)


def candidates(sitting: Sitting) -> QuerySet[Person]:
    """Who is expected at *sitting* and who has come.

    Expected are those who learn in its unit; at a sitting for everybody, nobody is.
    """
    wanted = Q(pk__in=attempts_at(sitting).values("person"))
    if sitting.unit is not None:
        learns = Assignment.objects.filter(
            role=Role.LEARNER, unit__path__startswith=sitting.unit.path
        )
        wanted |= Q(pk__in=learns.values("person"))
    return Person.objects.filter(wanted, closed_at=None)


@dataclass(frozen=True)
class Room:
    """How everybody stands at one moment: by person, and by person the attempt that counts."""

    sitting: Sitting
    standings: dict[int, Standing]
    attempts: dict[int, int]
    not_begun: int

    @property
    def counts(self) -> dict[Standing, int]:
        """By standing, how many."""
        came = Counter(self.standings.values())
        return {one: came[one] for one in Standing} | {Standing.NOT_BEGUN: self.not_begun}

    def standing_as(self, standing: Standing, people: QuerySet[Person]) -> QuerySet[Person]:
        if standing == Standing.NOT_BEGUN:
            return people.exclude(pk__in=attempts_at(self.sitting).values("person"))
        return people.filter(pk__in=[pk for pk, one in self.standings.items() if one == standing])


def look_into(sitting: Sitting, now: datetime) -> Room:
    """The room of *sitting* as it is now. Three queries."""
    saved = Step.objects.filter(
        attempt__in=attempts_at(sitting).running(), received_at__gte=now - QUIET
    )
    saving = set(saved.order_by().values_list("attempt", flat=True).distinct())
    standings: dict[int, Standing] = {}
    attempts: dict[int, int] = {}
    rows = attempts_at(sitting).order_by("number")  # of several attempts the last one counts
    for person, pk, state, begun in rows.values_list("person", "pk", "state", "started_at"):
        attempts[person] = pk
        standings[person] = standing_of(state, begun, pk in saving, now)
    came = attempts_at(sitting).values("person")
    return Room(sitting, standings, attempts, candidates(sitting).exclude(pk__in=came).count())


def standing_of(state: str, begun: datetime, saves: bool, now: datetime) -> Standing:
    if state == State.FINISHED:
        return Standing.HANDED_IN
    if state == State.ABANDONED:
        return Standing.ENDED
    if saves:
        return Standing.SAVING
    return Standing.STARTED if begun >= now - QUIET else Standing.QUIET


def seen_by(viewer: Person, people: QuerySet[Person]) -> QuerySet:
    """Those of *people* whose names *viewer* may read, with `unit_name`, in order."""
    places = seats(viewer)
    if not viewer.is_superuser:
        people = people.filter(pk__in=places.order_by().values("person"))
    seat = places.filter(person=OuterRef("pk"))
    named = people.annotate(unit_name=Subquery(seat.values(unit_name_field())[:1]))
    return named.order_by("display_name", "username", "pk")


@dataclass(frozen=True)
class Row:
    """One candidate in the list; without an attempt there are no times."""

    person: Any
    standing: Standing
    attempt: Attempt | None
    answered: int
    questions: int
    saved_at: datetime | None


def rows_of(people: Iterable[Any], room: Room) -> list[Row]:
    """*people*, as they stand in *room*, with how far they are. Three queries."""
    found = list(people)
    ids = [room.attempts[person.pk] for person in found if person.pk in room.attempts]
    attempts = Attempt.objects.in_bulk(ids)
    answered = Count("place", distinct=True, filter=Q(kind=Step.Kind.ANSWER))
    steps = {
        pk: (n, at)
        for pk, n, at in Step.objects.filter(attempt__in=ids)
        .order_by()
        .values_list("attempt")
        .annotate(n=answered, at=Max("received_at"))
    }
    asked = AttemptSlot.objects.filter(attempt__in=ids, worth__gt=0).order_by()
    questions = dict(asked.values_list("attempt").annotate(n=Count("pk")))
    rows = []
    for person in found:
        pk = room.attempts.get(person.pk, 0)
        n, at = steps.get(pk, (0, None))
        standing = room.standings.get(person.pk, Standing.NOT_BEGUN)
        rows.append(Row(person, standing, attempts.get(pk), n, questions.get(pk, 0), at))
    return rows
