"""Who sees and who writes questions of a bank."""

from __future__ import annotations

import pytest

from assessments.models import Bank
from tests.assessments.factories import make_bank
from tests.factories import AssignmentFactory, PersonFactory, UnitFactory
from xinqiao.accounts.models import Person, Role, Unit

pytestmark = pytest.mark.django_db


def holder(role: Role, unit: Unit) -> Person:
    return AssignmentFactory(role=role, unit=unit).person


def test_a_bank_is_seen_at_its_unit_and_above() -> None:
    county = UnitFactory(kind=Unit.Kind.COUNTY)
    school = UnitFactory(parent=county)
    make_bank(unit=school)
    above = holder(Role.TRAINER, county)
    assert Bank.objects.visible_to(above).exists()
    assert Bank.objects.writable_by(above).exists()
    for stranger in (
        PersonFactory(),
        holder(Role.LEARNER, school),
        holder(Role.TRAINER, UnitFactory()),
    ):
        assert not Bank.objects.visible_to(stranger).exists()
        assert not Bank.objects.writable_by(stranger).exists()


def test_a_bank_that_is_handed_down_is_seen_below_and_written_above() -> None:
    county = UnitFactory(kind=Unit.Kind.COUNTY)
    bank = make_bank(unit=county)
    below = holder(Role.TRAINER, UnitFactory(parent=county))
    assert not Bank.objects.visible_to(below).exists()
    bank.shared_down = True
    bank.save()
    assert Bank.objects.visible_to(below).exists()
    assert not Bank.objects.writable_by(below).exists()
    assert not Bank.objects.visible_to(holder(Role.TRAINER, UnitFactory())).exists()


def test_a_bank_is_seen_by_invitation() -> None:
    bank = make_bank()
    county, other = UnitFactory(kind=Unit.Kind.COUNTY), UnitFactory()
    bank.shared_with.add(county)
    assert Bank.objects.visible_to(holder(Role.TRAINER, UnitFactory(parent=county))).count() == 1
    assert not Bank.objects.visible_to(holder(Role.LEARNER, county)).exists()
    assert not Bank.objects.visible_to(holder(Role.TRAINER, other)).exists()


def test_a_reviewer_reviews_and_does_not_write() -> None:
    bank = make_bank()
    reviewer = holder(Role.REVIEWER, bank.unit)
    assert Bank.objects.reviewable_by(reviewer).exists()
    assert not Bank.objects.writable_by(reviewer).exists()
