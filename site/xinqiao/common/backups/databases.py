"""What a backup has to know about a SQLite file, by the file alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.apps import apps
from django.db import models

Migrations = dict[str, list[str]]
"""Names of the migrations that were applied, by app."""


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a database that has to exist."""
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True, timeout=20)
    with closing(connection):
        yield connection


def copy_database(source: Path, target: Path) -> None:
    """Copy as of one moment, while others read and write. *target* becomes a file that needs no
    other beside it."""
    with opened(source) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)  # in one step: in smaller ones each write of others would start it anew
        copy.execute("PRAGMA journal_mode = DELETE")


def pour(source: Path, live: Path) -> None:
    """Replace all of *live* by *source* in one transaction, while others have it open."""
    with opened(source) as new, opened(live) as target:
        new.backup(target)


def fold(file: Path) -> bool:
    """Bring all of the database into its one file. False where another process has it open."""
    with opened(file) as connection:
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.OperationalError as fault:
            if "locked" in str(fault):
                return False
            raise
    return True


def faults_in(file: Path) -> list[str]:
    """What SQLite itself finds wrong; [] is a sound database."""
    with opened(file) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else found


def rows_in(file: Path) -> dict[str, int]:
    """By table, how many rows it has."""
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    with opened(file) as connection:
        names = sorted(name for (name,) in connection.execute(named))
        return {
            name: connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0]  # noqa: S608
            for name in names
        }


def migrations_in(file: Path) -> Migrations:
    applied: Migrations = {}
    with opened(file) as connection:
        for app, name in connection.execute(
            "SELECT app, name FROM django_migrations ORDER BY 1, 2"
        ):
            applied.setdefault(app, []).append(name)
    return applied


def files_named_in(file: Path) -> set[str]:
    """The uploads that rows name, as paths below the folder media."""
    tables = rows_in(file)
    named: set[str] = set()
    with opened(file) as connection:
        for model in apps.get_models(include_auto_created=True):
            for field in model._meta.local_concrete_fields:
                if isinstance(field, models.FileField) and model._meta.db_table in tables:
                    column, table = quoted(str(field.column)), quoted(model._meta.db_table)
                    query = f"SELECT {column} FROM {table} WHERE {column} <> ''"  # noqa: S608
                    named.update(name for (name,) in connection.execute(query))
    return named


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
