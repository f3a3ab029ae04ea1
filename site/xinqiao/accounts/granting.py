"""Who may give, and take, which role where. The two tables below are the whole of it.

Administrators may give every role everywhere. Nobody gives a role to themselves. What stands in
no table, only administrators give: whoever watches over data is chosen by nobody watched.
"""

from __future__ import annotations

import logging
from itertools import chain

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import audit
from .models import Assignment, Person, Role, Unit
from .models.roles import SEE_PEOPLE

logger = logging.getLogger(__name__)

Table = dict[Role, frozenset[Role]]

LEARNING = frozenset({Role.LEARNER})
TEACHING = LEARNING | {Role.AUTHOR, Role.TRAINER, Role.RATER, Role.OBSERVER}
REVIEWING = frozenset({Role.REVIEWER, Role.SAFETY_REVIEWER})

GIVES: Table = {
    Role.TRAINER: LEARNING,
    Role.SUPERVISOR: TEACHING,
    Role.MANAGER: TEACHING | REVIEWING | {Role.SUPERVISOR},
}
"""By the role that somebody holds on a unit, which ones they may give there and below."""

GIVES_BELOW: Table = {
    Role.SUPERVISOR: frozenset({Role.SUPERVISOR}),
    Role.MANAGER: frozenset({Role.MANAGER}),
}
"""Which ones only further down: nobody makes, or unmakes, an equal."""

SEE_ROLES = frozenset({Role.SUPERVISOR, Role.MANAGER})
"""They see who holds which role in their units; trainers see learners alone."""


class MayNotGive(Exception):
    """The role is not theirs to give or take there. `reason` says so to the reader."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


def gives(held: Role, held_path: str, role: Role, path: str) -> bool:
    """Whether holding *held* on the unit at *held_path* lets one give *role* at *path*."""
    if not path.startswith(held_path):
        return False
    further_down = len(path) > len(held_path)
    return role in GIVES.get(held, ()) or (further_down and role in GIVES_BELOW.get(held, ()))


def may_give(actor: Person | AnonymousUser, role: Role, unit: Unit) -> bool:
    """Whether *actor* may give *role* on *unit* to somebody else. One query."""
    if not (isinstance(actor, Person) and actor.is_active):
        return False
    return actor.is_superuser or any(
        gives(Role(held.role), held.unit.path, role, unit.path)
        for held in actor.assignments.select_related("unit")
    )


def givers(table: Table, role: Role) -> frozenset[Role]:
    return frozenset(held for held, given in table.items() if role in given)


def units_to_give(actor: Person | AnonymousUser, role: Role) -> QuerySet[Unit]:
    """The units on which *actor* may give *role*."""
    here = Unit.objects.visible_to(actor, givers(GIVES, role))
    return here | Unit.objects.visible_to(actor, givers(GIVES_BELOW, role), further_down=True)


def people_who_may_give(role: Role, unit: Unit) -> QuerySet[Person]:
    """Everybody for whom `may_give` holds, administrators among them."""
    above = [unit.path[:end] for end in range(Unit.steplen, len(unit.path), Unit.steplen)]
    entitled = Assignment.objects.filter(
        Q(role__in=givers(GIVES, role), unit__path__in=[*above, unit.path])
        | Q(role__in=givers(GIVES_BELOW, role), unit__path__in=above)
    )
    return Person.objects.filter(
        Q(is_superuser=True) | Q(pk__in=entitled.values("person")), is_active=True
    )


def roles_to_give(actor: Person | AnonymousUser) -> list[Role]:
    """The roles that *actor* may give on some unit, in the order of `Role`. Up to one query."""
    if not (isinstance(actor, Person) and actor.is_active):
        return []
    if actor.is_superuser:
        return list(Role)
    held = set(actor.assignments.values_list("role", flat=True))
    given = set(
        chain.from_iterable(
            table.get(Role(role), frozenset()) for role in held for table in (GIVES, GIVES_BELOW)
        )
    )
    return [role for role in Role if role in given]


def roles_shown_to(viewer: Person | AnonymousUser) -> QuerySet[Assignment]:
    """Who holds which role, as far as *viewer* may know: of trainers' units the learners."""
    learners = Q(role=Role.LEARNER, unit__in=Unit.objects.visible_to(viewer, SEE_PEOPLE))
    return Assignment.objects.filter(
        learners | Q(unit__in=Unit.objects.visible_to(viewer, SEE_ROLES))
    )


def insist(actor: Person, role: Role, *, unit: Unit, person: Person | None = None) -> None:
    """Raise `MayNotGive`, and write the attempt down, unless *actor* may give *role* to *person*.

    Call it outside the transaction of the change, which would take the entry back.
    """
    if person is not None and person.pk == actor.pk:
        reason = _("Nobody gives a role to themselves. Somebody above you can.")
    elif not may_give(actor, role, unit):
        reason = _("This role is not yours to give or end at this unit. Nothing was changed.")
    else:
        return
    logger.warning("%s may not give %s on unit %s", actor.public_id, role, unit.slug)
    audit.record(
        audit.Action.ROLE_REFUSED,
        actor=actor,
        person=person,
        unit=unit,
        details={"role": str(role)},
    )
    raise MayNotGive(reason)
