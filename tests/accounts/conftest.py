"""A small country: one province, one prefecture, two counties with schools, and its people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.factories import AssignmentFactory, UnitFactory
from xinqiao.accounts.models import Person, Role, Unit


@dataclass
class Country:
    nation: Unit
    province: Unit
    prefecture: Unit
    county: Unit
    school: Unit
    neighbour: Unit
    neighbour_school: Unit

    def someone(self, role: Role, unit: Unit) -> Person:
        return AssignmentFactory(role=role, unit=unit).person


@pytest.fixture
def country(db: None) -> Country:
    nation = UnitFactory(kind="nation", slug="china", name_zh="中国")
    province = UnitFactory(kind="province", parent=nation, slug="yunling")
    prefecture = UnitFactory(kind="prefecture", parent=province, slug="nanjiang")
    county = UnitFactory(kind="county", parent=prefecture, slug="qinghe")
    neighbour = UnitFactory(kind="county", parent=prefecture, slug="shiqiao")
    return Country(
        nation=nation,
        province=province,
        prefecture=prefecture,
        county=county,
        school=UnitFactory(parent=county, slug="liuwan", name_zh="柳湾小学"),
        neighbour=neighbour,
        neighbour_school=UnitFactory(parent=neighbour, slug="baiyun"),
    )


@pytest.fixture
def browser() -> Callable[[Person], Client]:
    """Gives a browser in which somebody is signed in."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def counting(settings: Settings) -> Iterator[None]:
    """A cache that remembers, so that tries are counted as on a server."""
    if settings.CACHES["default"]["BACKEND"].endswith("DummyCache"):
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    yield
    cache.clear()
