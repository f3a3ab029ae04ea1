"""A sitting while it goes on: who has begun, whose answers arrive, who has gone quiet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from assessments.models import Attempt, AttemptSlot, Sitting, Step
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


def candidates(sitting: Sitting, now: datetime) -> QuerySet:
    """Who is expected at *sitting* and who has come, each with `standing` and `attempt`.

    Expected are those who learn in its unit; at a sitting for everybody, nobody is.
    """
    own = Attempt.objects.counted().filter(sitting=sitting)
    mine = own.filter(person=OuterRef("pk")).order_by("-number")
    came = Q(pk__in=own.values("person"))
    if sitting.unit is not None:
        learns = Assignment.objects.filter(
            role=Role.LEARNER, unit__path__startswith=sitting.unit.path
        )
        came |= Q(pk__in=learns.values("person"))
    lately = Step.objects.filter(
        attempt__person=OuterRef("pk"),
        attempt__sitting=sitting,
        attempt__preview=False,
        received_at__gte=now - QUIET,
    )
    return (
        Person.objects.filter(came, closed_at=None)
        .annotate(
            attempt=Subquery(mine.values("pk")[:1]),
            attempt_state=Subquery(mine.values("state")[:1]),
            attempt_begun=Subquery(mine.values("started_at")[:1]),
            saved_lately=Exists(lately),
        )
        .annotate(standing=standing_at(now))
    )


def standing_at(now: datetime) -> Case:
    return Case(
        When(attempt=None, then=Value(Standing.NOT_BEGUN)),
        When(attempt_state=State.FINISHED, then=Value(Standing.HANDED_IN)),
        When(attempt_state=State.ABANDONED, then=Value(Standing.ENDED)),
        When(saved_lately=True, then=Value(Standing.SAVING)),
        When(attempt_begun__gte=now - QUIET, then=Value(Standing.STARTED)),
        default=Value(Standing.QUIET),
        output_field=CharField(),
    )


def counts_of(people: QuerySet) -> dict[str, int]:
    """By standing, how many of *people*. One query."""
    rows = people.order_by().values_list("standing").annotate(n=Count("pk"))
    return dict.fromkeys(Standing.values, 0) | dict(rows)


def seen_by(viewer: Person, people: QuerySet) -> QuerySet:
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

    person: Person
    standing: Standing
    attempt: Attempt | None
    answered: int
    questions: int
    saved_at: datetime | None


def rows_of(people: Iterable[Any]) -> list[Row]:
    """*people*, from `candidates`, with how far they are. Three queries."""
    found = list(people)
    ids = [person.attempt for person in found if person.attempt]
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
        pk = person.attempt
        n, at = steps.get(pk, (0, None))
        standing = Standing(person.standing)
        rows.append(Row(person, standing, attempts.get(pk), n, questions.get(pk, 0), at))
    return rows
