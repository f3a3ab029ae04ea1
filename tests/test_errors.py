"""What people read when a request is refused: what happened, what is safe, what to do."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import Client
from django.urls import path
from pytest_django import Settings

from tests.factories import PASSWORD, PersonFactory
from tests.knowledge_factories import HelpLineFactory
from xinqiao import urls


def refuse(request: HttpRequest) -> None:
    raise PermissionDenied


urlpatterns = [
    path("zh-hans/closed/", refuse),
    path("en/closed/", refuse),
    path("closed/", refuse),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500

LOGIN = "/zh-hans/account/login/"


@pytest.fixture
def strict() -> Client:
    """A browser whose forms are judged as on a server."""
    return Client(enforce_csrf_checks=True)


def token_in(html: str) -> str:
    return re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[0]


def in_our_design(html: str, *, language: str = "zh-Hans") -> bool:
    """Whether it is a page of ours, with the help lines and one next step."""
    return all(
        part in html for part in (f'<html lang="{language}"', 'href="tel:12356"', 'class="button"')
    ) and ("DEBUG" not in html)


def test_who_signed_in_in_another_tab_is_led_back_to_the_page(strict: Client, db: None):
    HelpLineFactory()
    person = PersonFactory(username="lin")
    first_tab = strict.get(LOGIN).content.decode()
    sign_in = {"login": "lin", "password": PASSWORD}
    second_tab = {"csrfmiddlewaretoken": token_in(strict.get(LOGIN).content.decode())}
    assert strict.post(LOGIN, sign_in | second_tab).status_code == 302

    answer = strict.post(
        LOGIN,
        sign_in | {"csrfmiddlewaretoken": token_in(first_tab)},
        headers={"referer": f"http://testserver{LOGIN}"},
    )

    html = answer.content.decode()
    assert answer.status_code == 403
    assert in_our_design(html)
    assert "没有丢" in html
    assert f'href="http://testserver{LOGIN}"' in html
    assert f'data-person="{person.public_id}"' in html
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "referrer", ["", "https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_a_form_from_nowhere_leads_home(strict: Client, db: None, referrer: str):
    HelpLineFactory()

    answer = strict.post("/zh-hans/account/logout/", headers={"referer": referrer})

    html = answer.content.decode()
    assert answer.status_code == 403
    assert in_our_design(html)
    assert 'class="button" href="/zh-hans/"' in html
    assert "elsewhere" not in html and "javascript" not in html


@pytest.mark.parametrize(
    ("address", "asks_for", "language"),
    [
        ("/en/account/logout/", "zh-hans", "en"),
        ("/zh-hans/account/logout/", "en", "zh-Hans"),
        ("/cms/login/", "en", "en"),
        ("/cms/login/", "zh-CN", "zh-Hans"),
        ("/cms/login/", "", "zh-Hans"),
    ],
)
def test_the_refusal_speaks_the_language_of_the_address_else_of_the_browser(
    strict: Client, db: None, address: str, asks_for: str, language: str
):
    HelpLineFactory()

    answer = strict.post(address, headers={"accept-language": asks_for})

    assert answer.status_code == 403
    assert in_our_design(answer.content.decode(), language=language)


def test_the_refusal_is_kept_by_no_cache(strict: Client, db: None):
    assert "no-store" in strict.post("/en/account/logout/")["Cache-Control"]


@pytest.mark.urls(__name__)
def test_who_may_not_open_a_page_reads_under_which_name_they_came(client: Client, db: None):
    HelpLineFactory()
    client.force_login(PersonFactory(display_name="林老师"))

    answer = client.get("/zh-hans/closed/")

    html = answer.content.decode()
    assert answer.status_code == 403
    assert in_our_design(html)
    assert "林老师" in html
    assert 'action="/zh-hans/account/logout/"' in html


@pytest.mark.urls(__name__)
def test_who_is_signed_out_may_sign_in_and_come_back(client: Client, db: None):
    HelpLineFactory()

    html = client.get("/en/closed/").content.decode()

    assert in_our_design(html, language="en")
    assert 'class="button" href="/en/account/login/?next=/en/closed/"' in html


@pytest.mark.urls(__name__)
def test_the_way_to_another_account_ends_at_the_sign_in_page(client: Client, db: None):
    client.force_login(PersonFactory())
    html = client.get("/en/closed/").content.decode()
    following = re.findall(r'name="next" value="([^"]+)"', html)[0]

    answer = client.post("/en/account/logout/", {"next": following})

    assert answer.headers["Location"] == "/en/account/login/"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_request_that_cannot_be_read_says_so_in_our_design(
    client: Client, db: None, settings: Settings, language: str
):
    HelpLineFactory()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    answer = client.post(f"/{language}/account/login/", {"login": "x" * 200})

    assert answer.status_code == 400
    tag = "zh-Hans" if language == "zh-hans" else "en"
    assert in_our_design(answer.content.decode(), language=tag)


def test_a_host_that_is_not_ours_gets_our_page_too(client: Client, db: None, settings: Settings):
    HelpLineFactory()
    settings.ALLOWED_HOSTS = ["127.0.0.1"]

    answer = client.get("/en/", headers={"host": "elsewhere.example"})

    assert answer.status_code == 400
    assert in_our_design(answer.content.decode(), language="en")
    assert "elsewhere" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/zh-hans/account/logout/", "/cms/login/"])
def test_without_the_database_a_refusal_still_gives_the_numbers(strict: Client, address: str):
    # Without the fixture `db` each query is refused, as when the database is away.
    answer = strict.post(address)

    assert answer.status_code == 500
    assert 'href="tel:12356"' in answer.content.decode()


def test_devices_that_send_facts_get_json(strict: Client, db: None, settings: Settings):
    strict.force_login(PersonFactory())
    headers = {"accept-language": "en"}
    facts = {"data": "[]", "content_type": "application/json", "headers": headers}

    stale = strict.post("/sync/", **facts)
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    strange = strict.post("/sync/", **facts)

    assert (stale.status_code, stale.json()["code"]) == (403, "csrf")
    assert (strange.status_code, strange.json()["code"]) == (400, "bad_request")
    assert stale.json()["reason"] and strange.json()["reason"]
