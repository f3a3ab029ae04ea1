"""Marking a question anew: one person proposes it, another approves it."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.models import Exam, QuestionVersion, Regrade
from assessments.regrading.applying import record
from assessments.regrading.effects import How, affected
from assessments.tasks import apply_regrade
from xinqiao.accounts import audit
from xinqiao.accounts.models import Person
from xinqiao.operation.outbox import later

State, Way = Regrade.State, Regrade.Way
WITH_KEY = frozenset({Way.KEY, Way.BOTH})


class CannotRegrade(Exception):
    """The subclass says why."""


class WrongVersion(CannotRegrade):
    """The other key is of another question, of another type, or not approved."""


class MarkedByPeople(CannotRegrade):
    """What people mark has no key."""


class AlreadyOpen(CannotRegrade):
    """Somebody has proposed to mark this question anew, and that is not decided or done yet."""


class OwnAttempt(CannotRegrade):
    """Nobody proposes or approves what changes an own result."""


class OwnProposal(CannotRegrade):
    """Somebody else has to approve it."""


class NotOpen(CannotRegrade):
    """It was decided already."""


def other_versions(version: QuestionVersion) -> list[QuestionVersion]:
    """Those whose key can hold instead: approved, of the same question and type. The newest first."""
    if version.kind.needs_people(version.content) or not version.kind.asks:
        return []
    approved = [QuestionVersion.Status.READY, QuestionVersion.Status.RETIRED]
    rows = QuestionVersion.objects.filter(
        question=version.question_id, type=version.type, status__in=approved
    )
    others = rows.exclude(pk=version.pk).select_related("question").order_by("-number")
    return [one for one in others if not one.kind.needs_people(one.content)]


def check(exam: Exam, version: QuestionVersion, how: How) -> None:
    """Raises `WrongVersion` and `MarkedByPeople`."""
    if how.way not in WITH_KEY:
        if how.by is not None:
            raise WrongVersion
        return
    if version.kind.needs_people(version.content):
        raise MarkedByPeople
    if how.by not in other_versions(version):
        raise WrongVersion


@transaction.atomic
def propose(exam: Exam, version: QuestionVersion, how: How, *, reason: str, by: Person) -> Regrade:
    """Raises a `CannotRegrade`."""
    check(exam, version, how)
    if affected(exam, version).filter(person=by).exists():
        raise OwnAttempt
    try:
        with transaction.atomic():
            regrade = Regrade.objects.create(
                exam=exam,
                version=version,
                way=how.way,
                by_version=how.by,
                reason=reason.strip(),
                proposed_by=by,
                proposed_at=timezone.now(),
            )
    except IntegrityError:
        raise AlreadyOpen from None
    record(audit.Action.REGRADE_PROPOSED, regrade, by)
    return regrade


@transaction.atomic
def approve(regrade: Regrade, *, by: Person) -> None:
    """Let it be done. However often it is pressed, it is done once. Raises a `CannotRegrade`."""
    if regrade.proposed_by_id == by.pk:
        raise OwnProposal
    if affected(regrade.exam, regrade.version).filter(person=by).exists():
        raise OwnAttempt
    decide(regrade, State.APPROVED, by)
    record(audit.Action.REGRADE_APPROVED, regrade, by)
    later(apply_regrade, regrade.pk)


@transaction.atomic
def decline(regrade: Regrade, *, by: Person) -> None:
    """Whoever proposed it may take it back, too. Raises `NotOpen`."""
    decide(regrade, State.DECLINED, by)
    record(audit.Action.REGRADE_DECLINED, regrade, by)


def decide(regrade: Regrade, to: Regrade.State, by: Person) -> None:
    open_ones = Regrade.objects.filter(pk=regrade.pk, state=State.PROPOSED)
    if not open_ones.update(state=to, decided_by=by, decided_at=timezone.now()):
        raise NotOpen
    regrade.refresh_from_db()
