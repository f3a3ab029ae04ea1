"""Sittings: set, and changed as far as those who have begun allow."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from assessments.finishing import LETTERS
from assessments.granting import set_deadlines
from assessments.models import Exam, Sitting
from assessments.models.exams import LEAD_SITTINGS
from courses.reports import seats
from xinqiao.accounts.models import Person, Unit
from xinqiao.accounts.models.units import UnitQuerySet

CODE_LENGTH = 6

STAYS = ("unit", "opens_at")
"""What does not change any more once somebody has begun."""


class HasBegun(Exception):
    """Somebody has begun meanwhile, so that this stays as it is: see `STAYS`."""


class NotYours(Exception):
    """A sitting for people whom one does not look after."""


@dataclass(frozen=True)
class Setting:
    """When, and for whom, an exam is to be taken. Without a unit it is for everybody."""

    unit: Unit | None
    opens_at: datetime
    closes_at: datetime | None = None
    close: str = Sitting.Close.CUT
    title: str = ""
    code: str = ""


def units_for(leader: Person) -> UnitQuerySet:
    """For whose people *leader* may set sittings."""
    return Unit.objects.visible_to(leader, LEAD_SITTINGS)


def people_for(leader: Person, sitting: Sitting) -> QuerySet[Person]:
    """Those for whom *sitting* is and whom *leader* may see by name."""
    people = Person.objects.filter(closed_at=None)
    if leader.is_superuser:
        return people
    places = seats(leader).order_by()
    if sitting.unit is not None:
        places = places.filter(unit__path__startswith=sitting.unit.path)
    return people.filter(pk__in=places.values("person"))


def may_open_to_all(leader: Person, exam: Exam) -> bool:
    """Only who builds an exam offers it to everybody."""
    return Exam.objects.built_by(leader).filter(pk=exam.pk).exists()


def check_reach(leader: Person, exam: Exam, unit: Unit | None) -> None:
    """Raises `NotYours`."""
    if unit is None and not may_open_to_all(leader, exam):
        raise NotYours
    if unit is not None and not units_for(leader).filter(pk=unit.pk).exists():
        raise NotYours


@transaction.atomic
def set_sitting(exam: Exam, setting: Setting, *, by: Person) -> Sitting:
    """Raises `NotYours`."""
    check_reach(by, exam, setting.unit)
    return Sitting.objects.create(exam=exam, **values(setting))


@transaction.atomic
def change_sitting(sitting: Sitting, setting: Setting, *, by: Person) -> None:
    """Raises `HasBegun` and `NotYours`.

    A later close holds for those who sit there, too; an earlier one takes no time from them.
    """
    held = Sitting.objects.select_for_update(of=("self",)).select_related("exam").get(pk=sitting.pk)
    if has_begun(held) and any(getattr(held, name) != getattr(setting, name) for name in STAYS):
        raise HasBegun
    if setting.unit != held.unit:
        check_reach(by, held.exam, setting.unit)
    for name, value in values(setting).items():
        setattr(held, name, value)
    held.save()
    set_deadlines(held, held.attempts.running())
    sitting.refresh_from_db()


def values(setting: Setting) -> dict[str, object]:
    return {name: getattr(setting, name) for name in Setting.__dataclass_fields__}


def has_begun(sitting: Sitting) -> bool:
    return sitting.attempts.counted().exists()


def new_code() -> str:
    """An access code that can be read out and typed on any phone."""
    return "".join(secrets.choice(LETTERS) for _place in range(CODE_LENGTH))
