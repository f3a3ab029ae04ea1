"""In each process only a few requests are at work at once; the others wait for their turn.

Python runs one thread at a time. With dozens at work, one that holds a lock of the database gets
the processor back only after all the others, and all that wait for the lock wait as often.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, get_ident, local
from time import monotonic

AT_WORK = 2
"""Places in each process: one that computes, and one that waits for the database meanwhile."""
URGENT_IN_A_ROW = 2
"""After so many urgent ones somebody else has a turn, if anybody waits."""
LONG = 2.0
"""Seconds after which one at work, such as a large export, goes on beside the others."""


class Waiting:
    def __init__(self) -> None:
        self.thread = get_ident()
        self.turn = Event()


class Turns:
    """Places to work, given in the order of coming; what is urgent goes before what is not."""

    def __init__(self, places: int = AT_WORK, long: float = LONG) -> None:
        self._places, self._long = places, long
        self._lock = Lock()
        self._working: dict[int, float] = {}  # since when, by thread
        self._urgent: deque[Waiting] = deque()
        self._others: deque[Waiting] = deque()
        self._in_a_row = 0

    @property
    def free(self) -> int:
        return self._places - len(self._working)

    @property
    def waiting(self) -> int:
        return len(self._urgent) + len(self._others)

    def take(self, *, urgent: bool = False) -> None:
        """Wait for a place for this thread. Whoever has one gives it back by `give_back`."""
        mine = Waiting()
        with self._lock:
            (self._urgent if urgent else self._others).append(mine)
            self._let_in()
        while not mine.turn.wait(self._long):
            with self._lock:
                self._let_in()

    def give_back(self) -> None:
        with self._lock:
            self._working.pop(get_ident(), None)
            self._let_in()

    def _let_in(self) -> None:
        now = monotonic()
        if self.waiting:
            recent = {
                one: since for one, since in self._working.items() if now - since < self._long
            }
            self._working = recent
        while self.waiting and self.free > 0:
            following = self._next()
            self._working[following.thread] = now
            following.turn.set()

    def _next(self) -> Waiting:
        if self._urgent and not (self._others and self._in_a_row >= URGENT_IN_A_ROW):
            self._in_a_row += 1
            return self._urgent.popleft()
        self._in_a_row = 0
        return self._others.popleft()


turns = Turns()
_mine = local()


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
