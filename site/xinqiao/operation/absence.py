"""Leave a service that does not answer alone for a while, so that nobody waits for it in vain."""

from __future__ import annotations

import logging
import time
from threading import Lock

logger = logging.getLogger(__name__)

TELL_EVERY = 60.0
"""Seconds between two lines in the log about the same absence."""


class Absence:
    """Whether a service is away, as far as this process knows. Safe to share between threads."""

    def __init__(self, name: str, *, pause: float) -> None:
        self.name = name
        self.pause = pause
        """Seconds after a fault in which nobody asks; then one asks, and the others wait on."""
        self.away = False
        self.ask_again = 0.0
        self.told = float("-inf")
        self.lock = Lock()

    def may_ask(self) -> bool:
        if not self.away:
            return True
        with self.lock:
            now = time.monotonic()
            if now < self.ask_again:
                return False
            self.ask_again = now + self.pause
            return True

    def no_answer(self, fault: Exception) -> None:
        with self.lock:
            now = time.monotonic()
            self.away, self.ask_again = True, now + self.pause
            if now - self.told < TELL_EVERY:
                return
            self.told = now
        logger.warning("The %s does not answer: %s", self.name, type(fault).__name__)

    def answered(self) -> None:
        if self.away:
            self.away = False
            logger.warning("The %s answers again", self.name)
