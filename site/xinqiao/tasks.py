"""Jobs of the site itself that are due by the clock."""

from __future__ import annotations

from celery import shared_task
from django.core.management import call_command


@shared_task(name="xinqiao.publish_scheduled")
def publish_scheduled() -> None:
    """Publish and withdraw what editors have set a time for. Safe to run again."""
    call_command("publish_scheduled")


@shared_task(name="xinqiao.clear_sessions")
def clear_sessions() -> None:
    """Forget sessions that have ended."""
    call_command("clearsessions")
