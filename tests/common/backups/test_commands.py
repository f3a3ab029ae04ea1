"""`manage.py backup` and `manage.py restore`, as an administrator types them."""

from __future__ import annotations

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from tests.common.backups.helpers import everything, run
from tests.test_operation import SECRET, manage
from xinqiao.common.backups.databases import copy_database
from xinqiao.common.backups.places import Place


@pytest.fixture
def site(tmp_path: Path, db: None) -> Place:
    """A site with all our tables that does not run at the moment."""
    place = Place(tmp_path / "data")
    (place.media / "documents").mkdir(parents=True)
    if connection.vendor == "sqlite":  # the tests' own has the tables already
        copy_database(Path(connection.settings_dict["NAME"]), place.database)
    else:
        command(place, "migrate")
    run(place, "CREATE TABLE of_an_old_plugin (file TEXT)")
    run(place, "INSERT INTO taggit_tag (name, slug) VALUES ('春', 'spring')")
    (place.media / "documents" / "观察单.pdf").write_bytes(b"%PDF-1.7")
    return place


def command(place: Place, *words: str) -> dict[str, object]:
    """What the command printed as JSON, if it did."""
    answer = manage(*words, folder=place.folder, SECRET_KEY=SECRET)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout) if "--json" in words else {}


def test_backup_wreck_restore_and_every_row_and_file_is_there(site, tmp_path):
    before = everything(site)

    told = command(site, "backup", str(tmp_path / "backup.zip"), "--json")
    assert (told["uploads"], told["missing"]) == (1, [])
    shutil.rmtree(site.media)
    site.database.write_bytes(b"wrecked")
    again = command(site, "restore", str(tmp_path / "backup.zip"), "--json")

    assert everything(site) == before
    same = ("at", "version", "tables", "rows", "uploads", "missing")
    assert {key: again[key] for key in same} == {key: told[key] for key in same}
    assert again["migrated"] == 0


def test_an_older_backup_is_brought_up_to_date(site, tmp_path):
    """Its last step in one of the apps is one that it has not seen."""
    run(
        site,
        "DELETE FROM django_migrations WHERE name = '0008_add_verbose_name_plural' AND app = ?",
        "wagtailredirects",
    )
    command(site, "backup", str(tmp_path / "older.zip"))

    told = command(site, "restore", str(tmp_path / "older.zip"), "--json")

    assert told["migrated"] == 1
    applied = "SELECT count(*) FROM django_migrations WHERE app = 'wagtailredirects' AND name LIKE '0008%'"
    assert run(site, applied) == [(1,)]
    assert run(site, "SELECT name FROM taggit_tag") == [("春",)]


def test_what_is_refused_ends_with_status_1_and_one_line(site, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"x")

    answer = manage("restore", str(tmp_path / "photo.jpg"), folder=site.folder, SECRET_KEY=SECRET)

    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert answer.stdout == ""


@pytest.mark.parametrize("name", ["backup", "restore"])
def test_with_a_database_server_both_lead_to_the_runbook(monkeypatch, tmp_path, name):
    database = settings.DATABASES["default"]
    monkeypatch.setitem(database, "ENGINE", "django.db.backends.postgresql")

    with pytest.raises(CommandError) as reason:
        call_command(name, tmp_path / "x.zip", stdout=StringIO())

    assert "pg_dump" in str(reason.value)
    assert "docs/runbook.md" in str(reason.value)
    assert not (tmp_path / "x.zip").exists()


def test_the_words_say_that_the_secrets_are_not_in_it(monkeypatch, place, tmp_path):
    monkeypatch.setattr(settings, "DATA_DIR", place.folder)
    database = settings.DATABASES["default"]
    monkeypatch.setitem(database, "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(database, "NAME", str(place.database))
    (place.media / "documents" / "empty.txt").unlink()
    out, err = StringIO(), StringIO()

    call_command("backup", tmp_path / "x.zip", stdout=out, stderr=err)

    assert ".env" in out.getvalue()
    assert "media/documents/empty.txt" in err.getvalue()
    call_command("restore", tmp_path / "x.zip", stdout=(told := StringIO()))
    assert "before-restore-" in told.getvalue()
