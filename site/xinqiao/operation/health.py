"""How the parts are without which the site works badly or not at all."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any

from celery import current_app
from django.core.cache import cache as pages_cache
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from xinqiao.operation.cache import LastingRedisCache

logger = logging.getLogger(__name__)

FRESH = 1.0
"""Seconds for which an answer is given again, so that asking often costs nothing."""

OK, NOT_USED, AWAY, NO_ANSWER = "ok", "not used", "away", "no answer in time"


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


@cache
def last_migrations() -> frozenset[tuple[str, str]]:
    """By app and name, those that come after all others. Read from disk once."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def migrations() -> str:
    waiting = last_migrations() - set(MigrationRecorder(connection).applied_migrations())
    return "migrations wait" if waiting else OK


def cache_store() -> str:
    if isinstance(pages_cache, LastingRedisCache):
        pages_cache.ping()
        return OK
    now = time.time()
    pages_cache.set("readyz", now, 60)
    return OK if pages_cache.get("readyz") is not None else NOT_USED


def broker() -> str:
    if current_app.conf.task_always_eager:
        return NOT_USED
    with current_app.connection_for_write() as link:
        link.ensure_connection(max_retries=1, timeout=2)
        link.channel()  # to open one, the broker is asked
    return OK


@dataclass(frozen=True)
class Check:
    """Asks one part of the site. `ask` returns its state in short words, or raises."""

    name: str
    ask: Callable[[], str]
    essential: bool
    """Whether nobody should be sent here while it is away. Pages need neither cache nor broker."""
    seconds: float = 2.0


CHECKS = (
    Check("database", database, essential=True),
    Check("migrations", migrations, essential=True, seconds=5.0),
    Check("cache", cache_store, essential=False),
    Check("broker", broker, essential=False, seconds=5.0),
)

MOST_CHECKS = 16
"""How many parts can be asked at the same time."""


@dataclass(frozen=True)
class Report:
    """The states of all parts, by name."""

    states: dict[str, str]
    checks: tuple[Check, ...] = CHECKS

    def well(self, check: Check) -> bool:
        return self.states[check.name] in {OK, NOT_USED}

    @property
    def ready(self) -> bool:
        return all(self.well(check) for check in self.checks if check.essential)

    @property
    def status(self) -> str:
        if not self.ready:
            return "not ready"
        return "ready" if all(map(self.well, self.checks)) else "impaired"

    def as_json(self) -> dict[str, Any]:
        parts = {
            check.name: {"state": self.states[check.name], "essential": check.essential}
            for check in self.checks
        }
        return {"status": self.status, "parts": parts}


@dataclass
class Doctor:
    """Asks all parts at the same time, each in a thread of its own and at most once at a time."""

    checks: tuple[Check, ...] = CHECKS
    asked: dict[str, Future[str]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    last: Report | None = None
    last_at: float = 0.0

    def __post_init__(self) -> None:
        self.threads = ThreadPoolExecutor(MOST_CHECKS, thread_name_prefix="readyz")

    def report(self) -> Report:
        """Not older than a second; while somebody else is asking, what was found before."""
        if not self.lock.acquire(blocking=self.last is None) and self.last:
            return self.last
        try:
            if self.last is None or time.monotonic() - self.last_at > FRESH:
                self.last = self.ask_all()
                self.last_at = time.monotonic()
            return self.last
        finally:
            self.lock.release()

    def ask_all(self) -> Report:
        began = time.monotonic()
        for check in self.checks:
            if check.name not in self.asked:  # else the last question still waits for its answer
                self.asked[check.name] = self.threads.submit(ask_alone, check)
        states = {
            check.name: self.state(check, until=began + check.seconds) for check in self.checks
        }
        self.tell_changes(states)
        return Report(states, self.checks)

    def state(self, check: Check, *, until: float) -> str:
        try:
            found = self.asked[check.name].result(max(0.0, until - time.monotonic()))
        except TooSlow:
            return NO_ANSWER
        del self.asked[check.name]
        return found

    def tell_changes(self, states: dict[str, str]) -> None:
        before = self.last.states if self.last else {}
        for name, state in states.items():
            if state != before.get(name, state):
                logger.warning("%s: %s, was: %s", name, state, before[name])


def ask_alone(check: Check) -> str:
    """The state of one part, with connections that nobody else uses."""
    try:
        return check.ask()
    except Exception:
        logger.debug("%s", check.name, exc_info=True)
        return AWAY
    finally:
        connections.close_all()


doctor = Doctor()


def ask_too(check: Check) -> None:
    """Ask a part from now on that an app of its own brings along; for its `ready`."""
    doctor.checks += (check,)


def report() -> Report:
    return doctor.report()
