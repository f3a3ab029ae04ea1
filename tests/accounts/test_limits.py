"""Failures are counted per account; an address may be a whole school."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.factories import PASSWORD, PersonFactory
from xinqiao.accounts.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counting")]


@pytest.fixture
def lin() -> Person:
    return PersonFactory(username="lin", email="lin@school.cn")


WRONG = "not-the-password"


def attempt(login: str = "lin", password: str = WRONG, language: str = "zh-hans") -> Any:
    return Client().post(f"/{language}/account/login/", {"login": login, "password": password})


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_eleventh_failure_is_answered_calmly_with_a_time(lin: Person, language: str) -> None:
    with time_machine.travel("2026-11-24T14:20:00+08:00", tick=False):
        for _failure in range(10):
            assert attempt(language=language).status_code == 200
        refused = attempt(language=language)

    page = refused.content.decode()
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "600"
    assert "14:30" in page
    with translation.override(language):
        assert f"<h1>{gettext('Please wait a while')}</h1>" in page
    assert f"/{language}/account/password/reset/" in page


def test_after_that_the_right_password_waits_as_well(lin: Person) -> None:
    with time_machine.travel("2026-11-24T14:20:00+08:00", tick=False):
        for _failure in range(10):
            attempt()
        assert attempt(password=PASSWORD).status_code == 429

    with time_machine.travel("2026-11-24T14:30:01+08:00", tick=False):
        assert attempt(password=PASSWORD).status_code == 302


def test_user_name_and_address_of_an_account_are_one_count(lin: Person) -> None:
    for _failure in range(5):
        attempt("lin")
        attempt("LIN@school.cn")

    assert attempt("Lin").status_code == 429
    assert attempt("lin@school.cn").status_code == 429


def test_an_unknown_name_is_counted_the_same(lin: Person) -> None:
    for _failure in range(10):
        attempt("nobody")

    assert attempt("nobody").status_code == 429
    assert attempt("lin", PASSWORD).status_code == 302


def test_the_account_next_door_is_not_touched(lin: Person) -> None:
    PersonFactory(username="shi")
    for _failure in range(11):
        attempt("lin")

    assert attempt("shi", PASSWORD).status_code == 302


def test_a_whole_school_signs_in_from_one_address() -> None:
    names = [PersonFactory().username for _teacher in range(200)]

    answers = {attempt(name, PASSWORD).status_code for name in names}

    assert answers == {302}


def test_a_whole_school_mistypes_once_from_one_address() -> None:
    names = [PersonFactory().username for _teacher in range(40)]

    for name in names:
        assert attempt(name).status_code == 200
        assert attempt(name, PASSWORD).status_code == 302


def test_a_success_in_between_does_not_wipe_the_failures(lin: Person) -> None:
    for _failure in range(9):
        attempt()
    attempt(password=PASSWORD)
    attempt()

    assert attempt().status_code == 429


def test_a_new_password_opens_the_door_at_once(
    lin: Person,
    mailoutbox: list,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    for _failure in range(11):
        attempt()
    client = Client()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/zh-hans/account/password/reset/", {"email": "lin@school.cn"})
    link = re.search(r"/zh-hans/account/password/reset/key/\S+", mailoutbox[0].body)
    assert link

    form = client.get(link[0], follow=True).request["PATH_INFO"]
    client.post(form, {"password1": "persimmon-tree-8", "password2": "persimmon-tree-8"})

    assert attempt(password="persimmon-tree-8").status_code == 302


@pytest.mark.parametrize("email", ["lin@school.cn", "nobody@school.cn"])
def test_the_sixth_request_for_a_new_password_waits_whoever_is_meant(
    lin: Person, email: str
) -> None:
    for _request in range(5):
        assert Client().post("/en/account/password/reset/", {"email": email}).status_code == 302

    refused = Client().post("/en/account/password/reset/", {"email": email})

    assert refused.status_code == 429
    assert "Please try again after" in refused.content.decode()
    assert refused.headers["Retry-After"] == "3600"
