"""In each process only a few requests are at work at once; the others wait for their turn.

Python runs one thread at a time. With dozens at work, one that holds a lock of the database gets
the processor back only after all the others, and all that wait for the lock wait as often.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

AT_WORK = 3
"""Places in each process: one that computes, and two that wait for the database meanwhile."""
URGENT_IN_A_ROW = 2
"""After so many urgent ones somebody else has a turn, if anybody waits."""


class Turns:
    """Places to work, given in the order of coming; what is urgent goes before what is not."""

    def __init__(self, places: int = AT_WORK) -> None:
        self._free = places
        self._lock = threading.Lock()
        self._urgent: deque[threading.Event] = deque()
        self._others: deque[threading.Event] = deque()
        self._in_a_row = 0

    def take(self, *, urgent: bool = False) -> None:
        """Wait for a place. Who has one gives it back by `give_back`."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = threading.Event()
            (self._urgent if urgent else self._others).append(mine)
        mine.wait()

    @property
    def free(self) -> int:
        return self._free

    @property
    def waiting(self) -> int:
        return len(self._urgent) + len(self._others)

    def give_back(self) -> None:
        with self._lock:
            following = self._next()
            if following:
                following.set()
            else:
                self._free += 1

    def _next(self) -> threading.Event | None:
        if self._urgent and not (self._others and self._in_a_row >= URGENT_IN_A_ROW):
            self._in_a_row += 1
            return self._urgent.popleft()
        self._in_a_row = 0
        return self._others.popleft() if self._others else None


turns = Turns()
_mine = threading.local()


@contextmanager
def at_work(*, urgent: bool = False) -> Iterator[None]:
    """A place for the block."""
    turns.take(urgent=urgent)
    _mine.urgent = urgent
    try:
        yield
    finally:
        _mine.urgent = None
        turns.give_back()


@contextmanager
def aside() -> Iterator[None]:
    """Let others work while the block waits for something outside; never inside a transaction.

    Does nothing in a thread that has no place.
    """
    urgent = getattr(_mine, "urgent", None)
    if urgent is None:
        yield
        return
    turns.give_back()
    try:
        yield
    finally:
        turns.take(urgent=urgent)
