"""Closing an account: nobody is left by name, and what others rely on stays for a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from . import audit, services, sessions
from .models import Assignment, Person, Role, Unit

KEPT_FOR = timedelta(days=5 * 365)
"""How long the records of learning of a closed account stay, under its public id."""


class AlreadyClosed(Exception):
    """The account was closed before."""


class LastAdministrator(Exception):
    """Nobody else could look after the site."""


class OnlySupervisor(Exception):
    """At `units` nobody else is supervisor."""

    def __init__(self, units: list[Unit]) -> None:
        super().__init__(units)
        self.units = units


def check_closable(person: Person) -> None:
    """Raise `LastAdministrator` or `OnlySupervisor` if *person* must hand something over first."""
    others = Person.objects.filter(is_active=True).exclude(pk=person.pk)
    if person.is_superuser and not others.filter(is_superuser=True).exists():
        raise LastAdministrator(person)
    supervisors = Assignment.objects.filter(role=Role.SUPERVISOR)
    led = supervisors.filter(person=person).values("unit")
    shared = supervisors.filter(person__in=others).values("unit")
    if left := list(Unit.objects.filter(pk__in=led).exclude(pk__in=shared)):
        raise OnlySupervisor(left)


@transaction.atomic
def close(
    person: Person, *, forget: Iterable[Callable[[Person], None]], by: Person | None = None
) -> None:
    """Close *person*'s account for good, in every browser.

    *forget* is what each app does with what it keeps; *by* is the administrator who was asked
    to do it, if it was not done by oneself. Raises `AlreadyClosed`, or what
    `check_closable` raises; then nothing has changed.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.closed_at:
        raise AlreadyClosed(person)
    check_closable(person)
    home = audit.home_of(person)
    get_adapter().send_notification_mail("account/email/account_closed", person)
    for held in person.assignments.select_related("unit"):
        services.take_role(person, Role(held.role), unit=held.unit, by=by or person)
    for what in forget:
        what(person)
    take_the_name(person)
    audit.record(audit.Action.ACCOUNT_CLOSED, actor=by or person, person=person, unit=home)


def take_the_name(person: Person) -> None:
    """Free user name and address, and leave a row that only its public id tells apart."""
    take_from_editor_log(person)
    UserProfile.objects.filter(user=person).delete()
    sessions.end_all(person)
    person.groups.clear()
    person.user_permissions.clear()
    person.username = f"closed-{person.public_id.hex[:16]}"
    person.display_name = person.email = person.phone = ""
    person.is_active = person.is_superuser = person.is_staff = False
    person.last_login = None
    person.closed_at = timezone.now()
    person.set_unusable_password()
    person.save()


def take_from_editor_log(person: Person) -> None:
    """The editor's own history names accounts and roles by their labels."""
    people, roles = map(ContentType.objects.get_for_model, (Person, Assignment))
    named = Q(content_type=people, object_id=str(person.pk)) | Q(
        content_type=roles, label__startswith=f"{person} · "
    )
    ModelLogEntry.objects.filter(named).update(label="–")


def delete_long_closed(now: datetime) -> int:
    """Delete what is left of accounts closed `KEPT_FOR` ago; return how many there were."""
    old = Person.objects.filter(closed_at__lt=now - KEPT_FOR)
    count = old.count()
    old.delete()
    return count
