"""Locks between processes that end with their holder, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Taken(Exception):
    """Another process holds the lock."""


@contextmanager
def hold(file: Path, *, shared: bool = False) -> Iterator[int]:
    """Hold the lock *file* inside the block, alone or together with others that share it.

    Gives its descriptor: a child that inherits it holds the lock too, also after we are gone.
    Raises `Taken`.
    """
    number = os.open(file, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(number, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Taken(file) from None
        yield number
    finally:
        os.close(number)
