"""Jobs that misbehave."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from celery import shared_task
from django.core.cache import cache


@shared_task(name="tests.die_once")
def die_once(key: str) -> None:
    """The first time, die in the middle of the work; *key* in the cache counts the tries."""
    cache.add(key, 0, None)
    if cache.incr(key) == 1:
        os.kill(os.getpid(), signal.SIGKILL)


@shared_task(name="tests.hang_once")
def hang_once(folder: str) -> None:
    """The first time, tell in *folder* that it has begun, and hang; the second time, be done."""
    begun = Path(folder, "begun")
    if not begun.exists():
        begun.touch()
        time.sleep(600)
    Path(folder, "done").touch()
