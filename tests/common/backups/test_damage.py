"""Archives that are not what was written: refused in clear words, and nothing is touched."""

from __future__ import annotations

import shutil
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.common.backups.helpers import everything, left_behind, plain, put_up, rewritten, silent
from xinqiao.common.backups.manifests import Damaged, NotOurs, TooNew
from xinqiao.common.backups.places import Place, Refused
from xinqiao.common.backups.restoring import restore
from xinqiao.common.backups.saving import save


@pytest.fixture
def archive(place: Place, tmp_path: Path) -> Path:
    file = save(tmp_path / "backup.zip", place, progress=silent).file
    put_up(place, "later.txt", b"later")
    return file


def refused(file: Path, place: Place, kind: type[Refused]) -> str:
    """The reason; all data is as it was."""
    before = everything(place)
    with pytest.raises(kind) as reason:
        restore(file, place, progress=silent)
    assert everything(place) == before
    assert left_behind(place) == []
    return str(reason.value)


def test_a_truncated_backup_is_refused_wherever_it_ends(place, archive):
    whole = archive.read_bytes()
    for length in [0, 1, 100, len(whole) // 2, len(whole) - 30, len(whole) - 1]:
        archive.write_bytes(whole[:length])
        refused(archive, place, Refused)


def test_one_changed_byte_is_found_or_does_no_harm(place, archive):
    whole = archive.read_bytes()
    with zipfile.ZipFile(archive) as opened:
        contents = {info.filename: opened.read(info) for info in opened.infolist()}
    harmless = 0
    for place_of_byte in range(0, len(whole), max(1, len(whole) // 40)):
        changed = bytearray(whole)
        changed[place_of_byte] ^= 0x55
        archive.write_bytes(changed)
        try:
            aside = restore(archive, place, progress=silent).put_aside
        except Refused:
            assert left_behind(place) == []
            continue
        harmless += 1  # a byte of a date or of a count that nobody reads
        assert place.database.read_bytes() == contents["db.sqlite3"]
        shutil.rmtree(aside)
    assert harmless < 5


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + b"\0" * 60])
def test_a_file_that_is_no_archive(place, tmp_path, content):
    file = tmp_path / "photo.jpg"
    file.write_bytes(content)

    refused(file, place, NotOurs)


def test_a_zip_file_that_is_no_backup(place, tmp_path):
    file = tmp_path / "other.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("holiday.jpg", b"x")

    refused(file, place, NotOurs)


def test_a_backup_of_another_product(place, archive, tmp_path):
    other = rewritten(
        archive, tmp_path / "x.zip", change=lambda told: told.update(product="moodle")
    )

    assert "moodle" in refused(other, place, NotOurs)


def test_a_backup_in_a_later_format(place, archive, tmp_path):
    later = {"format": 2, "version": "9.1"}
    file = rewritten(archive, tmp_path / "x.zip", change=lambda told: told.update(later))

    assert "9.1" in refused(file, place, TooNew)


def test_a_backup_of_a_later_version_of_the_code(place, archive, tmp_path):
    file = rewritten(
        archive,
        tmp_path / "x.zip",
        change=lambda told: told["migrations"]["courses"].append("0999_later"),
    )

    assert "courses.0999_later" in refused(file, place, TooNew)


OUTSIDE = [
    *("../escaped", "/escaped", "media/../../escaped", "media//x", "media/./x", "media/"),
    *("media\\..\\x", "db.sqlite3-wal", ".env", "media/a\0b", "site.lock", "media/\ud800"),
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_names_that_lead_elsewhere(place, archive, tmp_path, name):
    member = {"size": 1, "sha256": "0" * 64}
    file = rewritten(
        archive,
        tmp_path / "x.zip",
        change=lambda told: told["files"].update({name: member}),
        more={name.encode(errors="replace").decode(): b"x"},
    )

    refused(file, place, Damaged)
    assert not (tmp_path / "escaped").exists()


def test_a_file_where_another_needs_a_folder(place, archive, tmp_path):
    member = {"size": 0, "sha256": "0" * 64}
    names = ["media/a", "media/a/b/c"]
    file = rewritten(
        archive,
        tmp_path / "x.zip",
        change=lambda told: told["files"].update(dict.fromkeys(names, member)),
        more=dict.fromkeys(names, b""),
    )

    refused(file, place, Damaged)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, 0])
def test_a_member_that_is_no_plain_file(place, archive, tmp_path, kind):
    file = tmp_path / "x.zip"
    with zipfile.ZipFile(archive) as before, zipfile.ZipFile(file, "w") as after:
        for info in before.infolist():
            own = kind if info.filename.endswith("empty.txt") else stat.S_IFREG
            after.writestr(plain(info.filename, own), before.read(info))

    assert "empty.txt" in refused(file, place, Damaged)


def test_a_member_that_the_list_does_not_name(place, archive, tmp_path):
    file = rewritten(archive, tmp_path / "x.zip", more={"media/extra.txt": b"x"})

    refused(file, place, Damaged)


def test_a_member_that_comes_twice(place, archive, tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        file = rewritten(archive, tmp_path / "x.zip", more={"db.sqlite3": b"another"})

    refused(file, place, Damaged)


def test_a_member_larger_than_it_says_is_not_unpacked(place, archive, tmp_path):
    file = tmp_path / "bomb.zip"
    bomb = zipfile.ZipInfo("media/bomb")
    bomb.external_attr, bomb.compress_type = (stat.S_IFREG | 0o600) << 16, zipfile.ZIP_DEFLATED

    def add(told: dict[str, Any]) -> None:
        told["files"]["media/bomb"] = {"size": 10, "sha256": "0" * 64}

    rewritten(archive, file, change=add)
    with zipfile.ZipFile(file, "a") as after:
        after.writestr(bomb, bytes(50_000_000))

    assert "bomb" in refused(file, place, Damaged)


def wrong_rows(told: dict[str, Any]) -> None:
    told["rows"]["note"] += 1


def a_table_more(told: dict[str, Any]) -> None:
    told["rows"]["certificates"] = 0


def older_than_it_is(told: dict[str, Any]) -> None:
    told["migrations"]["courses"].pop()


def no_database(told: dict[str, Any]) -> None:
    del told["files"]["db.sqlite3"]


def no_hash(told: dict[str, Any]) -> None:
    told["files"]["db.sqlite3"] = {"size": 1}


def negative(told: dict[str, Any]) -> None:
    told["files"]["db.sqlite3"]["size"] = -1


def no_moment(told: dict[str, Any]) -> None:
    told["at"] = "yesterday"


def words_for_rows(told: dict[str, Any]) -> None:
    told["rows"] = ["many"]


def surprise(told: dict[str, Any]) -> None:
    told["surprise"] = True


LIES = [
    *(wrong_rows, a_table_more, older_than_it_is, no_database, no_hash, negative),
    *(no_moment, words_for_rows, surprise),
]


@pytest.mark.parametrize("lie", LIES)
def test_a_list_that_does_not_fit(place, archive, tmp_path, lie):
    refused(rewritten(archive, tmp_path / "x.zip", change=lie), place, Damaged)
