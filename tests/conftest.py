"""What all tests share. The people and pages that a test needs come from tests/factories.py."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from django.utils.translation import trans_real
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from pytest_django import Settings

from xinqiao.common.messages import compile_catalogues

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
