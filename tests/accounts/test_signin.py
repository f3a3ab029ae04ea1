from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from tests.factories import PASSWORD, PersonFactory
from xinqiao.accounts.models import Person

pytestmark = pytest.mark.django_db

LOGIN = "/zh-hans/account/login/"


@pytest.fixture
def lin() -> Person:
    return PersonFactory(username="林老师", email="lin@school.cn")


def sign_in(client: Client, login: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": login, "password": password} | more)


@pytest.mark.parametrize("login", ["林老师", "lin@school.cn", "LIN@school.cn", " 林老师 "])
def test_one_signs_in_by_user_name_or_address(client: Client, lin: Person, login: str) -> None:
    assert sign_in(client, login).headers["Location"] == "/zh-hans/my/"


def test_full_width_letters_are_understood(client: Client) -> None:
    PersonFactory(username="lin2")

    assert sign_in(client, "ｌｉｎ２").status_code == 302


def test_one_lands_where_one_wanted(client: Client, lin: Person) -> None:
    assert sign_in(client, "林老师", next="/en/courses/").headers["Location"] == "/en/courses/"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example/", "\\\\x.y"]
)
def test_nobody_is_led_to_another_site(client: Client, lin: Person, target: str) -> None:
    assert sign_in(client, "林老师", next=target).headers["Location"] == "/zh-hans/my/"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("login", ["林老师", "lin@school.cn", "nobody", "nobody@school.cn"])
def test_a_mismatch_says_the_same_whoever_is_meant(
    client: Client, lin: Person, language: str, login: str
) -> None:
    response = client.post(f"/{language}/account/login/", {"login": login, "password": "wrong"})

    with translation.override(language):
        words = gettext(
            "User name and password do not match. Check for capital letters in the password."
        )
    assert response.status_code == 200
    assert words in response.content.decode()


def test_a_closed_account_is_told_so(client: Client) -> None:
    PersonFactory(username="gone", is_active=False)

    response = sign_in(client, "gone")

    page = client.get(response.headers["Location"]).content.decode()
    assert gettext("This account is closed") in page
    assert "_auth_user_id" not in client.session


def test_closing_an_account_ends_its_sessions(
    browser: Callable[[Person], Client], lin: Person
) -> None:
    client = browser(lin)
    Person.objects.update(is_active=False)

    assert client.get("/zh-hans/account/").status_code == 302


def test_signing_out_asks_first_and_stays_in_the_language(
    browser: Callable[[Person], Client], lin: Person
) -> None:
    client = browser(lin)

    assert client.get("/en/account/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/en/account/logout/").headers["Location"] == "/en/"
    assert "_auth_user_id" not in client.session


def test_signing_in_ends_with_the_browser(client: Client, lin: Person) -> None:
    sign_in(client, "林老师")

    assert client.session.get_expire_at_browser_close()
    assert client.cookies["sessionid"]["max-age"] == ""


def test_who_asks_to_stay_signed_in_stays_so_for_two_weeks(client: Client, lin: Person) -> None:
    sign_in(client, "林老师", remember="on")

    assert not client.session.get_expire_at_browser_close()
    assert client.session.get_expiry_age() == 14 * 86_400
    assert client.cookies["sessionid"]["max-age"] == 14 * 86_400


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_says_what_the_box_means_on_a_shared_computer(
    client: Client, language: str
) -> None:
    page = client.get(f"/{language}/account/login/").content.decode()

    with translation.override(language):
        assert gettext("Stay signed in on this device") in page
        assert (
            gettext(
                "Not on a shared computer: without it you are signed out when the browser is closed."
            )
            in page
        )


def test_the_cookie_is_out_of_reach_of_scripts(client: Client, lin: Person) -> None:
    sign_in(client, "林老师")

    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


def test_without_a_token_of_the_page_nobody_is_signed_in(lin: Person) -> None:
    client = Client(enforce_csrf_checks=True)

    assert sign_in(client, "林老师").status_code == 403


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_bare_address_leads_to_the_language_of_the_account(
    browser: Callable[[Person], Client], language: str
) -> None:
    client = browser(PersonFactory(language=language))

    for asked in ("zh-hans", "en"):
        response = client.get("/", headers={"accept-language": asked})
        assert response.headers["Location"] == f"/{language}/"
