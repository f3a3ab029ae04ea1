"""Changes to the organisation tree and to who holds which role."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.common.page_cache.changes import clear_pages

from . import audit, granting
from .editor_groups import sync_editor_groups
from .models import Assignment, Person, Role, Unit


class WrongPlace(Exception):
    """The unit may not stand there. `reason` tells why, in words for the reader."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


class UnitInUse(Exception):
    """Units, roles or help lines still hold on to the unit."""


def check_place(kind: str, parent: Unit | None) -> None:
    """Raise `WrongPlace` unless a unit of *kind* may stand below *parent*."""
    if kind == Unit.Kind.NATION:
        if parent is not None:
            raise WrongPlace(_("A nation stands at the top, below no other unit."))
    elif parent is None:
        raise WrongPlace(_("Choose the unit that this one belongs to."))
    elif Unit.Kind.values.index(kind) <= Unit.Kind.values.index(parent.kind):
        raise WrongPlace(
            _("The order is nation, province, prefecture, county, school, from top to bottom.")
        )


@transaction.atomic
def put_unit(parent: Unit | None, *, kind: str, slug: str, name_zh: str, name_en: str) -> Unit:
    """Make the unit *slug* below *parent*, or bring its names up to date.

    A nation has no parent; every other kind stands below a higher one. Raises `WrongPlace`
    otherwise, also when the unit exists elsewhere in the tree or as another kind.
    """
    check_place(kind, parent)
    names = {"name_zh": name_zh, "name_en": name_en}
    unit = Unit.objects.filter(slug=slug).first()
    if unit is None:
        new = Unit(kind=kind, slug=slug, **names)
        return parent.add_child(instance=new) if parent else Unit.add_root(instance=new)
    here = unit.get_parent()
    if unit.kind != kind or (here and here.pk) != (parent and parent.pk):
        raise WrongPlace(_("A unit of this short name stands elsewhere already."))
    if Unit.objects.filter(pk=unit.pk).exclude(**names).update(**names):
        clear_pages()  # help lines stand under the names of units
    unit.refresh_from_db()
    return unit


@transaction.atomic
def move_unit(unit: Unit, parent: Unit) -> Unit:
    """Put *unit* with all below it under *parent*, and return it as it stands then.

    Roles move with the units they are held on. Other `Unit` objects of the branch in memory are
    out of date afterwards. Raises `WrongPlace` if the kinds would be out of order.
    """
    unit, parent = Unit.objects.get(pk=unit.pk), Unit.objects.get(pk=parent.pk)
    check_place(unit.kind, parent)
    here = unit.get_parent()
    if here is None or here.pk != parent.pk:
        unit.move(parent, pos="last-child")
        clear_pages()
    return Unit.objects.get(pk=unit.pk)


@transaction.atomic
def remove_unit(unit: Unit) -> None:
    """Take *unit* out of the tree. Raises `UnitInUse` while anything holds on to it."""
    if unit.get_children_count():
        raise UnitInUse(unit)
    try:
        unit.delete()
    except ProtectedError as fault:
        raise UnitInUse(unit) from fault


def give_role(person: Person, role: Role, *, unit: Unit, by: Person | None = None) -> Assignment:
    """Give *person* the *role* on *unit* and all below. A second time changes nothing.

    Without *by* it is the site itself that gives. Raises `granting.MayNotGive`.
    """
    if by is not None:
        granting.insist(by, role, unit=unit, person=person)
    with transaction.atomic():
        assignment, new = Assignment.objects.get_or_create(person=person, role=role, unit=unit)
        sync_editor_groups(person)
        if new:
            note_role(audit.Action.ROLE_GIVEN, person, role, unit=unit, by=by)
    return assignment


def take_role(person: Person, role: Role, *, unit: Unit, by: Person | None = None) -> bool:
    """End *person*'s *role* on *unit*, and tell whether there was one.

    Whoever may give it may take it, and everybody may lay down their own. With the last role
    that opens the editor, the editor closes. Raises `granting.MayNotGive`.
    """
    if by is not None and by.pk != person.pk:
        granting.insist(by, role, unit=unit, person=person)
    with transaction.atomic():
        held = Assignment.objects.filter(person=person, role=role, unit=unit)
        ended = held.delete()[0] > 0
        sync_editor_groups(person)
        if ended:
            note_role(audit.Action.ROLE_TAKEN, person, role, unit=unit, by=by)
    return ended


def note_role(
    action: audit.Action, person: Person, role: Role, *, unit: Unit, by: Person | None
) -> None:
    audit.record(action, actor=by, person=person, unit=unit, details={"role": str(role)})


def release_unconfirmed_email(email: str, *, keeper: Person) -> None:
    """Take *email* from accounts that only claim it, as *keeper* has proven to read it.

    An account that confirmed the address earlier keeps it.
    """
    proven = EmailAddress.objects.filter(email__iexact=email, verified=True)
    claims = EmailAddress.objects.filter(email__iexact=email, verified=False)
    others = Person.objects.filter(email__iexact=email).exclude(pk=keeper.pk)
    others.exclude(pk__in=proven.values("user")).update(email="")
    claims.exclude(user=keeper).delete()


def forget_old_emails(person: Person) -> None:
    """After somebody else changed *person*'s e-mail: what they confirmed before opens nothing."""
    EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
