"""More time, more attempts or another window, for one person or for all of a unit; with a reason.

What is granted holds at once, also for attempts that are running.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from assessments.beginning import grant_for
from assessments.models import Attempt, Override, Sitting
from assessments.timing import Grant, allowance
from xinqiao.accounts.models import Person, Unit


class NothingGranted(Exception):
    """A grant has to change something, and to say why."""


@transaction.atomic
def grant(
    sitting: Sitting, to: Person | Unit, *, terms: Grant, reason: str, by: Person | None
) -> Override:
    """Let *terms* hold for *to* at *sitting* from now on. Raises `NothingGranted`.

    Of running attempts the deadline is set anew; none ends earlier than it would have.
    """
    if terms == Grant() or not reason.strip():
        raise NothingGranted
    whom = {"person": to} if isinstance(to, Person) else {"unit": to}
    given = {name: getattr(terms, name) for name in Grant.__slots__}
    override = Override.objects.create(
        sitting=sitting, reason=reason.strip(), by=by, at=timezone.now(), **whom, **given
    )
    running = Attempt.objects.filter(
        sitting=sitting, state__in=[Attempt.State.RUNNING, Attempt.State.OVERDUE]
    )
    if isinstance(to, Person):
        running = running.filter(person=to)
    for attempt in running.select_for_update(of=("self",)).select_related("version", "person"):
        set_deadline(attempt, sitting)
    return override


def set_deadline(attempt: Attempt, sitting: Sitting) -> None:
    """By what is granted now. Two queries."""
    minutes = attempt.version.plan.minutes
    granted = grant_for(attempt.person, sitting)
    deadline = allowance(attempt.started_at, minutes, sitting.window, granted).deadline
    if deadline is None or attempt.deadline_at is None or deadline > attempt.deadline_at:
        attempt.deadline_at = deadline
        if deadline is None or deadline > timezone.now():
            attempt.state = Attempt.State.RUNNING
        attempt.save(update_fields=["deadline_at", "state"])
