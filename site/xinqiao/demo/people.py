"""The people of the demonstration. Their password is public, so they exist nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from xinqiao.accounts.models import Person, Role, Unit
from xinqiao.accounts.names import validate_name
from xinqiao.accounts.services import give_role

from .reading.faults import Faults
from .reading.files import LANGUAGES
from .reading.records import Record, read_list
from .rows import Tally
from .vocabulary import Vocabulary, limit_of

PASSWORD = "xinqiao-demo"  # noqa: S105  (public on purpose)


@dataclass(frozen=True, slots=True)
class Demo:
    """One person, and the roles as pairs of role and unit."""

    username: str
    display_name: str
    language: str
    superuser: bool
    roles: list[tuple[Role, str]]


def read(path: Path, faults: Faults, vocabulary: Vocabulary) -> list[Demo]:
    return [read_person(record, vocabulary) for record in read_list(path, faults)]


def read_person(record: Record, vocabulary: Vocabulary) -> Demo:
    name = record.text("display_name")
    try:
        validate_name(name)
    except ValidationError as error:
        record.source.fault(record.line("display_name"), " ".join(error.messages))
    roles = []
    for row in record.records("roles", optional=True):
        role = row.choice("role", Role.values)
        unit = row.choice("unit", vocabulary.units)
        if role in Role.values:
            roles.append((Role(role), unit))
    if not roles and not record.table.get("superuser"):
        record.fault("roles", _("“%(key)s” is missing."))
    return Demo(
        username=record.new_name("username", vocabulary.people, limit_of(Person, "username")),
        display_name=name,
        language=record.choice("language", LANGUAGES),
        superuser=record.flag("superuser", optional=True),
        roles=roles,
    )


def load(people: list[Demo], tally: Tally) -> Iterator[str]:
    """Make who is missing and give missing roles. What people changed themselves stays theirs."""
    # One password, hashed once: that takes half a second on purpose.
    password = SimpleLazyObject(lambda: make_password(PASSWORD))
    units = {unit.slug: unit for unit in Unit.objects.all()}
    known = {person.username: person for person in Person.objects.all()}
    for demo in people:
        person = known.get(demo.username)
        if person is None:
            person = Person(
                username=demo.username,
                display_name=demo.display_name,
                language=demo.language,
                is_superuser=demo.superuser,
                is_staff=demo.superuser,
                password=str(password),
            )
            person.full_clean()
            person.save()
            tally.new += 1
        for role, unit in demo.roles:
            give_role(person, role, unit=units[unit])
        yield demo.display_name
