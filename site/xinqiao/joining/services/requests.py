"""Asking a school to join, and answering."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from xinqiao.accounts import audit, granting
from xinqiao.accounts.models import Person, Unit
from xinqiao.accounts.services import give_role, take_role
from xinqiao.joining import notices
from xinqiao.joining.models import JoinRequest

MOST_OPEN = 5
"""Requests of one person that may wait at once."""

State = JoinRequest.State


class NoSchool(Exception):
    """The unit is no school, or no longer there."""


class AlreadyThere(Exception):
    """The person is a learner of that school."""


class AlreadyAsked(Exception):
    """A request of the person waits there already."""


class TooManyOpen(Exception):
    """So many requests of the person wait that no more are taken."""


class ReasonMissing(Exception):
    """Nobody is declined without a reason."""


class AnsweredBefore(Exception):
    """Somebody was quicker, and nothing was changed. `request` tells who, when and how."""

    def __init__(self, request: JoinRequest) -> None:
        super().__init__(request)
        self.request = request


@transaction.atomic
def ask_to_join(
    person: Person, unit: Unit, *, note: str = "", leaving: Unit | None = None
) -> JoinRequest:
    """Ask the school *unit* to take *person* in, to leave *leaving* once it does.

    Raises `NoSchool`, `AlreadyThere`, `AlreadyAsked`, `TooManyOpen`, and ValidationError for a
    note that cannot be kept.
    """
    here = Unit.objects.filter(pk=unit.pk, kind=Unit.Kind.SCHOOL).first()
    if here is None:
        raise NoSchool
    if person.assignments.filter(role=JoinRequest.role, unit=here).exists():
        raise AlreadyThere
    open_ones = JoinRequest.objects.waiting().filter(person=person)
    if open_ones.filter(unit=here).exists():
        raise AlreadyAsked
    if open_ones.count() >= MOST_OPEN:
        raise TooManyOpen
    asked = JoinRequest(
        person=person, unit=here, unit_zh=here.name_zh, unit_en=here.name_en, note=note
    )
    if leaving is not None and leaving.pk != here.pk:
        asked.leaving = leaving
    asked.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError:  # from another tab, a moment ago
        raise AlreadyAsked from None
    write_down(audit.Action.JOIN_ASKED, asked, actor=person)
    notices.tell_that_it_waits(asked)
    return asked


def accept(asked: JoinRequest, *, by: Person) -> JoinRequest:
    """Make the person a learner of the school, and end what they wanted to leave for it.

    Raises `granting.MayNotGive`, `AnsweredBefore`, and `NoSchool` if it is gone meanwhile.
    """
    return answer(asked, State.ACCEPTED, by=by)


def decline(asked: JoinRequest, *, by: Person, reason: str) -> JoinRequest:
    """Say no; the person reads the *reason*. Raises as `accept`, and `ReasonMissing`."""
    if not reason.strip():
        raise ReasonMissing
    return answer(asked, State.DECLINED, by=by, reason=reason.strip())


def answer(
    asked: JoinRequest, state: JoinRequest.State, *, by: Person, reason: str = ""
) -> JoinRequest:
    if asked.unit is None:
        raise NoSchool
    granting.insist(by, asked.role, unit=asked.unit, person=asked.person)
    with transaction.atomic():
        found = locked(asked)
        if found.state != State.WAITING:
            raise AnsweredBefore(found)
        if found.unit is None:
            raise NoSchool
        close(found, state, by=by, reason=reason)
        if state == State.ACCEPTED:
            give_role(found.person, found.role, unit=found.unit, by=by)
            if found.leaving is not None:
                take_role(found.person, found.role, unit=found.leaving, by=found.person)
        write_down(ANSWERS[state], found, actor=by)
        notices.tell_the_answer(found)
    return found


ANSWERS = {
    State.ACCEPTED: audit.Action.JOIN_ACCEPTED,
    State.DECLINED: audit.Action.JOIN_DECLINED,
}


@transaction.atomic
def withdraw(asked: JoinRequest) -> JoinRequest:
    """Take one's own request back. Raises `AnsweredBefore`."""
    found = locked(asked)
    if found.state != State.WAITING:
        raise AnsweredBefore(found)
    close(found, State.WITHDRAWN, by=None)
    write_down(audit.Action.JOIN_WITHDRAWN, found, actor=found.person)
    notices.nobody_waits(found)
    return found


def settle_open_request(person: Person, unit: Unit) -> None:
    """Close what *person* has asked of *unit*: they have come in another way."""
    for asked in JoinRequest.objects.waiting().filter(person=person, unit=unit):
        withdraw(asked)


def locked(asked: JoinRequest) -> JoinRequest:
    """*asked* as it stands, until the transaction ends nobody else's to change."""
    return JoinRequest.objects.select_for_update().get(pk=asked.pk)


def close(
    asked: JoinRequest, state: JoinRequest.State, *, by: Person | None, reason: str = ""
) -> None:
    asked.state, asked.reason = state, reason
    asked.answered_by, asked.answered_at = by, timezone.now()
    asked.full_clean(validate_unique=False)
    asked.save()


def write_down(action: audit.Action, asked: JoinRequest, *, actor: Person) -> None:
    about = audit.About("joining.joinrequest", str(asked.pk), "")
    audit.record(action, actor=actor, person=asked.person, unit=asked.unit, about=about)
