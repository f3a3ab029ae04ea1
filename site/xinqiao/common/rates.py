"""Limits that cost nothing: counted in this process, for requests that come by the hundred."""

from __future__ import annotations

import time
from threading import Lock


class Rate:
    """For each key at most *burst* at once, and *per_second* in the long run.

    Each process counts for itself, so that all together let through a few times as much: enough
    to keep a device that has gone wild, or somebody who floods the site, from starving others.
    """

    MOST_KEYS = 10_000

    def __init__(self, *, burst: int, per_second: float) -> None:
        self.burst, self.per_second = burst, per_second
        self.left: dict[str, tuple[float, float]] = {}  # how many are left, and since when
        self.lock = Lock()

    def take(self, key: str) -> bool:
        """Whether one more is allowed; if so, it is counted."""
        now = time.monotonic()
        with self.lock:
            left, since = self.left.pop(key, (float(self.burst), now))
            left = min(self.burst, left + (now - since) * self.per_second)
            allowed = left >= 1
            self.left[key] = (left - allowed, now)
            if len(self.left) > self.MOST_KEYS:  # whoever has not come for longest
                del self.left[next(iter(self.left))]
        return allowed
