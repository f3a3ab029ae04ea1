"""Who wants to write into SQLite waits for a turn, and gets one soon after it is free."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

WRITERS, TIMES = 8, 25


@pytest.fixture
def file(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as new:
        new.execute("PRAGMA journal_mode = WAL")
        new.execute("CREATE TABLE cup (beans INTEGER)")
        new.execute("INSERT INTO cup VALUES (0)")
        new.commit()
    with django_db_blocker.unblock():  # no database of the site is used here
        yield tmp_path / "db.sqlite3"


@contextmanager
def connected(file: Path, patience: float = 20.0) -> Iterator[Any]:
    options = {"transaction_mode": "IMMEDIATE", "timeout": patience}
    database = {"ENGINE": "xinqiao.operation.sqlite3", "NAME": str(file), "OPTIONS": options}
    connection = ConnectionHandler({"default": database})["default"]
    yield connection
    connection.close()


@contextmanager
def in_transaction(connection: Any) -> Iterator[None]:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        if connection.connection is not None:
            connection.set_autocommit(True)


def beans(connection: Any) -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute("SELECT beans FROM cup").fetchone()[0])


def put(connection: Any, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cup SET beans = %s", [count])


@contextmanager
def taken_by_another_process(file: Path) -> Iterator[sqlite3.Connection]:
    """As it looks from here."""
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def test_many_who_read_and_then_write_lose_nothing(file: Path):
    def fill(_writer: int) -> None:
        with connected(file) as connection:
            for _ in range(TIMES):
                with in_transaction(connection):
                    put(connection, beans(connection) + 1)

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(fill, range(WRITERS)))

    with connected(file) as connection:
        assert beans(connection) == WRITERS * TIMES


@pytest.mark.parametrize("alone", [True, False], ids=["a statement", "a transaction"])
def test_what_wants_to_write_waits_for_another_process(file: Path, alone: bool):
    begun = Event()

    def write() -> int:
        with connected(file) as connection:
            begun.set()
            if alone:
                put(connection, 7)
            else:
                with in_transaction(connection):
                    put(connection, 7)
            return beans(connection)

    with ThreadPoolExecutor(1) as writer, taken_by_another_process(file) as other:
        written = writer.submit(write)
        begun.wait()
        assert not written.done()
        other.execute("ROLLBACK")
        assert written.result(20) == 7


def test_who_waits_in_vain_hears_it_and_holds_up_nobody_afterwards(file: Path):
    with connected(file, patience=0.05) as connection:
        with taken_by_another_process(file):
            with pytest.raises(OperationalError, match="locked"):
                put(connection, 1)
            with pytest.raises(OperationalError, match="locked"), in_transaction(connection):
                pass
            assert beans(connection) == 0

        put(connection, 2)
        assert beans(connection) == 2


def test_who_waits_in_vain_for_a_thread_of_the_same_process_hears_it_too(file: Path):
    def impatient() -> None:
        with connected(file, patience=0.05) as late:
            put(late, 1)

    with (
        connected(file) as connection,
        in_transaction(connection),
        ThreadPoolExecutor(1) as writer,
        pytest.raises(OperationalError, match="locked"),
    ):
        writer.submit(impatient).result(20)


def test_what_fails_in_a_transaction_lets_the_next_one_in(file: Path):
    with connected(file) as connection, connected(file, patience=1.0) as following:
        with pytest.raises(ZeroDivisionError), in_transaction(connection):
            put(connection, 1)
            raise ZeroDivisionError

        put(following, beans(following) + 5)
        assert beans(following) == 5


def test_a_connection_that_is_closed_in_the_middle_lets_the_next_one_in(file: Path):
    with connected(file) as connection, connected(file, patience=1.0) as following:
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        put(connection, 1)
        connection.close()

        put(following, beans(following) + 5)
        assert beans(following) == 5
