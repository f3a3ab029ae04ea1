"""Run all tests on a real PostgreSQL, Redis, Celery worker and Elasticsearch: `python -m tests.services`.

Everything runs on free ports of this machine, keeps its files in a temporary folder, and is
stopped in the end, however that comes about. What follows on the command line goes to pytest.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import redis
from elasticsearch import ApiError, Elasticsearch, TransportError

from tests.services import elasticsearch
from tests.services.programs import (
    AS_ROOT,
    as_servant,
    free_port,
    make_cluster,
    postgresql,
    program,
    redis_server,
)
from xinqiao.common.processes import Died, Family, Stopped

PACKAGES = ["postgresql", "redis-server", *elasticsearch.PACKAGES]
START_TIMEOUT = 60


class Missing(Exception):
    """A service is not installed, and cannot be installed from here."""


def install_what_is_missing() -> None:
    """Raises `Missing` where that is not for us to do."""
    needed = ["initdb", "postgres", "redis-server", *elasticsearch.PROGRAMS]
    if all(map(program, needed)):
        return
    if not (AS_ROOT and shutil.which("apt-get")):
        raise Missing(f"These are needed: install {', '.join(PACKAGES)}.")
    print("Installing PostgreSQL, Redis and Java …", flush=True)  # noqa: T201
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], install):
        subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL)
    if not all(map(program, needed)):
        raise Missing(f"apt-get installed {', '.join(PACKAGES)}, but a program is missing.")


def wait_for(family: Family, answer: Callable[[], object], *faults: type[Exception]) -> None:
    """Ask again until there is no fault. Raises `Died` if that takes too long."""
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        try:
            answer()
        except faults:
            family.look()
            if time.monotonic() > deadline:
                raise Died(f"a service gave no answer within {START_TIMEOUT} s") from None
            time.sleep(0.1)
        else:
            return


def start_postgresql(family: Family, folder: Path) -> str:
    """Start a new, empty server; returns its DATABASE_URL."""
    home = folder / "postgresql"
    make_cluster(home)
    port = free_port()
    log = (folder / "postgresql.log").open("wb")
    family.start(  # SIGINT ends it at once; SIGTERM would wait for all who are connected
        *("PostgreSQL", postgresql(home, port)),
        farewell=signal.SIGINT,
        cwd=home,
        stdout=log,
        stderr=log,
        **as_servant(),
    )
    address = f"postgres://xinqiao@127.0.0.1:{port}/postgres"
    wait_for(family, lambda: psycopg.connect(address).close(), psycopg.OperationalError)
    return address


def start_redis(family: Family, folder: Path) -> str:
    """Start an empty server; returns host and port."""
    address = f"127.0.0.1:{(port := free_port())}"
    family.start("Redis", redis_server(folder, port), stdout=subprocess.DEVNULL)
    client = redis.Redis.from_url(f"redis://{address}")
    wait_for(family, client.ping, redis.ConnectionError)
    return address


def start_elasticsearch(family: Family, folder: Path) -> str:
    """Start an empty server; returns its address."""
    home = elasticsearch.unpack(folder)
    address = f"http://127.0.0.1:{(port := free_port())}"
    log = (folder / "elasticsearch.log").open("wb")
    family.start(
        *("Elasticsearch", elasticsearch.command(home, port)),
        stdout=log,
        stderr=log,
        **elasticsearch.surroundings(home),
    )
    client = Elasticsearch(address)
    wait_for(family, client.cluster.health, TransportError, ApiError)
    return address


def run_all_tests(arguments: list[str]) -> int:
    """Returns the exit status of pytest."""
    with tempfile.TemporaryDirectory(prefix="xinqiao-services-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the other user has to get to its own folder below
        with Family(grace=15) as family:
            database = start_postgresql(family, folder)
            redis_address = start_redis(family, folder)
            search = start_elasticsearch(family, folder)
            services = {
                "DATABASE_URL": database,
                "CACHE_URL": f"rediscache://{redis_address}",
                "CELERY_BROKER_URL": f"redis://{redis_address}/32",
                "ELASTICSEARCH_URL": search,
                "DJANGO_SETTINGS_MODULE": "tests.settings",
            }
            command = [sys.executable, "-m", "pytest", "-n", "2"]
            command += ["-p", "tests.scheduling", "--no-loadscope-reorder"]
            tests = family.start("pytest", command + arguments, env={**os.environ, **services})
            return tests.wait()


def main() -> int:
    try:
        install_what_is_missing()
        elasticsearch.fetch()
        return run_all_tests(sys.argv[1:])
    except (Missing, Died) as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 1
    except Stopped:
        return 130


if __name__ == "__main__":
    sys.exit(main())
