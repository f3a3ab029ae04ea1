"""What the tests of backups share."""

from __future__ import annotations

import hashlib
import json
import resource
import sqlite3
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader

from xinqiao.common.backups.places import Place

SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE django_migrations (app TEXT, name TEXT);
CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT);
CREATE TABLE wagtaildocs_document (id INTEGER PRIMARY KEY, title TEXT, file TEXT);
"""


@cache
def all_migrations() -> list[tuple[str, str]]:
    """Those that the code knows, so that a restored database is up to date."""
    return sorted(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def put_up(place: Place, name: str, content: bytes) -> None:
    """A document, in the order in which the editor does it: the file, then the row."""
    (place.media / "documents" / name).write_bytes(content)
    run(
        place,
        "INSERT INTO wagtaildocs_document (title, file) VALUES (?, ?)",
        name,
        f"documents/{name}",
    )


def run(place: Place, statement: str, *values: object) -> list[tuple]:
    with closing(sqlite3.connect(place.database)) as database, database:
        return database.execute(statement, values).fetchall()


def everything(place: Place) -> dict[str, object]:
    """Each row of each table, and a digest of each upload."""
    with closing(sqlite3.connect(place.database)) as database:
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        names = [name for (name,) in database.execute(tables)]
        rows: dict[str, object] = {
            name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"')))  # noqa: S608
            for name in names
        }
    for file in sorted(place.media.rglob("*")):
        if file.is_file():
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            rows[file.relative_to(place.folder).as_posix()] = digest
    return rows


def left_behind(place: Place) -> list[str]:
    """What lies in the folder beside data and locks."""
    usual = {"db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "media"}
    names = [file.name for file in place.folder.iterdir()]
    return sorted(name for name in names if name not in usual and not name.endswith(".lock"))


def silent(amount: int) -> None:
    """Nobody watches."""


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """The system refuses to write more, as it does on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


Change = Callable[[dict[str, Any]], None]


def rewritten(
    archive: Path,
    target: Path,
    *,
    change: Change | None = None,
    more: dict[str, bytes] | None = None,
) -> Path:
    """The archive as an attacker would make it: another manifest, more members."""
    with zipfile.ZipFile(archive) as before, zipfile.ZipFile(target, "w") as after:
        manifest = json.loads(before.read("manifest.json"))
        if change:
            change(manifest)
        for info in before.infolist():
            content = before.read(info)
            if info.filename == "manifest.json":
                content = json.dumps(manifest).encode()
            after.writestr(info, content)
        for name, content in (more or {}).items():
            after.writestr(plain(name), content)
    return target


def plain(name: str, kind: int = stat.S_IFREG) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (kind | 0o600) << 16
    return info
