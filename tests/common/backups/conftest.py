"""A small site: a database with few tables, and uploads. Most rules show on it in no time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.common.backups.helpers import SCHEMA, all_migrations, put_up
from xinqiao.common.backups.places import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A site that does not run at the moment."""
    folder = tmp_path / "data"
    (folder / "media" / "documents").mkdir(parents=True)
    place = Place(folder)
    with closing(sqlite3.connect(place.database)) as database:
        database.executescript(SCHEMA)
        database.executemany("INSERT INTO django_migrations VALUES (?, ?)", all_migrations())
        database.executemany("INSERT INTO note (text) VALUES (?)", [("春",), ("夏",), (None,)])
        database.commit()
    put_up(place, "观察单.pdf", b"%PDF-1.7 " * 400)
    put_up(place, "empty.txt", b"")
    return place
