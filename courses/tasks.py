from __future__ import annotations

from celery import shared_task

from courses.notices import remind_the_idle


@shared_task(name="courses.remind_the_idle")
def remind() -> None:
    """Safe to run again."""
    remind_the_idle()
