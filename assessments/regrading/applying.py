"""Marking a question anew in all attempts at an exam, exactly once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from assessments import finishing
from assessments.models import Attempt, Mark, Regrade, Regraded
from assessments.notices import tell_results
from assessments.regrading.effects import How, affected, outcomes
from assessments.regrading.notices import tell_changed
from xinqiao.accounts import audit
from xinqiao.accounts.models import Person

State = Regrade.State


def apply(regrade: Regrade) -> int:
    """Mark anew whatever is not yet; tells how many attempts that were.

    Each attempt has a transaction of its own, so it may die in the middle and run again.
    """
    regrade = Regrade.objects.select_related("exam__unit", "version", "by_version").get(
        pk=regrade.pk
    )
    if regrade.state != State.APPROVED:
        return 0
    done = 0
    while True:
        left = affected(regrade.exam, regrade.version).exclude(regraded__regrade=regrade)
        ids = list(left.order_by("pk").values_list("pk", flat=True)[:500])
        if not ids:
            break
        done += sum(apply_to(regrade, pk) for pk in ids)
    finish(regrade)
    return done


@transaction.atomic
def apply_to(regrade: Regrade, attempt_id: int) -> bool:
    """Tells whether this was the call that did it."""
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("version", "person")
    attempt = locked.get(pk=attempt_id)
    if Regraded.objects.filter(regrade=regrade, attempt=attempt).exists():
        return False
    now = timezone.now()
    told_before = attempt.released_at is not None
    only = Attempt.objects.filter(pk=attempt_id)
    ((outcome, slot, score),) = outcomes(
        only, regrade.version, How(regrade.way, regrade.by_version)
    )
    Mark.objects.create(
        slot_id=slot,
        source=Mark.Source.REGRADE,
        points=score.points,
        parts=score.parts,
        dropped=score.dropped,
        by=regrade.decided_by,
        at=now,
    )
    finishing.settle(attempt, now)
    Regraded.objects.create(
        regrade=regrade,
        attempt=attempt,
        percent_before=outcome.percent_before,
        passed_before=outcome.passed_before,
        percent_after=attempt.percent,
        passed_after=attempt.passed,
    )
    if told_before and (outcome.percent_before != attempt.percent or outcome.flips):
        tell_changed(attempt, regrade)
    elif attempt.released_at and not told_before:
        tell_results([attempt])
    return True


@transaction.atomic
def finish(regrade: Regrade) -> None:
    approved = Regrade.objects.filter(pk=regrade.pk, state=State.APPROVED)
    if approved.update(state=State.APPLIED, applied_at=timezone.now()):
        rows = list(regrade.done.values_list("passed_before", "passed_after"))
        flipped = sum(before is not None and before != after for before, after in rows)
        record(audit.Action.REGRADE_APPLIED, regrade, None, entries=len(rows), flipped=flipped)


def record(action: audit.Action, regrade: Regrade, by: Person | None, **more: int) -> None:
    exam = regrade.exam
    audit.record(
        action,
        actor=by,
        unit=exam.unit,
        about=audit.About("assessments.exam", str(exam.key), exam.name_zh),
        details={"regrade": str(regrade.key), "way": f"regrade.{regrade.way}", **more},
    )
