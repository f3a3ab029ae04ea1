"""The audit log: who did what to whom, never changed afterwards.

`record` is called inside the transaction of the change, at its end: until the transaction is
over, others who record wait. A change that is rolled back leaves no entry and no gap.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db import connection, models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from . import audit_chain, audit_guards
from .audit_chain import Verdict
from .models import Action, AuditEntry, AuditHead, Person, Unit

__all__ = ["About", "Action", "Unwritable", "home_of", "is_guarded", "record", "verify"]

LONGEST_LABEL = 200


class Unwritable(TypeError):
    """The details hold something whose way of being written is not certain."""


class About(NamedTuple):
    """What an entry is about, where that is no row of the database."""

    kind: str
    id: str
    label: str


@transaction.atomic
def record(
    action: Action,
    *,
    actor: Person | AnonymousUser | None,
    person: Person | None = None,
    unit: Unit | None = None,
    about: models.Model | About | None = None,
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write down that *actor*, or the system if None, did *action* to *person* at *unit*.

    *about* is a thing, never a person: its label is kept for good. *details* are text, whole
    numbers, booleans, lists and dicts of these, without secrets and without words that people
    wrote. Without *unit* only officers of the whole nation read the entry; `home_of` helps.
    Raises `Unwritable` for other details.
    """
    what = about_of(about)
    # The row's lock on PostgreSQL; on SQLite the transaction itself lets nobody else write.
    head, _made = AuditHead.objects.select_for_update().get_or_create(pk=1)
    entry = AuditEntry(
        sequence=head.count + 1,
        moment=timezone.now(),
        actor_id=actor.public_id if isinstance(actor, Person) else None,
        action=Action(action).value,
        person_id=person.public_id if person else None,
        unit_id=unit.pk if unit else None,
        about_kind=what.kind,
        about_id=what.id,
        about_label=what.label[:LONGEST_LABEL],
        details=writable(details or {}),
    )
    entry.seal = audit_chain.seal(entry, head.seal)
    entry.save()
    head.count, head.seal = entry.sequence, entry.seal
    head.save()
    return entry


def about_of(about: models.Model | About | None) -> About:
    if about is None:
        return About("", "", "")
    if isinstance(about, models.Model):
        return About(about._meta.label_lower, str(about.pk), str(about))
    return about


def writable(value: Any) -> Any:
    """*value*, if JSON always gives it back as it is; databases write fractions as they like."""
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {writable(key): writable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [writable(item) for item in value]
    if isinstance(value, str) and "\0" not in value:
        return str(value)
    if value is None or isinstance(value, bool | int):
        return value
    raise Unwritable(f"The audit log cannot hold {type(value).__name__} in its details.")


def home_of(person: Person) -> Unit | None:
    """The highest unit where *person* holds a role: whose officers read what concerns them."""
    return Unit.objects.filter(assignments__person=person).order_by("depth", "path").first()


def verify() -> Verdict:
    """Look at every entry. Who records meanwhile does not wait and is not looked at."""
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    entries = AuditEntry.objects.order_by("sequence")
    verdict = audit_chain.verify(
        entries.filter(sequence__lte=head.count).iterator(chunk_size=1000), head
    )
    counted = Coalesce(models.Subquery(AuditHead.objects.values("count")[:1]), 0)
    beyond = entries.filter(sequence__gt=counted)
    if first := beyond.first():
        verdict.fault(first.sequence, beyond.count())
    return verdict


def is_guarded() -> bool:
    """Whether the database itself refuses changes."""
    return audit_guards.stand(connection)
