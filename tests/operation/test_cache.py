"""Without Redis pages are made anew, and nobody waits for it or is locked out."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.test import Client
from pytest_django import Settings

from tests.factories import PASSWORD, PersonFactory
from xinqiao.operation.cache import PAUSE, absence_of

NOBODY = "redis://127.0.0.1:1/0"
"""An address at which nobody listens."""


@pytest.fixture
def lost(settings: Settings) -> BaseCache:
    absence_of.cache_clear()
    settings.CACHES = {
        "default": {
            "BACKEND": "xinqiao.operation.cache.LastingRedisCache",
            "LOCATION": NOBODY,
        }
    }
    caches["default"].counts.clear()
    return caches["default"]


def test_everything_is_as_if_nothing_had_been_kept(lost: BaseCache):
    lost.set("a", 1)

    assert lost.get("a", "nothing") == "nothing"
    assert lost.get_or_set("a", 2) == 2
    assert lost.add("a", 1)
    assert not lost.touch("a")
    assert not lost.delete("a")
    assert "a" not in lost
    assert lost.get_many(["a", "b"]) == {}
    assert lost.set_many({"a": 1, "b": 2}) == ["a", "b"]
    lost.delete_many(["a"])
    lost.clear()
    with pytest.raises(ValueError, match="not found"):
        lost.incr("a")


def test_it_is_asked_once_and_then_left_alone_for_a_while(
    lost: BaseCache, caplog: pytest.LogCaptureFixture
):
    lost.get("a")

    assert not absence_of(NOBODY).may_ask()
    assert absence_of(NOBODY).pause == PAUSE
    lost.get("a")
    assert [record.getMessage() for record in caplog.records] == [
        "The cache does not answer: ConnectionError"
    ]


def test_after_the_pause_one_asks_and_the_others_wait_on():
    absence_of.cache_clear()
    absence = absence_of(NOBODY)
    absence.no_answer(ConnectionError())
    absence.ask_again = 0.0

    assert absence.may_ask()
    assert not absence.may_ask()


def test_one_signs_in_and_stays_signed_in_without_it(client: Client, db: None, lost: BaseCache):
    PersonFactory(username="lin")

    client.post("/zh-hans/account/login/", {"login": "lin", "password": PASSWORD})

    assert client.get("/zh-hans/my/").status_code == 200
    assert client.get("/zh-hans/courses/").status_code in {200, 404}


def test_guessing_passwords_is_counted_in_the_process_meanwhile(
    client: Client, db: None, lost: BaseCache
):
    PersonFactory(username="lin")
    wrong = {"login": "lin", "password": "wrong"}

    statuses = [client.post("/zh-hans/account/login/", wrong).status_code for _ in range(11)]

    assert statuses == [200] * 10 + [429]
