"""`manage.py launch`, which is what `make run` ends in: from nothing to a served site."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.conf import settings

COMMAND = [sys.executable, "manage.py", "launch"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, port: int) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "of-a-test-of-the-start-" * 2,
        "DEMO": "true",
        "DATA_DIR": str(folder),
        "PORT": str(port),
    }


class Launch:
    """One run of the command on the data in *folder*."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.output: list[str] = []
        self.process = subprocess.Popen(
            COMMAND,
            cwd=settings.REPO_DIR,
            env=environment(folder, self.port),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_until_it_runs(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output.append(line)
            if "admin" in line:  # the last lines tell who can sign in
                return
        raise AssertionError("".join(self.output))

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
                return answer.status, answer.read().decode()
        except HTTPError as answer:
            return answer.code, answer.read().decode()

    def end(self, number: signal.Signals) -> int:
        """Send a signal; returns the exit status."""
        self.process.send_signal(number)
        self.output.append(self.process.communicate()[0])
        return self.process.returncode

    def manage(self, name: str, file: Path) -> int:
        """Run another command on our data meanwhile; returns the exit status."""
        command = [sys.executable, "manage.py", name, str(file)]
        surroundings = environment(self.folder, self.port)
        return subprocess.run(
            command, cwd=settings.REPO_DIR, env=surroundings, capture_output=True
        ).returncode

    def processes(self) -> list[int]:
        """All that still run on our data, as the system sees them."""
        mark = f"DATA_DIR={self.folder}\0".encode()
        return [int(f.parent.name) for f in Path("/proc").glob("[0-9]*/environ") if holds(f, mark)]


def holds(file: Path, mark: bytes) -> bool:
    try:
        return mark in file.read_bytes()
    except OSError:  # ended meanwhile, or not ours to look at
        return False


GOES_ON = {"knowledge_resourcefile", "operation_waitingtask", "search_unindexed", "sqlite_sequence"}
"""Tables that change while the site runs: the files of resources are read one after the other."""


def rows(folder: Path) -> dict[str, str]:
    """A digest of each table, but those of work that goes on."""
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        names = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            name: hashlib.sha256(
                repr(sorted(map(repr, database.execute(f'SELECT * FROM "{name}"')))).encode()  # noqa: S608
            ).hexdigest()
            for name in set(names) - GOES_ON
        }


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launch]:
    launch = Launch(tmp_path_factory.mktemp("data"))
    try:
        launch.wait_until_it_runs()
        yield launch
    finally:
        if launch.process.poll() is None:
            launch.end(signal.SIGTERM)


def test_from_nothing_to_a_served_site_and_again_without_a_change(first, tmp_path):
    assert f"http://127.0.0.1:{first.port}/" in "".join(first.output)
    for language in ("zh-hans", "en"):
        assert first.get(f"/{language}/")[0] == 200
    assert first.get("/zh-hans/no-such-page/")[0] == 404
    assert "Traceback" not in "".join(first.output)
    archive = tmp_path / "backup.zip"
    assert first.manage("backup", archive) == 0
    assert first.manage("restore", archive) == 1  # not from under a site that runs

    assert first.end(signal.SIGINT) == 0
    assert first.processes() == []
    before = rows(first.folder)

    second = Launch(first.folder, first.port)
    second.wait_until_it_runs()
    server = next(pid for pid in second.processes() if is_server(pid))
    os.kill(server, signal.SIGKILL)

    assert second.process.wait(60) != 0
    assert second.processes() == []
    assert rows(first.folder) == before
    (first.folder / "db.sqlite3").unlink()
    assert first.manage("restore", archive) == 0
    assert rows(first.folder) == before


def is_server(pid: int) -> bool:
    return b"granian" in Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_taken_port_is_told_in_one_line(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        answer = subprocess.run(
            COMMAND,
            cwd=settings.REPO_DIR,
            env=environment(tmp_path, other.getsockname()[1]),
            capture_output=True,
            text=True,
        )

    assert answer.returncode == 1
    assert answer.stdout == ""
    assert len(answer.stderr.splitlines()) == 1
    assert "is taken" in answer.stderr
    assert not (tmp_path / "db.sqlite3").exists()
