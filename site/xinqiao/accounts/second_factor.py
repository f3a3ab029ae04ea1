"""The second factor: who needs one, whether it was shown, and what happens when it is lost."""

from __future__ import annotations

from enum import Enum

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest

from . import audit
from .models import Person, Role

STAFF_PARTS = ("/cms/", "/teach/", "/audit/")
"""Beginnings of the addresses, without the language, that are for staff."""

SET_UP_HERE = "second_factor_set_up"
"""In a session: the factor was set up in it, which shows that whoever sits there holds it."""

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class NoFactor(Exception):
    """There is no second factor to reset."""


class OwnFactor(Exception):
    """One's own factor is removed on one's own page, not reset."""


class Missing(Enum):
    """What somebody lacks to enter a part for staff."""

    FACTOR = "factor"
    PROOF = "proof"


def needs_factor(person: Person) -> bool:
    """Whether *person* holds more than a learner's role. One query."""
    return person.is_superuser or person.assignments.exclude(role=Role.LEARNER).exists()


def has_factor(person: Person) -> bool:
    return Authenticator.objects.filter(user=person.pk, type__in=FACTORS).exists()


def missing(person: Person | AnonymousUser, request: HttpRequest) -> Missing | None:
    """The rule: staff enter their parts with a second factor, shown in this very session.

    Everybody else meets the rules of the page itself. In the demonstration, whose passwords
    everybody knows, a factor is everybody's own choice.
    """
    if settings.DEMO or not isinstance(person, Person) or not needs_factor(person):
        return None
    if not has_factor(person):
        return Missing.FACTOR
    return None if is_proven(request) else Missing.PROOF


def is_proven(request: HttpRequest) -> bool:
    """Whether the factor was used, or set up, in the session of *request*."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records) or bool(
        request.session.get(SET_UP_HERE)
    )


def is_for_staff(path: str) -> bool:
    """Whether *path* leads into a part for staff, in whatever language."""
    for language, _name in settings.LANGUAGES:
        path = path.removeprefix(f"/{language}") if path.startswith(f"/{language}/") else path
    return path.startswith(STAFF_PARTS)


@transaction.atomic
def reset(person: Person, *, by: Person | None) -> None:
    """Take the lost second factor from *person*, who sets up another when signing in next.

    *by* is an administrator, or None for somebody at the server itself. The person hears of it
    by mail. Raises `NoFactor` or `OwnFactor`.
    """
    if by is not None and by.pk == person.pk:
        raise OwnFactor(person)
    held = Authenticator.objects.filter(user=person)
    if not held.exists():
        raise NoFactor(person)
    held.delete()
    get_adapter().send_notification_mail("mfa/email/factor_reset", person)
    audit.record(audit.Action.FACTOR_RESET, actor=by, person=person, unit=audit.home_of(person))
