"""What is due by the clock, run in this process: for a site without a broker and workers."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import Celery
from celery.schedules import BaseSchedule, crontab, maybe_schedule
from django.db import close_old_connections

logger = logging.getLogger(__name__)

LONG_AGO = timedelta(days=3650)
LONGEST_WAIT = 60.0
"""Seconds; so that a clock that was put right is noticed."""


@dataclass
class Entry:
    """One line of CELERY_BEAT_SCHEDULE, and when it last ran."""

    name: str
    task: str
    schedule: BaseSchedule
    last_run: datetime
    arguments: tuple[Any, ...] = ()

    def wait(self) -> float:
        """Seconds until it is due; 0 if it is due now."""
        due, seconds = self.schedule.is_due(self.last_run)
        return 0.0 if due else seconds


def read_schedule(schedule: Mapping[str, Mapping[str, Any]], app: Celery) -> list[Entry]:
    """What repeats by interval is due at once, for nobody knows when it last ran; what has an
    hour of the day waits for it."""
    entries = []
    for name, line in schedule.items():
        rhythm: Any = maybe_schedule(line["schedule"], app=app)
        last_run = app.now() if isinstance(rhythm, crontab) else app.now() - LONG_AGO
        entries.append(Entry(name, line["task"], rhythm, last_run, tuple(line.get("args", ()))))
    return entries


def run_due(entries: Iterable[Entry], app: Celery) -> None:
    """Run what is due. One that fails is logged and tried again at its next time."""
    for entry in entries:
        if entry.wait() > 0:
            continue
        entry.last_run = app.now()
        close_old_connections()
        try:
            app.tasks[entry.task].apply(entry.arguments, throw=True)
        except Exception:  # a task may fail in any way; the others go on
            logger.exception("Scheduled task failed: %s", entry.name)
        finally:
            close_old_connections()


def seconds_until_due(entries: Iterable[Entry]) -> float:
    return min([LONGEST_WAIT, *(entry.wait() for entry in entries)])
