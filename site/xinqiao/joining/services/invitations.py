"""Making and ending invitations, and joining by their codes."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from xinqiao.accounts import audit, granting
from xinqiao.accounts.models import Assignment, Person, Role, Unit
from xinqiao.accounts.services import give_role, take_role
from xinqiao.joining import codes
from xinqiao.joining.models import Invitation, InvitationUse

from .requests import settle_open_request


class NotValid(Exception):
    """The code opens nothing: unknown, past, used up, ended, or no longer backed by anybody.

    Which of these is told to nobody, so that guessing teaches nothing.
    """


class JoinedBefore(Exception):
    """The person has used this code, and nothing was changed. `belongs`: and is still there."""

    def __init__(self, invitation: Invitation, *, belongs: bool) -> None:
        super().__init__(invitation)
        self.invitation = invitation
        self.belongs = belongs


class OwnCode(Exception):
    """The person has made this code: nobody gives a role to themselves."""


def make_invitation(by: Person, *, role: Role, unit: Unit, ends_on: date, uses: int) -> Invitation:
    """Let *uses* people into *role* on *unit* until the end of *ends_on*.

    Raises `granting.MayNotGive`, and ValidationError for a day or a number out of bounds.
    """
    granting.insist(by, role, unit=unit)
    invitation = Invitation(role=role, unit=unit, ends_on=ends_on, uses=uses, made_by=by)
    invitation.full_clean()
    with transaction.atomic():
        invitation.save()
        note(
            audit.Action.INVITATION_MADE,
            invitation,
            actor=by,
            uses=uses,
            ends_on=ends_on.isoformat(),
        )
    return invitation


def end_invitation(invitation: Invitation, *, by: Person) -> None:
    """Let nobody in any more. A second time changes nothing. Raises `granting.MayNotGive`."""
    granting.insist(by, Role(invitation.role), unit=invitation.unit)
    with transaction.atomic():
        open_still = Invitation.objects.filter(pk=invitation.pk, ended_at=None)
        if open_still.update(ended_at=timezone.now()):
            note(audit.Action.INVITATION_ENDED, invitation, actor=by, used=invitation.used)


def find(text: str, person: Person | None = None) -> Invitation:
    """The invitation that lets *person*, or somebody without an account, in by *text*.

    Raises `NotValid`, `JoinedBefore` and `OwnCode`.
    """
    invitation = with_all(codes.read_code(text))
    if invitation is None:
        raise NotValid
    if person is not None:
        check_the_person(invitation, person)
    if invitation.state != "open":
        raise NotValid
    return invitation


def with_all(code: str) -> Invitation | None:
    known = Invitation.objects.select_related("unit", "made_by")
    return known.filter(code=code).first() if code else None


def check_the_person(invitation: Invitation, person: Person) -> None:
    """Raise `JoinedBefore` or `OwnCode`; whoever reads either has held the code already."""
    belongs = Assignment.objects.filter(
        person=person, role=invitation.role, unit=invitation.unit
    ).exists()
    used = InvitationUse.objects.filter(invitation=invitation, person=person).exists()
    if used or (belongs and invitation.state == "open"):
        raise JoinedBefore(invitation, belongs=belongs)
    if invitation.made_by_id == person.pk:
        raise OwnCode


@transaction.atomic
def join_by_code(person: Person, text: str, *, leaving: Unit | None = None) -> Invitation:
    """Give *person* the role that the code stands for, and end their learning at *leaving*.

    All or nothing; each person counts once, and nobody comes in on a use that is gone, however
    many try at once. Raises `NotValid`, `JoinedBefore` and `OwnCode`.
    """
    invitation = find(text, person)
    use, new = InvitationUse.objects.get_or_create(invitation=invitation, person=person)
    if not new:  # by another tab, a moment ago
        raise JoinedBefore(invitation, belongs=True)
    if not Invitation.objects.open().filter(pk=invitation.pk).update(used=F("used") + 1):
        raise NotValid  # somebody was quicker; what was written here is taken back
    role = Role(invitation.role)
    give_role(person, role, unit=invitation.unit, by=invitation.made_by)
    note(audit.Action.JOINED, invitation, actor=person, person=person, role=role.value)
    if role == Role.LEARNER:
        settle_open_request(person, invitation.unit)
    if leaving is not None and leaving.pk != invitation.unit_id:
        take_role(person, Role.LEARNER, unit=leaving, by=person)
    return invitation


def note(
    action: audit.Action,
    invitation: Invitation,
    *,
    actor: Person,
    person: Person | None = None,
    **details: str | int,
) -> None:
    """Write it down, without the code."""
    audit.record(
        action,
        actor=actor,
        person=person,
        unit=invitation.unit,
        about=audit.About("joining.invitation", str(invitation.pk), ""),
        details={"role": invitation.role, **details},
    )
