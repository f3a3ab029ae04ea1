"""The mark that tells for how long kept pages are true: the time of a file, moved on by each change.

All processes of a site share its DATA_DIR and so this file. A time is written without taking
room, so that a change is seen on a full disk too, and it is never half written.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.conf import settings

Mark = int
"""Nanoseconds. Another mark than before means: something has changed."""


class Generation:
    """The mark that is kept as the time of *file*."""

    def __init__(self, file: Path) -> None:
        self.file = str(file)  # `os.stat` takes a string twice as fast as a path

    def read(self) -> Mark | None:
        """The mark as it is now, or None where there can be none. About a microsecond."""
        try:
            return os.stat(self.file).st_mtime_ns
        except FileNotFoundError:
            return self.begin()
        except OSError:
            return None

    def begin(self) -> Mark | None:
        """Make the file, also when somebody has cleared the folder away."""
        try:
            os.makedirs(os.path.dirname(self.file), exist_ok=True)
            os.close(os.open(self.file, os.O_CREAT | os.O_WRONLY, 0o644))
            return os.stat(self.file).st_mtime_ns
        except OSError:
            return None

    def move_on(self) -> None:
        """Nothing that was kept counts any more. Raises OSError if that cannot be told."""
        try:
            before = os.stat(self.file).st_mtime_ns
        except FileNotFoundError:
            self.begin()
            return
        now = max(time.time_ns(), before + 1)  # a clock that was set back must not repeat a mark
        os.utime(self.file, ns=(now, now))


def generation_of_site() -> Generation:
    return Generation(settings.DATA_DIR / "pages" / "generation")
