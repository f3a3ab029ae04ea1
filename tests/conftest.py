"""What all tests share. The people and pages that a test needs come from tests/factories.py."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from django.utils.translation import trans_real
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from pytest_django import Settings

from xinqiao.accounts import audit_guards
from xinqiao.common.messages import compile_catalogues
from xinqiao.operation import outbox

# The same examples each time, however slow the machine is today.
hypothesis.register_profile(
    "suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis.load_profile("suite")

# These need the real services that `make services-test` starts.
collect_ignore = [] if os.environ.get("CELERY_BROKER_URL") else ["services"]


def pytest_sessionstart() -> None:
    """The .mo files are not kept in the repository. What was read without them is read again."""
    if compile_catalogues():
        trans_real._translations = {}  # type: ignore[attr-defined]
        trans_real._default = None  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def clean_slate() -> None:
    """Each test starts in Chinese and with an empty cache."""
    translation.activate(settings.LANGUAGE_CODE)
    cache.clear()


@pytest.fixture
def warm_cache(settings: Settings) -> Iterator[None]:
    """A cache that remembers as on a server, for tests that count queries."""
    if settings.CACHES["default"]["BACKEND"].endswith("DummyCache"):
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    yield
    cache.clear()


def empty_the_database(case: TransactionTestCase) -> None:
    """Django's way after a test that committed; the guards of the audit log let nobody do that."""
    audit_guards.take_down(connection)
    tear_down(case)
    audit_guards.put_up(connection)


tear_down = TransactionTestCase._fixture_teardown
TransactionTestCase._fixture_teardown = empty_the_database  # type: ignore[method-assign]


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody listens at the address of the broker."""
    nobody = "redis://127.0.0.1:1/0"
    conf = current_app.conf
    before = {name: conf[name] for name in ("broker_url", "task_always_eager")}

    def use(values: dict[str, object]) -> None:
        conf.update(values)
        current_app.amqp._producer_pool = current_app._pool = None  # else the old ones go on

    monkeypatch.setattr(outbox, "broker", outbox.Absence("broker", pause=60.0))
    monkeypatch.setenv("CELERY_BROKER_URL", nobody)  # Celery looks there first
    use({"broker_url": nobody, "task_always_eager": False})
    yield
    monkeypatch.undo()
    use(before)


def commits(item: pytest.Item) -> bool:
    """Whether the test writes to the database for good, not in a transaction to be rolled back."""
    marker = item.get_closest_marker("django_db")
    return bool({"transactional_db", "live_server"} & set(getattr(item, "fixturenames", []))) or (
        marker is not None and marker.kwargs.get("transaction", False)
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that commit come last, for they leave the database empty. They themselves find it as
    the migrations made it, with root page and groups."""
    items.sort(key=commits)
    for item in filter(commits, items):
        item.fixturenames.append("django_db_serialized_rollback")  # type: ignore[attr-defined]
