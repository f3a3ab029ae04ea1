"""Passwords are hashed one at a time in each process, so that a storm of sign-ins starves nobody.

A password takes a fifth of a second of a core, whichever way it is hashed. Whoever waits does so
in a thread of the server; places to wait are fewer than threads, and beyond them one is asked to
come back.
"""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection

from xinqiao.operation import turns

HASHING_VIEWS = {
    "account_change_password",
    "account_login",
    "account_reauthenticate",
    "account_reset_password_from_key",
    "account_set_password",
    "account_signup",
}
"""By the names of their addresses, the views that hash what is posted to them."""

COME_BACK = 5
"""Seconds after which somebody is asked to come back: some twenty passwords later."""

LESS_URGENT = 5
"""How nice the thread that hashes is to all others (see nice(1)): saving a note comes first."""


def be_nice() -> None:
    """For the thread that calls this; Linux alone knows the priority of a single thread."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LESS_URGENT)


lane = ThreadPoolExecutor(max_workers=1, thread_name_prefix="passwords", initializer=be_nice)
places = BoundedSemaphore(settings.PLACES_IN_LANE)


class PasswordHasher(PBKDF2PasswordHasher):
    """Django's, when it is its turn."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        if connection.in_atomic_block:  # others may wait for its commit: it must not wait for them
            return super().encode(password, salt, iterations)
        hashing = lane.submit(super().encode, password, salt, iterations)
        with turns.aside():
            return hashing.result()


def is_full() -> bool:
    """Whether everybody who comes now is asked to come back."""
    if places.acquire(blocking=False):
        places.release()
        return False
    return True
