"""A whole site in a folder of its own, served as in production, and the CPU that it takes."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
PLAIN = "/plain"
"""Below this address the server itself gives out files of a folder, without asking Python."""
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def environment(folder: Path, port: int) -> dict[str, str]:
    """The environment of a site that lives in *folder* and reads no other settings."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "PYTHONPATH": f"{REPO}{os.pathsep}{REPO / 'site'}",
        "ENV_FILE": os.devnull,
        "SECRET_KEY": secrets.token_urlsafe(40),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DATA_DIR": str(folder),
        "DEMO": "true",
        "LOG_LEVEL": "ERROR",
    }


def settle(env: dict[str, str] | None = None) -> None:
    """Make the site of *env*, else of this process's, with the content of the demonstration."""
    for command in (
        "migrate -v0",
        "compilemessages",
        "collectstatic -v0 --noinput",
        "load_content",
    ):
        manage = [sys.executable, REPO / "manage.py", *command.split()]
        subprocess.run(manage, check=True, cwd=REPO, env=env)


@contextmanager
def served(
    port: int, plain: Path, *, env: dict[str, str] | None = None, threads: int = 64
) -> Iterator[Server]:
    """The site of *env*, else of this process's, served as by `launch` until the block ends.

    Two workers; files in the folder *plain* are given out by granian itself.
    """
    command = [
        Path(sys.executable).with_name("granian"),
        *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "2", "--blocking-threads", str(threads), "--respawn-failed-workers"),
        *("--log-level", "error", "--no-ws"),
        *("--static-path-route", PLAIN, "--static-path-mount", str(plain)),
        "xinqiao.wsgi:application",
    ]
    process = subprocess.Popen(command, cwd=REPO, env=env, start_new_session=True)
    try:
        server = Server(process.pid, f"http://127.0.0.1:{port}", plain)
        server.wait()
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


class Server:
    def __init__(self, group: int, base: str, plain: Path) -> None:
        self.group, self.base, self.plain = group, base, plain

    def wait(self) -> None:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.base}/healthz", timeout=2)  # noqa: S310
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError(self.base)

    def cpu_seconds(self) -> float:
        """User and system time of all processes of the server so far."""
        return sum(int(fields[11]) + int(fields[12]) for _pid, fields in self.processes()) / TICKS

    def a_worker(self) -> int:
        """The process id of the one that has worked most."""
        started = [
            (pid, fields) for pid, fields in self.processes() if int(fields[1]) == self.group
        ]
        return max(started, key=lambda process: int(process[1][11]))[0]

    def processes(self) -> Iterator[tuple[int, list[str]]]:
        """Id and, from /proc, state and times of each that belongs to the server."""
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[2]) == self.group:
                yield int(stat.parent.name), fields
