"""A storm of sign-ins waits in a lane of its own, and who finds it full is asked to come back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from threading import Event, Thread

import pytest
from django.conf import settings as site
from django.contrib.auth.hashers import (
    MD5PasswordHasher,
    PBKDF2PasswordHasher,
    check_password,
    make_password,
)
from django.db import connection
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import Settings

from tests.factories import PASSWORD, PersonFactory
from xinqiao.accounts import lane
from xinqiao.accounts.models import Person

LOGIN = "/zh-hans/account/login/"
HEADING = "Many people are signing in right now"


@pytest.fixture
def lin(db: None) -> Person:
    return PersonFactory(username="lin")


@pytest.fixture
def full() -> Iterator[None]:
    """Every place is taken."""
    for _place in range(site.PLACES_IN_LANE):
        assert lane.places.acquire(blocking=False)
    yield
    lane.places.release(site.PLACES_IN_LANE)


def free_places() -> int:
    taken = 0
    while lane.places.acquire(blocking=False):
        taken += 1
    lane.places.release(taken)
    return taken


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send from the form of *page*, without what is still to be typed."""
    form = page[page.index('<form method="post"') :]
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in hidden}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_when_all_places_are_taken_one_is_asked_to_come_back(
    lin: Person, full: None, language: str
) -> None:
    form = {"login": "lin", "password": PASSWORD}
    answer = Client().post(f"/{language}/account/login/", form)

    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "no-store" in answer["Cache-Control"]
    with translation.override(language):
        assert f"<h1>{gettext(HEADING)}</h1>" in page
    assert "<b>lin</b>" in page
    assert f'value="{PASSWORD}"' not in page


def test_what_was_typed_is_sent_again_with_the_password_and_leads_on(lin: Person) -> None:
    places = free_places()
    for _place in range(places):
        lane.places.acquire()
    client = Client()
    form = {"login": "lin", "password": PASSWORD, "remember": "on", "next": "/en/courses/"}
    page = client.post(LOGIN, form).content.decode()
    lane.places.release(places)

    again = fields_of(page)
    answer = client.post(LOGIN, again | {"password": PASSWORD})

    assert {"login", "remember", "next"} <= again.keys()
    assert answer.status_code == 302
    assert answer["Location"] == "/en/courses/"


@pytest.mark.usefixtures("counting")
def test_who_is_asked_to_come_back_has_used_up_no_try(lin: Person) -> None:
    places = free_places()
    for _place in range(places):
        lane.places.acquire()
    for _time in range(11):
        Client().post(LOGIN, {"login": "lin", "password": PASSWORD})
    lane.places.release(places)

    answer = Client().post(LOGIN, {"login": "lin", "password": PASSWORD})

    assert answer.status_code == 302


def test_an_account_is_not_half_made_when_there_is_no_room(db: None, full: None) -> None:
    names = {"display_name": "林", "username": "lin", "email": ""}
    passwords = {"password1": PASSWORD, "password2": PASSWORD}

    answer = Client().post("/zh-hans/account/signup/", names | passwords)

    page = answer.content.decode()
    assert answer.status_code == 503
    assert (fields_of(page)["display_name"], fields_of(page)["username"]) == ("林", "lin")
    assert page.count('type="password"') == 2
    assert not Person.objects.exists()


def test_all_else_goes_on_while_the_lane_is_full(lin: Person, full: None) -> None:
    client = Client()
    client.force_login(lin)

    assert Client().get(LOGIN).status_code == 200
    assert client.get("/zh-hans/my/").status_code == 200
    assert client.get("/sync/").status_code == 200
    assert client.post("/zh-hans/account/logout/").status_code == 302


def test_a_place_is_given_back_whatever_came_of_it(lin: Person) -> None:
    before = free_places()
    quiet = Client(raise_request_exception=False)

    for form in ({"login": "lin", "password": PASSWORD}, {"login": "lin", "password": "no"}, {}):
        quiet.post(LOGIN, form)
    Client(enforce_csrf_checks=True).post(LOGIN, {})

    assert free_places() == before == site.PLACES_IN_LANE


def test_a_waiting_page_learns_whether_there_is_room(full: None) -> None:
    answer = Client().get("/zh-hans/account/room/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_those_who_wait_are_no_error_in_the_log(
    lin: Person, full: None, caplog: pytest.LogCaptureFixture
) -> None:
    Client().post(LOGIN, {"login": "lin", "password": PASSWORD})
    Client().get("/zh-hans/account/room/")

    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def test_a_waiting_page_goes_on_when_there_is_room() -> None:
    answer = Client().get("/zh-hans/account/room/")

    assert answer.status_code == 204
    assert "no-store" in answer["Cache-Control"]


# One at a time


@pytest.fixture
def real_hasher(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["xinqiao.accounts.lane.PasswordHasher"]


@contextmanager
def somebody_before() -> Iterator[None]:
    """It is somebody else's turn until the block ends."""
    over = Event()
    lane.lane.submit(over.wait)
    yield
    over.set()


def test_a_password_waits_while_another_is_being_hashed(real_hasher: None) -> None:
    hashed: list[str] = []
    person = Thread(target=lambda: hashed.append(make_password(PASSWORD)), daemon=True)

    with somebody_before():
        person.start()
        person.join(0.3)  # it would be done by far
        assert hashed == []

    person.join(60)
    assert check_password(PASSWORD, hashed[0])


def test_whoever_holds_a_transaction_waits_for_nobody(real_hasher: None, db: None) -> None:
    assert connection.in_atomic_block

    with somebody_before():
        assert make_password(PASSWORD)


def test_passwords_hashed_by_django_stay_good(real_hasher: None) -> None:
    by_django = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1)

    assert check_password(PASSWORD, by_django)
    assert not check_password("another", by_django)


in_transaction: list[bool] = []


class Witness(MD5PasswordHasher):
    def encode(self, password: str, salt: str) -> str:
        in_transaction.append(connection.in_atomic_block)
        return super().encode(password, salt)


@pytest.mark.django_db(transaction=True)
def test_nobody_signing_up_holds_up_others_while_the_password_is_hashed(
    settings: Settings,
) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Witness"]
    in_transaction.clear()
    names = {"display_name": "林", "username": "lin", "email": ""}
    passwords = {"password1": PASSWORD, "password2": PASSWORD}

    Client().post("/zh-hans/account/signup/", names | passwords)

    assert Person.objects.get().check_password(PASSWORD)
    assert in_transaction
    assert not any(in_transaction)
