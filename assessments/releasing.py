"""Telling the results of a sitting to all its candidates together."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from assessments.models import Attempt, Sitting
from assessments.tasks import tell_results_of
from xinqiao.accounts import audit
from xinqiao.accounts.models import Person
from xinqiao.operation.outbox import later


class StillMarked(Exception):
    """Some answers are not marked yet; `count` attempts wait for that."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class NothingToRelease(Exception):
    """All results of the sitting are told already."""


@transaction.atomic
def release(sitting: Sitting, *, by: Person) -> int:
    """Let all who handed in at *sitting* see their results. Tells how many.

    Pressed twice, it is done once. Raises `StillMarked` and `NothingToRelease`.
    """
    waiting = Attempt.objects.counted().filter(
        sitting=sitting, state=Attempt.State.FINISHED, released_at=None
    )
    rows = waiting.select_for_update(of=("self",)).order_by("pk").values_list("pk", "percent")
    held = dict(rows)
    unmarked = sum(percent is None for percent in held.values())
    if unmarked:
        raise StillMarked(unmarked)
    if not held:
        raise NothingToRelease
    Attempt.objects.filter(pk__in=held, released_at=None).update(released_at=timezone.now())
    later(tell_results_of, list(held))
    unit = sitting.unit or sitting.exam.unit
    details = {"entries": len(held)}
    audit.record(audit.Action.RESULTS_RELEASED, actor=by, unit=unit, about=sitting, details=details)
    return len(held)
