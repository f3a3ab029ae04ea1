"""A backup: whole, of one moment, while the site goes on; or none at all."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.common.backups.helpers import (
    files_no_larger_than,
    left_behind,
    put_up,
    run,
    silent,
)
from xinqiao.common.backups.archives import Archive
from xinqiao.common.backups.places import NoRoom, NotReadable, Place, Refused, UnderWay
from xinqiao.common.backups.restoring import restore
from xinqiao.common.backups.saving import WrongPlace, save
from xinqiao.common.locks import hold


def test_an_archive_holds_the_database_the_uploads_and_a_list_of_both(place, tmp_path):
    saved = save(tmp_path / "backup.zip", place, progress=silent)

    with zipfile.ZipFile(saved.file) as archive:
        told = json.loads(archive.read("manifest.json"))
        assert archive.testzip() is None
    assert sorted(told["files"]) == [
        *("db.sqlite3", "media/documents/empty.txt", "media/documents/观察单.pdf"),
    ]
    assert told["product"] == "xinqiao"
    assert told["rows"]["note"] == 3
    assert "0001_initial" in told["migrations"]["accounts"]
    assert told["missing"] == told["left_out"] == []
    assert left_behind(place) == []


def test_only_its_owner_can_read_a_backup(place, tmp_path):
    saved = save(tmp_path / "backup.zip", place, progress=silent)

    assert saved.file.stat().st_mode & 0o777 == 0o600


def test_in_a_folder_a_backup_is_named_by_its_moment(place, tmp_path):
    saved = save(tmp_path, place, progress=silent)

    assert saved.file.parent == tmp_path
    assert saved.file.name.startswith("xinqiao-20")
    assert saved.file.suffix == ".zip"


WRITER = """
import itertools, sqlite3, sys
from pathlib import Path
folder = Path(sys.argv[1])
database = sqlite3.connect(folder / "db.sqlite3", timeout=20)
documents = folder / "media" / "documents"
for number in itertools.count():
    name = f"written-{number}.txt"
    (documents / name).write_text(name * 50)
    with database:
        row = ("INSERT INTO wagtaildocs_document (title, file) VALUES (?, ?)", (name, f"documents/{name}"))
        database.execute(*row)
        database.execute("INSERT INTO note (text) VALUES (?)", (name,))
    if number % 3 == 2 and number > 9:
        gone = f"written-{number - 8}.txt"
        with database:
            database.execute("DELETE FROM wagtaildocs_document WHERE title = ?", (gone,))
            database.execute("DELETE FROM note WHERE text = ?", (gone,))
        (documents / gone).unlink()
    if number == 20:
        print("in full swing", flush=True)
"""


@contextmanager
def written_to(place: Place) -> Iterator[None]:
    """Somebody puts up documents and deletes some, all the time."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(place.folder)], stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    try:
        yield
        assert writer.poll() is None  # it was never held up to its end
    finally:
        writer.kill()
        writer.communicate()


def test_a_backup_made_while_others_write_is_of_one_moment(place, tmp_path):
    with written_to(place):
        backups = [save(tmp_path / f"{number}.zip", place, progress=silent) for number in range(4)]

    for saved in backups:
        restore(saved.file, place, progress=silent)
        notes = {text for (text,) in run(place, "SELECT text FROM note WHERE text LIKE 'written%'")}
        rows = dict(
            run(place, "SELECT title, file FROM wagtaildocs_document WHERE title LIKE 'written%'")
        )
        assert len(notes) > 10
        assert notes == set(rows)  # each transaction whole
        assert saved.manifest.missing == []
        for title, file in rows.items():
            assert (place.media / file).read_text() == title * 50


def test_what_the_disk_had_lost_before_is_told_and_the_rest_is_saved(place, tmp_path):
    (place.media / "documents" / "empty.txt").unlink()

    saved = save(tmp_path / "backup.zip", place, progress=silent)

    assert saved.manifest.missing == ["media/documents/empty.txt"]
    assert "media/documents/观察单.pdf" in saved.manifest.files


def test_links_among_the_uploads_are_not_followed_but_told(place, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("not for a backup")
    (place.media / "link").symlink_to(secret)
    (place.media / "folder").symlink_to(tmp_path)

    saved = save(tmp_path / "backup.zip", place, progress=silent)

    assert sorted(saved.manifest.left_out) == ["folder", "link"]
    assert b"not for a backup" not in saved.file.read_bytes()


def test_a_site_without_uploads_has_a_backup_too(place, tmp_path):
    run(place, "DELETE FROM wagtaildocs_document")
    for file in place.media.rglob("*.*"):
        file.unlink()
    (place.media / "documents").rmdir()
    place.media.rmdir()

    assert set(save(tmp_path / "backup.zip", place, progress=silent).manifest.files) == {
        "db.sqlite3"
    }


# What is refused


def refused(target: Path, place: Place, kind: type[Refused]) -> str:
    """The reason. Nothing may be left where the archive would be, nor beside the data."""
    before = list(target.parent.glob("*")), left_behind(place)
    with pytest.raises(kind) as reason:
        save(target, place, progress=silent)
    assert (list(target.parent.glob("*")), left_behind(place)) == before
    return str(reason.value)


@pytest.mark.parametrize("room", [0, 10_000, 300_000])
def test_a_disk_that_fills_up_leaves_no_half_backup_and_the_site_goes_on(place, tmp_path, room):
    put_up(place, "film.mp4", os.urandom(400_000))
    target = tmp_path / "out" / "backup.zip"
    target.parent.mkdir()

    with files_no_larger_than(room):
        reason = refused(target, place, NoRoom)

    assert "Nothing was changed" in reason or "没有任何改动" in reason
    put_up(place, "later.txt", b"the site goes on")
    assert save(target, place, progress=silent).size > 400_000


def test_a_backup_larger_than_the_disk_is_refused_before_the_first_byte(place, tmp_path):
    with (place.media / "film.mp4").open("wb") as film:
        film.truncate(8 * 1024**4)  # takes no room until it is copied

    reason = refused(tmp_path / "backup.zip", place, NoRoom)

    assert "8,796,0" in reason


def test_an_earlier_backup_is_never_overwritten(place, tmp_path):
    target = tmp_path / "backup.zip"
    target.write_bytes(b"of yesterday")

    assert str(target) in refused(target, place, WrongPlace)
    assert target.read_bytes() == b"of yesterday"


def test_a_backup_never_lies_where_readers_can_fetch_it(place, settings: Settings):
    settings.STATIC_ROOT = place.folder / "static"
    settings.STATIC_ROOT.mkdir()

    assert str(place.media) in refused(place.media / "backup.zip", place, WrongPlace)
    with pytest.raises(WrongPlace):
        save(settings.STATIC_ROOT / "backup.zip", place, progress=silent)


def test_a_folder_that_is_not_there_is_named(place, tmp_path):
    assert str(tmp_path / "no") in refused(tmp_path / "no" / "backup.zip", place, WrongPlace)


def test_without_a_database_there_is_nothing_to_save(place, tmp_path):
    place.database.unlink()

    assert str(place.database) in refused(tmp_path / "backup.zip", place, NotReadable)


def test_a_wrecked_database_is_no_backup(place, tmp_path):
    place.database.write_bytes(b"wrecked " * 9_000)

    with pytest.raises(NotReadable, match="not a database"):
        save(tmp_path / "backup.zip", place, progress=silent)

    assert list(tmp_path.glob("backup*")) == []


def test_two_at_once_do_not_get_into_each_others_way(place, tmp_path):
    with hold(place.at_work):
        refused(tmp_path / "backup.zip", place, UnderWay)


def test_what_a_crash_left_is_cleared_by_the_next(place, tmp_path):
    (tmp_path / "backup.zip.part").write_bytes(b"half")
    place.workshop.mkdir()
    (place.workshop / "db.sqlite3").write_bytes(b"half")

    saved = save(tmp_path / "backup.zip", place, progress=silent)

    assert not (tmp_path / "backup.zip.part").exists()
    assert left_behind(place) == []
    with saved.file.open("rb") as file:
        assert Archive(file).manifest == saved.manifest


def test_a_database_that_somebody_writes_to_for_long_does_not_hold_up_a_backup(place, tmp_path):
    with closing(sqlite3.connect(place.database)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO note (text) VALUES ('not yet')")

        saved = save(tmp_path / "backup.zip", place, progress=silent)

    assert saved.manifest.rows["note"] == 3
