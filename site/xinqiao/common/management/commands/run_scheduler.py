from __future__ import annotations

import signal
import sys
import time
from types import FrameType
from typing import Any, NoReturn

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from xinqiao.common.scheduler import read_schedule, run_due, seconds_until_due


def leave(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(0)


class Command(BaseCommand):
    help = "Run what is due by the clock, in this process, until it is told to end."

    def handle(self, **options: Any) -> None:
        if not settings.CELERY_TASK_ALWAYS_EAGER:
            raise CommandError(
                "CELERY_BROKER_URL is set: run `celery -A xinqiao worker --beat` instead."
            )
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, leave)
        current_app.loader.import_default_modules()
        entries = read_schedule(settings.CELERY_BEAT_SCHEDULE, current_app)
        while True:
            run_due(entries, current_app)
            time.sleep(seconds_until_due(entries))
