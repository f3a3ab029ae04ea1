"""The programs that these tests need: how they are found, prepared and started."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

AS_ROOT = os.geteuid() == 0
SERVANT = "postgres"
"""PostgreSQL refuses to run as root; Debian's package makes this user."""


def program(name: str) -> str | None:
    """The path of an installed program; Debian keeps those of PostgreSQL aside, by version."""
    aside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(aside[-1]) if aside else None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_servant() -> dict[str, Any]:
    """Options of Popen."""
    if not AS_ROOT:
        return {}
    account = pwd.getpwnam(SERVANT)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def make_cluster(home: Path) -> None:
    """Make an empty database server in the new folder *home*."""
    home.mkdir()
    if AS_ROOT:
        shutil.chown(home, SERVANT, SERVANT)
    options = ["--username=xinqiao", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    subprocess.run(
        [str(program("initdb")), f"--pgdata={home / 'data'}", "--no-sync", *options],
        check=True,
        cwd=home,
        stdout=subprocess.DEVNULL,
        **as_servant(),
    )


def postgresql(home: Path, port: int) -> list[str]:
    """The command that serves the cluster in *home*."""
    # What a crash of the machine would lose matters to nobody here, and is most of a commit's cost.
    hasty = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]
    command = [str(program("postgres")), "-D", str(home / "data"), "-k", str(home)]
    command += ["-h", "127.0.0.1", "-p", str(port)]
    return command + [part for option in hasty for part in ("-c", option)]


def redis_server(folder: Path, port: int) -> list[str]:
    """The command for an empty server that keeps nothing on disk."""
    command = [str(program("redis-server")), "--port", str(port), "--bind", "127.0.0.1"]
    return command + ["--save", "", "--appendonly", "no", "--databases", "64", "--dir", str(folder)]
