"""What a candidate may see of an attempt, and when: the review matrix of its exam.

What may be seen once stays to be seen: a later moment adds to those before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from assessments.models import Attempt, Override, Sitting
from assessments.plan import Plan, What

FRESH = timedelta(minutes=2)
"""How long a candidate is right after handing in."""

NOTHING: frozenset[What] = frozenset()
BEFORE_RELEASE: frozenset[What] = frozenset({"response"})
"""All else waits until everything is marked."""


def allowed(plan: Plan, since: timedelta, closed: bool) -> frozenset[What]:
    """What *plan* lets a candidate see, so long after handing in and if nobody sits any more."""
    shown = plan.review.get("at_once", NOTHING)
    if since >= FRESH or closed:
        shown |= plan.review.get("while_open", NOTHING)
    if closed:
        shown |= plan.review.get("after_close", NOTHING)
    return shown


def look_at(attempts: Iterable[Attempt], now: datetime) -> list[Attempt]:
    """*attempts* with their `shown`. One query, none where the close of the exam changes nothing.

    They come with their `version` and `sitting`.
    """
    found = list(attempts)
    plans = {attempt.pk: attempt.version.plan for attempt in found if attempt.finished_at}
    waiting = [one for one in found if one.pk in plans and withheld(plans[one.pk])]
    needed = still_needed(waiting, now)
    for attempt in found:
        plan = plans.get(attempt.pk)
        if plan is None or attempt.finished_at is None or attempt.state != Attempt.State.FINISHED:
            attempt.shown = NOTHING
            continue
        closed = attempt in waiting and attempt.sitting.exam_id not in needed
        closed = closed and not is_open(attempt.sitting, now)
        shown = allowed(plan, now - attempt.finished_at, closed)
        attempt.shown = shown if attempt.released_at else shown & BEFORE_RELEASE
    return found


def withheld(plan: Plan) -> frozenset[What]:
    """What a candidate may see when nobody sits any more, and not before."""
    return allowed(plan, FRESH, closed=True) - allowed(plan, FRESH, closed=False)


def is_open(sitting: Sitting, now: datetime) -> bool:
    return sitting.closes_at is None or now < sitting.closes_at


def still_needed(attempts: Sequence[Attempt], now: datetime) -> set[int]:
    """The ids of exams of *attempts* that somebody sits, or may begin at this moment. One query.

    Who keeps the whole time after the close still sits; so does whom a grant lets in later.
    A sitting that opens another day holds nothing back: whoever sets one knows what was shown.
    """
    if not attempts:
        return set()
    exams = {attempt.sitting.exam_id for attempt in attempts}
    ends_later = Q(closes_at=None) | Q(closes_at__gt=now)
    open_now = Sitting.objects.filter(ends_later, exam__in=exams, opens_at__lte=now)
    granted = Override.objects.filter(sitting__exam__in=exams, closes_at__gt=now)
    sitting_now = Attempt.objects.filter(
        sitting__exam__in=exams,
        preview=False,
        state__in=[Attempt.State.RUNNING, Attempt.State.OVERDUE],
    )
    found = (
        open_now.order_by()
        .values_list("exam_id")
        .union(
            granted.order_by().values_list("sitting__exam_id"),
            sitting_now.order_by().values_list("sitting__exam_id"),
        )
    )
    return {exam for (exam,) in found}
