from __future__ import annotations

from celery import shared_task

from xinqiao.operation import outbox
from xinqiao.operation.kept import OftenTask


@shared_task(name="operation.sweep", base=OftenTask)
def sweep() -> None:
    """Give again what was lost on the way or has failed. Safe to run again."""
    outbox.sweep()


@shared_task(name="operation.forget_given_up")
def forget_given_up() -> None:
    outbox.forget_given_up()
