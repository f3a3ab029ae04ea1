"""Giving and ending roles of people whom one looks after, and leaving by oneself."""

from __future__ import annotations

from xinqiao.accounts import granting
from xinqiao.accounts.models import Assignment, Person, Role, Unit
from xinqiao.accounts.services import give_role, take_role


class Stranger(Exception):
    """The person belongs to no unit of the giver. Others join by code or on request."""


def appoint(person: Person, role: Role, *, unit: Unit, by: Person) -> Assignment:
    """Give *person*, who is among *by*'s people, another *role*.

    Nobody is pulled into a school, and so into sight of its supervisors, without having asked
    or typed a code. Raises `Stranger` and `granting.MayNotGive`.
    """
    known = by.is_superuser or granting.roles_shown_to(by).filter(person=person).exists()
    if not known and person.pk != by.pk:
        raise Stranger
    return give_role(person, role, unit=unit, by=by)


def dismiss(held: Assignment, *, by: Person) -> bool:
    """End a role of somebody else's, or one's own; tell whether it was still there.

    Raises `granting.MayNotGive`.
    """
    return take_role(held.person, Role(held.role), unit=held.unit, by=by)
