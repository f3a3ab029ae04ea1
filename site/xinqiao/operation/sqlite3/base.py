"""Django's SQLite, where those who want to write wait in a queue.

SQLite lets one connection write at a time. Who finds it taken sleeps and looks again, and sleeps
longer each time, up to a tenth of a second: meanwhile the database stands idle, or others who came
later get in. Here the threads of a process queue up, and the first of them looks every millisecond.
"""

from __future__ import annotations

import re
import sqlite3
import time
from threading import Lock
from typing import Any

from django.db.backends.sqlite3 import base

LOOK_EVERY = 0.001
"""Seconds between two looks whether another process has done with the database."""
WRITES = re.compile(r"\s*(BEGIN|INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)

queue = Lock()
"""Held by the thread of this process that writes or looks whether it can."""


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_turn = False

    @property
    def patience(self) -> float:
        """Seconds after which who waits hears that the database is locked."""
        return float(self.settings_dict["OPTIONS"].get("timeout", 5.0))

    def create_cursor(self, name: str | None = None) -> Cursor:
        return self.connection.cursor(factory=lambda connection: Cursor(connection, self))

    def take_turn(self) -> None:
        if not queue.acquire(timeout=self.patience):
            raise sqlite3.OperationalError("database is locked")
        self.has_turn = True

    def end_turn(self) -> None:
        if self.has_turn:
            self.has_turn = False
            queue.release()

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # its stubs forget it
        finally:
            self.end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # its stubs forget it
        finally:
            self.end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # its stubs forget it
        finally:
            self.end_turn()


class Cursor(base.SQLiteCursorWrapper):
    def __init__(self, connection: Any, wrapper: DatabaseWrapper) -> None:
        super().__init__(connection)
        self.wrapper = wrapper

    def execute(self, query: str, params: Any = None) -> Any:
        """What writes alone has its turn for one statement, a transaction until its end."""
        if self.connection.in_transaction or not WRITES.match(query):
            return super().execute(query, params)
        self.wrapper.take_turn()
        try:
            return self.execute_once_free(query, params)
        finally:
            if not self.connection.in_transaction:
                self.wrapper.end_turn()

    def execute_once_free(self, query: str, params: Any) -> Any:
        patience = self.wrapper.patience
        deadline = time.monotonic() + patience
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    return super().execute(query, params)
                except sqlite3.OperationalError as fault:
                    if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                        raise
                time.sleep(LOOK_EVERY)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(1000 * patience)}")
