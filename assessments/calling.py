"""Telling people that a sitting of theirs opens or closes soon, and that a result can be read now.

All of it is safe to run again, and to die in the middle: what was told about a sitting or an
attempt is told once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from assessments.models import Attempt, Sitting
from assessments.notices import (
    RESULT_THERE,
    SITTING_CLOSES,
    SITTING_OPENS,
    about_result,
    tell_of_sitting,
    tell_results,
)
from assessments.reviewing import withheld
from xinqiao.accounts.models import Person, Role
from xinqiao.notifications.kinds import Kind
from xinqiao.notifications.models import Notice

SOON = timedelta(hours=24)

LOOKED_BACK = timedelta(days=7)
"""For so long after a close, results that waited for it are looked for."""


def call(now: datetime | None = None) -> int:
    """Tell candidates of sittings that open or close within a day. Tells how many sittings.

    Only sittings for a unit: those for everybody would call the whole country. A few queries for
    each sitting, however many people.
    """
    now = now or timezone.now()
    for_units = (
        Sitting.objects.filter(unit__isnull=False, exam__versions__published_at__isnull=False)
        .select_related("exam", "unit")
        .distinct()
    )
    opening = for_units.filter(opens_at__gt=now, opens_at__lte=now + SOON)
    closing = for_units.filter(opens_at__lte=now, closes_at__gt=now, closes_at__lte=now + SOON)
    called = 0
    for sitting in untold(opening, SITTING_OPENS):
        called += 1
        tell_of_sitting(sitting, SITTING_OPENS, sitting.opens_at, learners(sitting))
    for sitting in untold(closing, SITTING_CLOSES):
        called += 1
        begun = Attempt.objects.filter(sitting__exam=sitting.exam_id, preview=False)
        people = learners(sitting).exclude(pk__in=begun.values("person"))
        if sitting.closes_at:
            tell_of_sitting(sitting, SITTING_CLOSES, sitting.closes_at, people)
    return called


def untold(sittings: Iterable[Sitting], kind: Kind) -> list[Sitting]:
    """Those of *sittings* that nobody has heard of. One query beside theirs."""
    found = {str(sitting.key): sitting for sitting in sittings}
    told = Notice.objects.of_kind(kind).filter(about__in=found).values_list("about", flat=True)
    heard = set(told.distinct())
    return [sitting for key, sitting in found.items() if key not in heard]


def learners(sitting: Sitting) -> QuerySet[Person]:
    """Who learns at the sitting's unit or below it."""
    return Person.objects.filter(
        assignments__role=Role.LEARNER,
        assignments__unit__path__startswith=sitting.unit.path if sitting.unit else "",
        is_active=True,
    ).distinct()


def tell_what_opened(now: datetime | None = None) -> int:
    """Tell of results that could not be read before their sitting was over. Tells how many."""
    now = now or timezone.now()
    attempts = Attempt.objects.counted().filter(
        state=Attempt.State.FINISHED,
        released_at__isnull=False,
        sitting__closes_at__lte=now,
        sitting__closes_at__gt=now - LOOKED_BACK,
    )
    rows = attempts.select_related("person", "sitting__exam", "version").order_by("pk")
    waited = [one for one in rows.iterator(chunk_size=500) if "total" in withheld(one.version.plan)]
    by_about = {about_result(one): one for one in waited}
    told = Notice.objects.of_kind(RESULT_THERE).filter(about__in=by_about)
    heard = set(told.values_list("about", flat=True))
    new = [one for about, one in by_about.items() if about not in heard]
    tell_results(new)
    return len(new)
