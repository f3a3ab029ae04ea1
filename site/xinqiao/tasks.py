"""Jobs of the site itself that are due by the clock."""

from __future__ import annotations

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from xinqiao.accounts.closing import delete_long_closed
from xinqiao.operation.kept import OftenTask


@shared_task(name="xinqiao.publish_scheduled", base=OftenTask)
def publish_scheduled() -> None:
    """Publish and withdraw what editors have set a time for. Safe to run again."""
    call_command("publish_scheduled")


@shared_task(name="xinqiao.clear_sessions")
def clear_sessions() -> None:
    """Forget sessions that have ended."""
    call_command("clearsessions")


@shared_task(name="xinqiao.delete_long_closed")
def delete_closed_accounts() -> None:
    """Delete what is left of accounts that were closed years ago. Safe to run again."""
    delete_long_closed(timezone.now())
