"""Jobs of notices. Each may run twice and end anywhere."""

from __future__ import annotations

from celery import shared_task

from xinqiao.operation.kept import OftenTask

from . import digests, outbox, services


@shared_task(name="notifications.send_mail", base=OftenTask)
def send_mail() -> None:
    outbox.settle_doubts()
    outbox.send_due()


@shared_task(name="notifications.make_digests")
def make_digests() -> None:
    digests.make_digests()


@shared_task(name="notifications.forget_old")
def forget_old() -> None:
    services.forget_old()
