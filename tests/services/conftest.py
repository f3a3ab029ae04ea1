from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection

from tests.services.county import County, county_in

StartWorker = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def queue(transactional_db: None) -> Iterator[None]:
    """Jobs wait at the broker for a worker, as in production."""
    current_app.control.purge()
    current_app.conf.task_always_eager = False
    yield
    current_app.conf.task_always_eager = True
    current_app.control.purge()


@pytest.fixture
def start_worker(queue: None, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts a worker with beat on the database of the tests; it ends before that is emptied.

    What is named in capitals stands in its environment.
    """
    started: list[subprocess.Popen[bytes]] = []

    def start(**more: str) -> subprocess.Popen[bytes]:
        address = urlsplit(os.environ["DATABASE_URL"])
        database = urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))
        command = [sys.executable, "-m", "celery", "-A", "xinqiao", "worker", "--beat"]
        command += ["--concurrency=1", "--loglevel=warning", f"--schedule={tmp_path / 'beat'}"]
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.services.settings",
            "DATABASE_URL": database,
            "CACHE_URL": settings.CACHES["default"]["LOCATION"],
            "CELERY_BROKER_URL": settings.CELERY_BROKER_URL,
            **more,
        }
        worker = subprocess.Popen(
            command, cwd=settings.REPO_DIR, env=environment, start_new_session=True
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.terminate()
        with suppress(subprocess.TimeoutExpired):
            worker.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


@pytest.fixture(scope="package")
def county() -> Iterator[County]:
    with TemporaryDirectory(prefix="xinqiao-county-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the database has a user of its own, who has to get to its folder
        with county_in(folder) as county:
            yield county
