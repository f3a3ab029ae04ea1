"""While the database is away, people and devices hear that it is worth trying again soon."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.test import Client
from django.urls import path

from tests.factories import PersonFactory
from xinqiao import urls


def wrapped(request: HttpRequest) -> None:
    """A fault that comes from the database, as a library tells it."""
    try:
        raise OperationalError("server closed the connection")
    except OperationalError:
        raise ValueError("could not load") from None


urlpatterns = [path("en/wrapped/", wrapped), *urls.urlpatterns]
handler500 = urls.handler500


def refuse(*arguments: object) -> None:
    raise OperationalError("could not connect to 10.0.0.1 as xinqiao")


@pytest.fixture
def away(client: Client, db: None) -> Iterator[Client]:
    """A browser of somebody signed in, while each query fails as without a server."""
    client.force_login(PersonFactory())
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        yield client


@pytest.mark.parametrize("address", ["/zh-hans/", "/en/my/", "/en/courses/", "/en/nowhere/"])
def test_a_page_asks_for_patience_in_both_languages(away: Client, address: str):
    answer = away.get(address)

    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "no-store" in answer["Cache-Control"]
    assert "请稍等片刻" in page and "Please wait a moment" in page
    assert 'href="tel:12356"' in page
    assert answer["X-Request-ID"] in page
    assert "10.0.0.1" not in page
    assert "style=" not in page and "<script" not in page


@pytest.mark.parametrize(
    ("language", "words"), [("en", "stays on this"), ("zh-hans", "还在这台设备")]
)
def test_a_device_keeps_its_facts_and_hears_when_to_try_again(
    away: Client, language: str, words: str
):
    headers = {"accept-language": language}

    answer = away.post("/sync/", "[]", content_type="application/json", headers=headers)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert answer.json()["code"] == "unavailable"
    assert words in answer.json()["reason"]
    assert answer.json()["id"] == answer["X-Request-ID"]


@pytest.mark.urls(__name__)
def test_a_fault_that_comes_from_the_database_counts_too(client: Client, db: None):
    client.raise_request_exception = False

    assert client.get("/en/wrapped/").status_code == 503


def test_a_refused_form_asks_for_patience_too(away: Client):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/en/account/logout/").status_code == 503
