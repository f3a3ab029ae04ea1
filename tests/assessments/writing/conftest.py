from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from assessments.models import Bank
from tests.accounts.conftest import Country
from tests.assessments.factories import make_bank
from xinqiao.accounts.models import Person, Role


@pytest.fixture
def bank(country: Country) -> Bank:
    return make_bank(unit=country.county)


@pytest.fixture
def author(country: Country) -> Person:
    return country.someone(Role.AUTHOR, country.county)


@pytest.fixture
def client(browser: Callable[[Person], Client], author: Person, bank: Bank) -> Client:
    """The author's."""
    return browser(author)
