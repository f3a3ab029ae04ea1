"""Waiting for what other processes do."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 60
"""Seconds after which something that did not happen will not happen."""


def eventually(answer: Callable[[], object]) -> bool:
    """Whether *answer* becomes true."""
    deadline = time.monotonic() + PATIENCE
    while not answer():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
