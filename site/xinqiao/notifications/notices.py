"""Notices about accounts, which stand below and tell nobody themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xinqiao.accounts import audit
from xinqiao.accounts.models import AuditEntry, Person, Role, Unit

from .kinds import ByMail, Kind, in_each_language
from .services import notify

ROLE_GIVEN = Kind(
    code="role_given",
    title=_("You are given a role"),
    group=_("Schools and roles"),
    headline=_("You now are: %(role)s, %(unit)s"),
    text=_("The role holds there and for all below. On your account page stand all your roles."),
    default=ByMail.AT_ONCE,
)
ROLE_TAKEN = Kind(
    code="role_taken",
    title=_("A role of yours ends"),
    group=_("Schools and roles"),
    headline=_("No longer yours: %(role)s, %(unit)s"),
    text=_("What you have learned and written stays with you. Ask the unit if this is a mistake."),
    default=ByMail.AT_ONCE,
)


TOLD = {audit.Action.ROLE_GIVEN.value: ROLE_GIVEN, audit.Action.ROLE_TAKEN.value: ROLE_TAKEN}


def tell_of_role(entry: AuditEntry) -> None:
    """Tell the person whose role somebody else has given or taken.

    Not of becoming a learner: that comes with a code one has typed oneself, or as the answer to
    a request, which is a notice of its own.
    """
    kind = TOLD.get(entry.action)
    if kind is None or entry.person_id in (None, entry.actor_id):
        return
    role, unit = Role(entry.details["role"]), Unit.objects.filter(pk=entry.unit_id).first()
    if unit is None or (kind is ROLE_GIVEN and role == Role.LEARNER):
        return
    notify(
        Person.objects.filter(public_id=entry.person_id),
        kind,
        about=str(entry.pk),
        words={"role": in_each_language(lambda: str(role.label)), "unit": names_of(unit)},
        url_name="my_account",
    )


def names_of(unit: Unit) -> dict[str, str]:
    return in_each_language(lambda: unit.name)
