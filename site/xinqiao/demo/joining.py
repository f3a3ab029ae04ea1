"""The invitation codes and the requests to join of the demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from xinqiao.accounts.models import Person, Role, Unit
from xinqiao.joining.codes import read_code
from xinqiao.joining.models import Invitation, JoinRequest
from xinqiao.joining.models.invitations import LONGEST, MOST_USES
from xinqiao.joining.models.requests import LONGEST_NOTE
from xinqiao.joining.services.requests import ask_to_join

from .reading.faults import Faults
from .reading.records import Record, read_record
from .rows import Tally
from .vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Code:
    """An open door, for so many days after the first load."""

    code: str
    role: str
    unit: str
    days: int
    uses: int
    made_by: str


@dataclass(frozen=True, slots=True)
class Request:
    username: str
    unit: str
    leaving: str
    """The school that the person wants to leave for it, or nothing."""
    note: str


@dataclass(frozen=True, slots=True)
class Joining:
    codes: list[Code]
    requests: list[Request]

    def __len__(self) -> int:
        return len(self.codes) + len(self.requests)


def read(path: Path, faults: Faults, vocabulary: Vocabulary) -> Joining:
    record = read_record(path, faults)
    if record is None:
        return Joining([], [])
    codes = [read_door(row, vocabulary) for row in record.records("codes")]
    requests = [read_request(row, vocabulary) for row in record.records("requests")]
    record.finish()
    return Joining(codes, requests)


def read_door(record: Record, vocabulary: Vocabulary) -> Code:
    code = read_code(record.text("code"))
    if not code:
        record.fault("code", _("“%(key)s” is no invitation code."))
    return Code(
        code=code,
        role=record.choice("role", Role.values),
        unit=record.choice("unit", vocabulary.units),
        days=record.number("days", 0, LONGEST.days),
        uses=record.number("uses", 1, MOST_USES),
        made_by=record.choice("made_by", vocabulary.people),
    )


def read_request(record: Record, vocabulary: Vocabulary) -> Request:
    return Request(
        username=record.choice("username", vocabulary.people),
        unit=record.choice("unit", vocabulary.units),
        leaving=record.choice("leaving", vocabulary.units, optional=True),
        note=record.text("note", LONGEST_NOTE),
    )


def load(joining: Joining, tally: Tally) -> Iterator[str]:
    """Make what is missing. A code that was ended, and a request once made, stay as they are."""
    units = {unit.slug: unit for unit in Unit.objects.all()}
    names = [code.made_by for code in joining.codes] + [one.username for one in joining.requests]
    people = Person.objects.in_bulk(names, field_name="username")
    for code in joining.codes:
        if not Invitation.objects.filter(code=code.code).exists():
            open_door(code, units[code.unit], people[code.made_by])
            tally.new += 1
        yield code.code
    for one in joining.requests:
        person, unit = people[one.username], units[one.unit]
        if not JoinRequest.objects.filter(person=person, unit=unit).exists():
            ask_to_join(person, unit, note=one.note, leaving=units.get(one.leaving))
            tally.new += 1
        yield one.username


def open_door(code: Code, unit: Unit, made_by: Person) -> None:
    Invitation.objects.create(
        code=code.code,
        role=code.role,
        unit=unit,
        uses=code.uses,
        ends_on=timezone.localdate() + timedelta(days=code.days),
        made_by=made_by,
    )
