"""Jobs that misbehave."""

from __future__ import annotations

import os
import signal

from celery import shared_task
from django.core.cache import cache


@shared_task(name="tests.die_once")
def die_once(key: str) -> None:
    """The first time, die in the middle of the work; *key* in the cache counts the tries."""
    cache.add(key, 0, None)
    if cache.incr(key) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
