"""A real Elasticsearch: the core alone, as Maven Central has it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from tests.services.programs import AS_ROOT, SERVANT, as_servant, free_port

VERSION = "8.19.3"
GROUP = "org.elasticsearch.distribution.integ-test-zip"
ARTIFACT = f"{GROUP}:elasticsearch:{VERSION}:zip"
PACKAGES = ["openjdk-17-jre-headless", "maven"]
PROGRAMS = ["java", "mvn"]
MEMORY = "-Xms512m -Xmx512m"


def archive() -> Path:
    """Where Maven puts it."""
    home = Path.home() / ".m2" / "repository"
    return home.joinpath(
        *GROUP.split("."), "elasticsearch", VERSION, f"elasticsearch-{VERSION}.zip"
    )


def fetch() -> None:
    """Have Maven get it, unless it did so before."""
    if not archive().exists():
        print(f"Getting Elasticsearch {VERSION} …", flush=True)  # noqa: T201
        get = ["mvn", "--quiet", "--batch-mode", "dependency:get", f"-Dartifact={ARTIFACT}"]
        subprocess.run([*get, "-Dtransitive=false"], check=True)


def unpack(folder: Path) -> Path:
    """Returns the home of a server that has never run, in *folder*."""
    with ZipFile(archive()) as packed:
        packed.extractall(folder)
    home = folder / f"elasticsearch-{VERSION}"
    for script in (home / "bin").iterdir():
        script.chmod(0o755)
    if AS_ROOT:  # it refuses to run as root
        subprocess.run(["chown", "--recursive", f"{SERVANT}:{SERVANT}", str(home)], check=True)
    return home


def command(home: Path, port: int) -> list[str]:
    options = {
        "discovery.type": "single-node",
        "http.port": port,
        "transport.port": free_port(),
        "network.host": "127.0.0.1",
        "path.data": home / "data",
        "path.logs": home / "logs",
        "xpack.security.enabled": "false",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    settings = [f"-E{name}={value}" for name, value in options.items()]
    return [str(home / "bin" / "elasticsearch"), *settings]


def surroundings(home: Path) -> dict[str, Any]:
    """Options of Popen."""
    java = Path(str(shutil.which("java"))).resolve().parents[1]
    env = {
        "PATH": os.environ["PATH"],
        "ES_JAVA_HOME": str(java),
        "ES_JAVA_OPTS": MEMORY,
        "ES_TMPDIR": str(home / "temporary"),
    }
    (home / "temporary").mkdir(exist_ok=True)
    if AS_ROOT:
        shutil.chown(home / "temporary", SERVANT, SERVANT)
    return {"cwd": home, "env": env, **as_servant()}
