"""Work that is surely done, though the broker is away or a worker dies.

`later(task, …)` writes it down in the transaction of the change that asks for it. After the commit
it goes to the broker; the row stays until the work is done. What was lost on the way or has failed
is given again by `sweep`. So it may be done twice, and every task has to be safe to run again.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from celery.app.task import Task
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from xinqiao.operation import ids
from xinqiao.operation.absence import Absence
from xinqiao.operation.models import WaitingTask, after_patience

logger = logging.getLogger(__name__)

MOST_TRIES = 14
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
"""Doubled from try to try. All tries together last a day: a mail server may be away over night."""

KEEP_GIVEN_UP = timedelta(days=30)

SWEEP_AT_MOST = 500
SWEEP_SECONDS = 20.0
"""A mail server that hangs must not hold up for long what else is due by the clock."""

BROKER_FAULTS = (OperationalError, RedisError, OSError)
broker = Absence("broker", pause=10.0)


def later(task: Task, *args: Any, **kwargs: Any) -> WaitingTask:
    """Have *task* run once what is being changed has been committed. Arguments are plain JSON.

    Without a broker it runs in this process; what is marked as `slow` is left to the scheduler.
    """
    row = WaitingTask(task=task.name, args=list(args), kwargs=kwargs, request_id=ids.current())
    left_to_sweep = settings.SCHEDULER_DOES_SLOW_TASKS and getattr(task, "slow", False)
    if left_to_sweep:
        row.due = timezone.now()
    row.save(force_insert=True)
    if not left_to_sweep:
        transaction.on_commit(lambda: give(row), robust=True)  # whatever happens, the page answers
    return row


def give(row: WaitingTask) -> bool:
    """Give the work to a worker; False while the broker is away, and then `sweep` tries again."""
    if current_app.conf.task_always_eager:
        send(row)
        return True
    if broker.may_ask():
        try:
            send(row)
        except BROKER_FAULTS as fault:
            broker.no_answer(fault)
        else:
            broker.answered()
            return True
    WaitingTask.objects.filter(pk=row.pk).update(due=timezone.now())
    return False


def send(row: WaitingTask) -> None:
    current_app.tasks[row.task].apply_async(
        row.args,
        row.kwargs,
        task_id=str(row.pk),
        headers={"waiting": "yes", "request_id": row.request_id},
    )


def sweep() -> int:
    """Give again what is due; returns how much. One at a time does this, or harmlessly several."""
    until = time.monotonic() + SWEEP_SECONDS
    given = 0
    for row in WaitingTask.objects.due()[:SWEEP_AT_MOST]:
        if not claim(row):
            continue
        if row.task not in current_app.tasks:
            logger.error("There is no task of this name any more: %s", row.task)
            WaitingTask.objects.filter(pk=row.pk).update(due=None, fault="NotRegistered")
        elif give(row):
            given += 1
        else:
            break
        if time.monotonic() > until:
            break
    return given


def claim(row: WaitingTask) -> bool:
    """False if somebody else has taken it, or it was done meanwhile."""
    unchanged = WaitingTask.objects.filter(pk=row.pk, due=row.due)
    return unchanged.update(due=after_patience()) == 1


def begin(task_id: str) -> bool:
    """A worker takes the work up; False if there is nothing to do any more.

    What kills its worker each time is given up, too.
    """
    row = WaitingTask.objects.filter(pk=task_id)
    if row.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1, due=after_patience()):
        return True
    if row.filter(due__isnull=False).update(due=None):
        logger.error("Given up after %s tries: task %s", MOST_TRIES, task_id)
    return False


def finish(task_id: str) -> None:
    WaitingTask.objects.filter(pk=task_id).delete()


def fail(task_id: str, fault: Exception) -> None:
    """Try again later, or give up after the last try."""
    row = WaitingTask.objects.filter(pk=task_id).first()
    if row is None:
        return
    row.due, row.fault = next_try(row.tries), type(fault).__name__[:100]
    row.save(update_fields=["due", "fault"])
    if row.due is None:
        logger.error("Given up after %s tries: %s", row.tries, row.task)


def next_try(tries: int) -> datetime | None:
    """When to try again after so many *tries*; None to give up."""
    if tries >= MOST_TRIES:
        return None
    return timezone.now() + min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE)


def forget_given_up() -> int:
    """Delete what was given up long ago; returns how much."""
    old = WaitingTask.objects.given_up().filter(created__lt=timezone.now() - KEEP_GIVEN_UP)
    return old.delete()[0]
