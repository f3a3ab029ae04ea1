"""The small country of the accounts' tests, with people who look after it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.accounts.conftest import Country, browser, counting, country
from tests.factories import AssignmentFactory, PersonFactory
from xinqiao.accounts.models import Person, Role
from xinqiao.joining.models import Invitation
from xinqiao.joining.services.invitations import make_invitation

__all__ = ["browser", "counting", "country"]


@pytest.fixture
def supervisor(country: Country) -> Person:
    return country.someone(Role.SUPERVISOR, country.county)


@pytest.fixture
def neighbour(country: Country) -> Person:
    """The supervisor of the county next door."""
    return country.someone(Role.SUPERVISOR, country.neighbour)


@pytest.fixture
def learner(country: Country) -> Person:
    return AssignmentFactory(unit=country.school).person


@pytest.fixture
def newcomer(country: Country) -> Person:
    return PersonFactory(display_name="新老师")


@pytest.fixture
def invitation(country: Country, supervisor: Person) -> Invitation:
    return invite(country, supervisor)


def invite(country: Country, by: Person, **terms: Any) -> Invitation:
    """For three learners of the school and a week, unless told otherwise."""
    usual = {"role": Role.LEARNER, "unit": country.school, "uses": 3, "ends_on": in_days(7)}
    return make_invitation(by, **usual | terms)


def in_days(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)
