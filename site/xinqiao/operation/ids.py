"""The number of a request: the same on the page, in the logs and in the tasks that follow."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LENGTH_TO_TELL = 14
"""As long as our own: what can be read out over a telephone."""

_current: ContextVar[str] = ContextVar("request_id", default="")


def new() -> str:
    """Twelve digits in three groups, because people tell it to each other."""
    digits = f"{secrets.randbelow(10**12):012}"
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def well_formed(given: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9-]{8,64}", given) is not None


def current() -> str:
    """The id of what is being done here, empty outside of requests and tasks."""
    return _current.get()


def to_tell() -> str:
    """What the person at the other end reads: the whole id, or the beginning of a long one."""
    return current()[:LENGTH_TO_TELL]


@contextmanager
def following(request_id: str) -> Iterator[None]:
    """Until the block ends, all that is logged and queued carries *request_id*."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)
