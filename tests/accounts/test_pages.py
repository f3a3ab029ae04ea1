"""Every page around the account is ours, in both languages, and works without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from tests.factories import PersonFactory
from xinqiao.accounts.models import Person

pytestmark = pytest.mark.django_db

FOR_ALL = [
    "login/",
    "signup/",
    "inactive/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/1-stale/",
    "password/reset/key/done/",
    "confirm-email/",
    "confirm-email/stale/",
]
FOR_PEOPLE = ["", "logout/", "email/", "password/change/", "reauthenticate/"]
PAGES = [*FOR_ALL, *FOR_PEOPLE]


@pytest.fixture
def read(browser: Callable[[Person], Client]) -> Callable[[str, str], str]:
    def read(page: str, language: str) -> str:
        client = browser(PersonFactory()) if page in FOR_PEOPLE else Client()
        response = client.get(f"/{language}/account/{page}")
        assert response.status_code == 200
        return response.content.decode()

    return read


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_heading_and_one_next_step(
    read: Callable[[str, str], str], page: str, language: str
) -> None:
    html = read(page, language)

    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert len(re.findall(r'class="button"', html)) == 1
    assert 'class="help-bar"' in html
    assert 'name="robots" content="noindex"' in html


@pytest.mark.parametrize("page", PAGES)
def test_a_page_keeps_to_the_security_policy(read: Callable[[str, str], str], page: str) -> None:
    html = read(page, "en")

    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r'\s(?:style|on\w+)="', html)
    assert "placeholder=" not in html[html.index("<main") :], "labels stay while one types"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_in_english_holds_english_only(read: Callable[[str, str], str], page: str) -> None:
    main = read(page, "en").split("<main", 1)[1].split("</main>")[0]

    said = main.replace("林老师", "").replace("简体中文", "")
    assert not re.findall(r"[\u4e00-\u9fff]+", re.sub(r'value="[^"]*"', "", said))


@pytest.mark.parametrize("page", PAGES)
def test_fields_have_labels(read: Callable[[str, str], str], page: str) -> None:
    main = read(page, "zh-hans").split("<main", 1)[1].split("</main>")[0]

    for field in re.findall(r'<input(?![^>]*type="hidden")[^>]*id="([^"]+)"', main):
        assert f'for="{field}"' in main


@pytest.mark.parametrize(
    "page", ["login/code/", "phone/change/", "phone/verify/", "signup/passkey/", "3rdparty/"]
)
def test_what_is_not_offered_is_not_there(page: str) -> None:
    assert Client().get(f"/zh-hans/account/{page}").status_code == 404


@pytest.mark.parametrize("page", FOR_PEOPLE)
def test_pages_for_people_ask_strangers_to_sign_in(page: str) -> None:
    response = Client().get(f"/zh-hans/account/{page}")

    assert response.status_code == 302


def test_pages_are_not_kept_by_caches() -> None:
    for page in ("login/", "signup/"):
        assert "no-store" in Client().get(f"/en/account/{page}").headers["Cache-Control"]


def test_the_sign_in_page_is_cheap(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = Client()
    client.get("/en/account/login/")

    with django_assert_num_queries(5, exact=False):
        client.get("/en/account/login/")


def test_wagtails_sign_in_page_is_ours() -> None:
    with translation.override("zh-hans"):
        first = Client().get("/cms/")
        second = Client().get(first.headers["Location"])

    assert first.headers["Location"] == "/cms/login/?next=/cms/"
    assert second.headers["Location"] == "/zh-hans/account/login/?next=/cms/"


ODD = [
    "\x00",
    "😀" * 500,
    "\u202eniL",
    "'; DROP TABLE--",
    "=1+1",
    "a" * 50_000,
    "{{ 7 }}",
    "<i>x",
    "@",
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("login/", ["login", "password"]),
        ("signup/", ["display_name", "username", "email", "password1", "password2", "next"]),
        ("password/reset/", ["email", "next"]),
        ("", ["display_name", "phone", "language"]),
        ("email/", ["email", "action_add"]),
        ("email/", ["email", "action_remove"]),
        ("password/change/", ["oldpassword", "password1", "password2"]),
        ("reauthenticate/", ["password", "next"]),
    ],
)
def test_odd_input_breaks_no_form(
    browser: Callable[[Person], Client], page: str, fields: list[str], odd: str
) -> None:
    client = browser(PersonFactory()) if page in FOR_PEOPLE else Client()

    response = client.post(f"/en/account/{page}", dict.fromkeys(fields, odd))

    assert response.status_code in {200, 302}
    assert odd not in response.headers.get("Location", "")
    assert "<i>x" not in response.content.decode()
