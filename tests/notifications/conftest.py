from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.factories import PersonFactory
from xinqiao.accounts.models import Person
from xinqiao.notifications.kinds import ByMail, Kind, kinds_by_code
from xinqiao.notifications.models import Notice
from xinqiao.notifications.services import notify

TEA = Kind(
    code="tea",
    title="Tea",
    group="Kitchen",
    headline="%(sort)s is ready",
    text="Come to the kitchen.",
    default=ByMail.AT_ONCE,
)
CAKE = Kind(
    code="cake",
    title="Cake",
    group="Kitchen",
    headline="Cake: %(sort)s",
    text="There is some left.",
    default=ByMail.DAILY,
)


@pytest.fixture(autouse=True)
def kitchen() -> Iterator[None]:
    """Two more kinds than the site has, so that its own may change."""
    known = kinds_by_code()
    known.update({kind.code: kind for kind in (TEA, CAKE)})
    yield
    kinds_by_code.cache_clear()


def reader(address: str = "lin@school.cn", **details: Any) -> Person:
    """Somebody who has confirmed an address."""
    person = PersonFactory(email=address, **({"language": "en"} | details))
    EmailAddress.objects.create(user=person, email=address, primary=True, verified=True)
    return person


@pytest.fixture
def lin(db: None) -> Person:
    return reader()


@pytest.fixture
def browser(lin: Person) -> Client:
    client = Client()
    client.force_login(lin)
    return client


def tell(person: Person, kind: Kind = TEA, about: str = "pot 1", **details: Any) -> Notice:
    details = {"words": {"sort": "Jasmine"}} | details
    notify([person], kind, about=about, **details)
    return Notice.objects.get(person=person, kind=kind.code, about=about)
