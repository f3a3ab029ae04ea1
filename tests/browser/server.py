"""The whole site with its real content, served as in production, one for each test process."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.bench.server import REPO, environment, free_port

START_TIMEOUT = 60
COLLECT = "import django; django.setup(); from xinqiao.common import static_files as s; s.collect_when_changed()"
POSTGRESQL = os.environ.get("DATABASE_URL", "")
"""Set by `make services-test`; else each site has an SQLite file."""


def site_environment(folder: Path, database: str, port: int = 80) -> dict[str, str]:
    """The environment of a site in *folder*. Its jobs run in-process: tests/services/ has workers."""
    found = environment(folder, port) | {
        "DJANGO_SETTINGS_MODULE": "xinqiao.settings",
        "CELERY_BROKER_URL": "",
        "EMAIL_URL": "dummymail://",
    }
    for name in ("CACHE_URL", "PORT", "DEBUG"):  # the cache is a folder of its own
        found.pop(name, None)
    if POSTGRESQL:
        found["DATABASE_URL"] = urlunsplit(urlsplit(POSTGRESQL)._replace(path=f"/{database}"))
    else:
        found.pop("DATABASE_URL", None)
    return found


def on_postgresql(*statements: str) -> None:
    with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]


def python(*arguments: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=REPO, env=env, stdout=subprocess.DEVNULL
    )


def finish(process: subprocess.Popen[bytes]) -> None:
    if process.wait():
        raise RuntimeError(f"{process.args!r} ended with {process.returncode}")


def prepare(folder: Path, *, anew: bool) -> None:
    """Bring the site in *folder* up to date: database, content and static files.

    With *anew* the database is made from nothing. About 40 s of CPU, 10 s otherwise.
    """
    env = site_environment(folder, "browser")
    if POSTGRESQL:
        on_postgresql("DROP DATABASE IF EXISTS browser", "CREATE DATABASE browser")
    elif anew:
        for file in folder.glob("db.sqlite3*"):
            file.unlink()
        shutil.rmtree(folder / "media", ignore_errors=True)
    collecting = python("-c", COLLECT, env=env)
    finish(python("manage.py", "migrate", "--verbosity=0", env=env))
    finish(python("manage.py", "load_content", env=env))
    finish(python("manage.py", "rebuild_search", env=env))
    finish(collecting)


def copy(template: Path, folder: Path, database: str) -> None:
    """A site of one's own in *folder*, with the files of *template* and what it can find."""
    (folder / "static").symlink_to(template / "static")
    for part in ("media", "search"):
        shutil.copytree(template / part, folder / part)
    if POSTGRESQL:
        on_postgresql(
            f"DROP DATABASE IF EXISTS {database} WITH (FORCE)",
            f"CREATE DATABASE {database} TEMPLATE browser",
        )
    else:
        for file in template.glob("db.sqlite3*"):
            shutil.copy(file, folder)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Only one process at a time gets in here."""
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def answers(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/healthz", timeout=5) as answer:  # noqa: S310
            return answer.status == 200
    except OSError:
        return False


@contextmanager
def served(folder: Path, database: str, workers: int = 2, **more: str) -> Iterator[str]:
    """The address of the site in *folder*, which answers until the block ends.

    What is named in capitals stands in its environment.
    """
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = ["-m", "granian", "xinqiao.wsgi:application", "--interface=wsgi"]
    command += ["--host=127.0.0.1", f"--port={port}", "--log-level=error", "--no-ws"]
    command += [f"--workers={workers}", "--blocking-threads=4", "--workers-kill-timeout=3"]
    process = python(*command, env=site_environment(folder, database, port) | more)
    try:
        deadline = monotonic() + START_TIMEOUT
        while not answers(base):
            if process.poll() is not None or monotonic() > deadline:
                raise RuntimeError("The site of the browser tests does not start.")
            sleep(0.1)
        yield base
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def connected(folder: Path, database: str) -> sqlite3.Connection | psycopg.Connection:
    """To the database of the site in *folder*. Each statement counts at once, unless one begins
    a transaction."""
    if POSTGRESQL:
        address = urlunsplit(urlsplit(POSTGRESQL)._replace(path=f"/{database}"))
        return psycopg.connect(address, autocommit=True)
    return sqlite3.connect(folder / "db.sqlite3", isolation_level=None)


@contextmanager
def nobody_saves(folder: Path, database: str) -> Iterator[None]:
    """Until the block ends, whoever signs in at the site in *folder* waits with the password
    hashed already: nothing is saved. All can read meanwhile."""
    with closing(connected(folder, database)) as connection:
        connection.execute("BEGIN" if POSTGRESQL else "BEGIN IMMEDIATE")
        if POSTGRESQL:
            connection.execute("LOCK TABLE django_session IN EXCLUSIVE MODE")
        yield


def forget(database: str) -> None:
    """The files of a site go with their folder."""
    if POSTGRESQL:
        on_postgresql(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
