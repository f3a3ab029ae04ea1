"""A county with services of its own, which may be frozen, killed and started again."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from tests.services import programs
from tests.services.programs import free_port
from tests.services.waiting import eventually

PATIENCE = 90
"""Seconds after which what does not answer will not answer."""


class Service:
    """One program with all that it starts. It comes back at the same address."""

    def __init__(self, command: Sequence[str], *, port: int = 0, **options: Any) -> None:
        self.command, self.port, self.options = command, port, options
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it answers at its port, if it has one."""
        self.process = subprocess.Popen(self.command, start_new_session=True, **self.options)
        deadline = time.monotonic() + PATIENCE
        while self.port and not listens(self.port):
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(f"{self.command[0]} does not come up")
            time.sleep(0.05)

    def signal(self, number: signal.Signals) -> None:
        os.killpg(self.process.pid, number)

    def freeze(self) -> None:
        self.signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.signal(signal.SIGCONT)

    def kill(self) -> None:
        """With all that it has started. Nothing happens to one that does not run."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.go_on()
            self.signal(signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        """As whoever looks after it would: at once, whoever is connected."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait()
        self.start()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class County:
    """Database, Redis, worker and web server, with one learner on a course."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mails = folder / "mails"
        self.port, database_port, redis_port = free_port(), free_port(), free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.services.settings",
            "PYTHONPATH": f"{settings.REPO_DIR}{os.pathsep}{settings.SITE_DIR}",
            "SECRET_KEY": secrets.token_urlsafe(40),
            "BASE_URL": self.base,
            "PORT": str(self.port),
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"postgres://xinqiao@127.0.0.1:{database_port}/postgres",
            "CACHE_URL": f"rediscache://127.0.0.1:{redis_port}/1",
            "CELERY_BROKER_URL": f"redis://127.0.0.1:{redis_port}/0",
            "EMAIL_URL": f"filemail:///{self.mails}",
            "LOG_LEVEL": "CRITICAL",
        }
        self.log = (folder / "county.log").open("wb")
        here: dict[str, Any] = {"cwd": settings.REPO_DIR, "env": self.env}
        here |= {"stdout": self.log, "stderr": self.log}
        home = folder / "postgresql"
        programs.make_cluster(home)
        self.database = Service(
            programs.postgresql(home, database_port),
            port=database_port,
            cwd=home,
            stderr=self.log,
            **programs.as_servant(),
        )
        self.redis = Service(
            programs.redis_server(folder, redis_port), port=redis_port, stdout=subprocess.DEVNULL
        )
        celery = [sys.executable, "-m", "celery", "-A", "xinqiao", "worker", "--beat"]
        celery += ["--concurrency=1", f"--schedule={folder / 'beat'}"]
        self.worker = Service(celery, **here)
        granian = [sys.executable, "-m", "granian", "xinqiao.wsgi:application", "--interface=wsgi"]
        granian += [
            f"--port={self.port}",
            "--workers=2",
            "--blocking-threads=4",
            "--log-level=error",
        ]
        self.server = Service(granian, port=self.port, **here)

    @property
    def services(self) -> tuple[Service, ...]:
        return self.database, self.redis, self.worker, self.server

    def run(self, *command: str) -> str:
        """What a Python of this county prints."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=settings.REPO_DIR,
            env=self.env,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def settle(self) -> None:
        """Tables, the learner and the course; then all services run."""
        self.database.start()
        assert eventually(self.database_answers)
        self.redis.start()
        self.run("manage.py", "migrate", "--verbosity=0")
        self.learner = json.loads(self.run("-c", SETTLE))
        self.worker.start()
        self.server.start()

    def database_answers(self) -> bool:
        try:
            return self.rows("SELECT 1") == [1]
        except psycopg.OperationalError:  # it listens a moment before it is ready
            return False

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.env["DATABASE_URL"]) as connection:
            return [row[0] for row in connection.execute(query).fetchall()]  # type: ignore[arg-type]

    def mails_to(self, address: str) -> int:
        return sum(f"To: {address}\n" in file.read_text() for file in self.mails.glob("*"))


SETTLE = """
import django, json; django.setup()
from courses.services import enrol
from django.test import Client
from tests.factories import PersonFactory
from tests.page_factories import lessons_in, make_course
course, person, client = make_course(), PersonFactory(language="en"), Client()
enrol(person, course)
client.force_login(person)
print(json.dumps({
    "session": client.cookies["sessionid"].value,
    "lesson": str(lessons_in(course)[0].translation_key),
}))
"""


@contextmanager
def county_in(folder: Path) -> Iterator[County]:
    """A county that runs until the block ends."""
    county = County(folder)
    try:
        county.settle()
        yield county
    finally:
        for service in reversed(county.services):
            service.kill()
        county.log.close()
