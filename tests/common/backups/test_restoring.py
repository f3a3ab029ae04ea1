"""A restore: everything as it was, the old data put aside; or nothing touched."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings

from search import engines
from tests.common.backups.helpers import (
    everything,
    files_no_larger_than,
    left_behind,
    put_up,
    rewritten,
    run,
    silent,
)
from xinqiao.common.backups import switching
from xinqiao.common.backups.places import NoRoom, NotReadable, Place, UnderWay
from xinqiao.common.backups.restoring import Restored, SiteRuns, restore
from xinqiao.common.backups.saving import save
from xinqiao.common.backups.switching import finish_interrupted
from xinqiao.common.locks import Taken, hold
from xinqiao.common.page_cache.generation import generation_of_site


@pytest.fixture
def archive(place: Place, tmp_path: Path) -> Path:
    return save(tmp_path / "backup.zip", place, progress=silent).file


@pytest.fixture
def saved(place: Place) -> dict[str, object]:
    """All that was there when the backup was made."""
    return everything(place)


def restored(archive: Path, place: Place, *, force: bool = False) -> Restored:
    return restore(archive, place, force=force, progress=silent)


def go_on(place: Place) -> dict[str, object]:
    """The site changes after the backup; returns all that is there then."""
    run(place, "DELETE FROM note WHERE text = '春'")
    run(place, "CREATE TABLE of_later (id INTEGER)")
    put_up(place, "later.txt", b"later")
    (place.media / "documents" / "观察单.pdf").write_bytes(b"another text under the same name")
    return everything(place)


def test_every_row_and_every_file_is_as_it_was(place, saved, archive):
    go_on(place)

    restored(archive, place)

    assert everything(place) == saved


def test_the_data_that_was_replaced_lies_whole_beside(place, archive):
    later = go_on(place)

    aside = restored(archive, place).put_aside

    assert everything(Place(aside)) == later
    assert left_behind(place) == [aside.name]
    assert aside.stat().st_mode & 0o777 == 0o700


def no_database(place: Place) -> None:
    place.database.unlink()


def garbage(place: Place) -> None:
    place.database.write_bytes(b"garbage" * 4_000)


def half_a_database(place: Place) -> None:
    os.truncate(place.database, place.database.stat().st_size // 2)


def empty_database(place: Place) -> None:
    os.truncate(place.database, 0)


def no_uploads(place: Place) -> None:
    shutil.rmtree(place.media)


def nothing_at_all(place: Place) -> None:
    shutil.rmtree(place.folder)
    place.folder.mkdir()


@pytest.mark.parametrize(
    "wreck",
    [no_database, garbage, half_a_database, empty_database, no_uploads, nothing_at_all],
)
def test_after_any_wreck_all_is_back(place, saved, archive, wreck):
    wreck(place)

    restored(archive, place)

    assert everything(place) == saved


def test_a_backup_of_a_machine_is_restored_on_another(saved, archive, tmp_path):
    other = Place(tmp_path / "other")
    other.folder.mkdir()

    restored(archive, other)

    assert everything(other) == saved


def test_what_was_worked_out_from_the_old_data_is_forgotten(
    place, archive, settings: Settings, tmp_path: Path
):
    settings.SEARCH_DIR = tmp_path / "search"
    engines.embedded().rebuild([])
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.set("count", "of the old data")
    mark = generation_of_site().read()

    restored(archive, place)

    assert cache.get("count") is None
    assert generation_of_site().read() != mark  # no page that is kept ahead of Django counts
    assert not engines.embedded().exists()  # the next start makes it anew


def test_a_file_that_is_not_there_is_named(place, tmp_path):
    with pytest.raises(NotReadable, match=r"no\.zip"):
        restored(tmp_path / "no.zip", place)


# While the site runs


READER = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute("SELECT * FROM note").fetchall()
print("open", flush=True)
if sys.stdin.readline() != "go on\\n":
    sys.exit()
with database:
    database.execute("INSERT INTO note (text) VALUES ('written by the running site')")
print(database.execute("SELECT count(*) FROM note WHERE text = '春'").fetchone()[0], flush=True)
sys.stdin.readline()
"""


@contextmanager
def opened_by_another(place: Place) -> Iterator[subprocess.Popen[str]]:
    """A process that has the database open, and says on request whether it finds the spring."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    reader = subprocess.Popen([sys.executable, "-c", READER, str(place.database)], **pipes)
    try:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "open\n"
        yield reader
    finally:
        reader.communicate()


def answer(process: subprocess.Popen[str]) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go on\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def test_under_a_running_site_nothing_is_restored(place, archive):
    later = go_on(place)

    with hold(place.running, shared=True), pytest.raises(SiteRuns):
        restored(archive, place)

    assert everything(place) == later
    assert left_behind(place) == []


def test_any_process_that_has_the_database_open_counts_as_the_site(place, archive):
    later = go_on(place)

    with opened_by_another(place), pytest.raises(SiteRuns):
        restored(archive, place)

    assert everything(place) == later
    assert left_behind(place) == []


def test_by_force_a_running_site_goes_on_with_the_restored_data(place, saved, archive):
    later = go_on(place)

    with opened_by_another(place) as site:
        told = restored(archive, place, force=True)

        assert told.in_use
        assert everything(place) == saved
        assert answer(site) == "1"
    assert everything(Place(told.put_aside)) == later
    assert run(place, "SELECT count(*) FROM note WHERE text = 'written by the running site'") == [
        (1,)
    ]
    assert run(place, "PRAGMA integrity_check") == [("ok",)]


def test_a_site_does_not_start_during_a_restore(place):
    with hold(place.running), pytest.raises(Taken), hold(place.running, shared=True):
        pass


def test_a_backup_and_a_restore_do_not_work_on_the_same_data(place, archive):
    with hold(place.at_work), pytest.raises(UnderWay):
        restored(archive, place, force=True)


# Crashes and full disks


class Crash(BaseException):
    """The power goes."""


def moves(monkeypatch: pytest.MonkeyPatch, allowed: int) -> list[str]:
    """Let *allowed* renames happen, then crash; returns the list of those that happened."""
    done: list[str] = []
    rename = Path.rename

    def counted(self: Path, target: Path) -> Path:
        if len(done) == allowed:
            raise Crash
        done.append(self.name)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", counted)
    return done


@pytest.mark.parametrize("in_use", [False, True])
def test_a_crash_at_any_moment_leaves_the_old_data_or_the_new(place, saved, archive, in_use):
    later = go_on(place)
    outcomes = []
    for allowed in range(20):
        with pytest.MonkeyPatch.context() as patch:
            done = moves(patch, allowed)
            with opened_by_another(place) if in_use else hold(place.folder / "nobody.lock"):
                try:
                    restored(archive, place, force=in_use)
                except Crash:
                    pass
                else:
                    break
        finish_interrupted(place)
        outcomes.append(everything(place) == saved)
        assert everything(place) in (saved, later)
        if outcomes[-1]:
            assert all_put_aside(place) == later
            put_back(place)
    assert len(done) >= 4
    assert outcomes == sorted(outcomes)  # once it is decided, it stays decided
    assert set(outcomes) == {False, True}


def all_put_aside(place: Place) -> dict[str, object]:
    (aside,) = place.folder.glob(f"{switching.ASIDE}*")
    return everything(Place(aside))


def put_back(place: Place) -> None:
    """What an administrator does who wants the old data again."""
    (aside,) = place.folder.glob(f"{switching.ASIDE}*")
    shutil.rmtree(place.media)
    for file in place.folder.glob("db.sqlite3*"):
        file.unlink()
    for part in list(aside.iterdir()):
        part.rename(place.folder / part.name)
    aside.rmdir()


def test_a_restore_larger_than_the_disk_is_refused_before_the_first_byte(place, archive, tmp_path):
    later = go_on(place)
    huge = rewritten(
        archive,
        tmp_path / "huge.zip",
        change=lambda told: told["files"]["db.sqlite3"].update(size=8 * 1024**4),
    )

    with pytest.raises(NoRoom):
        restored(huge, place)

    assert everything(place) == later
    assert left_behind(place) == []


def test_a_disk_that_fills_up_during_a_restore_leaves_the_old_data(place, archive):
    later = go_on(place)
    with files_no_larger_than(15_000), pytest.raises(NoRoom):
        restored(archive, place)

    assert everything(place) == later
    assert left_behind(place) == []


def test_an_interrupted_switch_is_finished_before_the_next_restore(place, saved, archive):
    with pytest.MonkeyPatch.context() as patch:
        moves(patch, 1)
        with pytest.raises(Crash):
            restored(archive, place)
    assert [name for name in left_behind(place) if name.startswith(switching.READY)]

    restored(archive, place)

    assert everything(place) == saved
    with closing(sqlite3.connect(place.database)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
