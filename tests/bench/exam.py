"""A county sits an exam at the same minute: on PostgreSQL and on SQLite, and with a worker killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

from tests.bench.server import REPO, Server, environment, free_port, served, settle
from tests.bench.storm import p95
from tests.services.__main__ import install_what_is_missing, start_postgresql, start_redis
from xinqiao.common.processes import Family

COUNTIES = {"PostgreSQL": 1500, "SQLite": 1000}
KILLED_AFTER = 90.0
"""Seconds after which one of the two workers is killed, in the second run."""


def measure() -> Iterator[dict[str, Any]]:
    install_what_is_missing()
    for database, count in COUNTIES.items():
        with county(database) as (server, env):
            room = tell(env, "prepare", str(count)) | {"host": urlsplit(server.base).netloc}
            for disturbed in (False, True):
                met = sit(server, env, room, disturbed=disturbed)
                name = f"{database}, {count}{', a worker killed' if disturbed else ''}"
                yield from rows_of(name, count, met, tell(env, "kept", stdin=met["receipts"]))


@contextmanager
def county(database: str) -> Iterator[tuple[Server, dict[str, str]]]:
    """A whole site on *database*, with the content of the demonstration, and its environment."""
    with tempfile.TemporaryDirectory(prefix="xinqiao-exam-") as name, Family(grace=15) as family:
        folder, port = Path(name), free_port()
        folder.chmod(0o711)  # PostgreSQL runs as somebody else
        env = environment(folder, port)
        threads = 64
        if database == "PostgreSQL":
            redis = start_redis(family, folder)
            env |= {
                "DATABASE_URL": start_postgresql(family, folder),
                "CACHE_URL": f"rediscache://{redis}/1",
                "CELERY_BROKER_URL": f"redis://{redis}/0",
            }
            threads = 32
        settle(env)
        with served(port, folder, env=env, threads=threads) as server:
            yield server, env


def tell(env: dict[str, str], *command: str, stdin: Any = None) -> dict[str, Any]:
    return run(env, ["tests.bench.sitting", *command], stdin)


def run(env: dict[str, str], command: list[str], stdin: Any) -> dict[str, Any]:
    """What the module *command* says as JSON, told *stdin* as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        input=json.dumps(stdin),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
        cwd=REPO,
        env=env,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def sit(
    server: Server, env: dict[str, str], room: dict[str, Any], *, disturbed: bool
) -> dict[str, Any]:
    """What the candidates met."""
    kill = Timer(KILLED_AFTER, lambda: os.kill(server.a_worker(), signal.SIGKILL))
    if disturbed:
        kill.start()
    return run(env, ["tests.bench.candidates"], room)


def rows_of(
    name: str, count: int, met: dict[str, Any], kept: dict[str, int]
) -> list[dict[str, Any]]:
    for fault in met["faults"][:5]:
        print(fault, file=sys.stderr)  # noqa: T201
    saves, rows = p95(met["saves"]), p95(met["rows"])
    none = {"limit": 0}
    return [
        {"what": f"{name}: {what}", "unit": unit, "value": value} | goal
        for what, unit, value, goal in [
            ("a save, p95", "ms", saves, {}),
            ("a row written, p95", "ms", rows, {}),
            ("a save against a row", "times", saves / rows, {"limit": 5.0}),
            ("a start or page, p95", "ms", p95(met["starts"]), {}),
            ("sent again", "times", met["again"], {}),
            ("not healed by that", "candidates", count - met["ended"], none),
            ("receipted, not kept", "steps", kept["lost"], none),
            ("not handed in", "attempts", kept["open"], none),
        ]
    ]
