"""More time, more attempts or another window, for one person or for all of a unit; with a reason.

What is granted holds at once, also for attempts that are running.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.beginning import grants_for
from assessments.models import Attempt, Override, Sitting
from assessments.timing import Grant, allowance
from xinqiao.accounts import audit
from xinqiao.accounts.models import Assignment, Person, Unit


class NothingGranted(Exception):
    """A grant has to change something, and to say why."""


class NeverOpen(Exception):
    """With what is granted, the sitting would close before it opens."""


@transaction.atomic
def grant(
    sitting: Sitting, to: Person | Unit, *, terms: Grant, reason: str, by: Person | None
) -> Override:
    """Let *terms* hold for *to* at *sitting* from now on. Raises `NothingGranted`, `NeverOpen`.

    Of running attempts the deadline is set anew; none ends earlier than it would have.
    """
    if terms == Grant() or not reason.strip():
        raise NothingGranted
    window = sitting.window.under(terms)
    if window.closes_at is not None and window.closes_at <= window.opens_at:
        raise NeverOpen
    whom = {"person": to} if isinstance(to, Person) else {"unit": to}
    given = {name: getattr(terms, name) for name in Grant.__slots__}
    override = Override.objects.create(
        sitting=sitting, reason=reason.strip(), by=by, at=timezone.now(), **whom, **given
    )
    running = Attempt.objects.running().filter(sitting=sitting)
    if isinstance(to, Person):
        running = running.filter(person=to)
    else:
        below = Assignment.objects.filter(unit__path__startswith=to.path)
        running = running.filter(person__in=below.values("person"))
    set_deadlines(sitting, running)
    write_down(override)
    return override


def set_deadlines(sitting: Sitting, attempts: QuerySet[Attempt]) -> None:
    """Give *attempts*, which run, what is granted now. Queries do not grow with them."""
    locked = list(attempts.select_for_update(of=("self",)).order_by("pk"))
    minutes = {
        version.pk: version.plan.minutes
        for version in sitting.exam.versions.filter(published_at__isnull=False)
    }
    granted = grants_for({attempt.person_id for attempt in locked}, sitting)
    now = timezone.now()
    changed = []
    for attempt in locked:
        limit, grant = minutes[attempt.version_id], granted[attempt.person_id]
        deadline = allowance(attempt.started_at, limit, sitting.window, grant).deadline
        if attempt.deadline_at is None or is_later(deadline, attempt.deadline_at):
            attempt.deadline_at = deadline
            if is_later(deadline, now):
                attempt.state = Attempt.State.RUNNING
            changed.append(attempt)
    Attempt.objects.bulk_update(changed, ["deadline_at", "state"], batch_size=500)


def is_later(deadline: datetime | None, moment: datetime) -> bool:
    """Whether *deadline*, or an end that never comes, lies after *moment*."""
    return deadline is None or deadline > moment


def write_down(override: Override) -> None:
    """In the audit log; never with the reason, which people wrote."""
    sitting = override.sitting
    given: dict[str, Any] = {
        "minutes": override.extra_minutes,
        "times": override.multiplier and f"{override.multiplier:g}",
        "attempts": override.extra_attempts,
        "opens_at": override.opens_at and override.opens_at.isoformat(),
        "closes_at": override.closes_at and override.closes_at.isoformat(),
    }
    home = audit.home_of(override.person) if override.person else override.unit
    audit.record(
        audit.Action.EXAM_GRANTED,
        actor=override.by,
        person=override.person,
        unit=home or sitting.exam.unit,
        about=audit.About("assessments.sitting", str(sitting.key), sitting.exam.name_zh),
        details={name: value for name, value in given.items() if value is not None},
    )
