from __future__ import annotations

import socket
import sys
import time
from contextlib import suppress
from io import StringIO
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from xinqiao.common.backups.places import Place
from xinqiao.common.backups.switching import finish_interrupted
from xinqiao.common.locks import Taken, hold
from xinqiao.common.messages import compile_catalogues
from xinqiao.common.processes import Died, Family, Stopped
from xinqiao.common.static_files import collect_when_changed
from xinqiao.operation.figures import forget_old_processes

HOST = "127.0.0.1"
START_TIMEOUT = 60
GRACE = 8
"""Seconds that requests under way get to finish when the site is told to end."""

READY = """
  心桥已启动　　　　　{url}
  Xinqiao is running　{url}
  按 Ctrl-C 停止。 Ctrl-C stops it.
"""
DEMO_READY = """
  演示账号（密码都是 xinqiao-demo）：learner、trainer、supervisor、author、admin……
  Demo sign-in (password of all: xinqiao-demo): learner, trainer, supervisor, author, admin …
  编辑后台 Editors' pages: {url}cms/
"""


class Command(BaseCommand):
    help = "Bring everything up to date and serve the site until it is told to end."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        refuse_taken(settings.PORT)
        try:
            with hold(Place(settings.DATA_DIR).running, shared=True) as lock:
                self.run(lock)
        except Taken:
            raise CommandError(
                "正在恢复备份，请稍后再启动。 A backup is being restored; start again later."
            ) from None

    def run(self, lock: int) -> None:
        """Start all, and stay. Each process keeps *lock* as long as it works on the data."""
        finish_interrupted(Place(settings.DATA_DIR))
        self.prepare()
        connections.close_all()
        with Family(grace=GRACE) as family:
            try:
                family.start("server", server_command(settings.PORT), pass_fds=[lock])
                wait_for_answer(family)
                if settings.CELERY_TASK_ALWAYS_EAGER:
                    scheduler = [sys.executable, "manage.py", "run_scheduler"]
                    family.start("scheduler", scheduler, pass_fds=[lock])
                self.greet()
                family.wait()
            except Stopped:
                self.stdout.write("\n  已停止。 Stopped.")
            except Died as loss:
                raise CommandError(f"Ended: {loss}.") from None

    def prepare(self) -> None:
        forget_old_processes()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("正在准备数据库…… Setting up the database …")
            call_command("migrate", interactive=False, verbosity=0)
        compile_catalogues()
        if not settings.DEBUG and collect_when_changed():
            self.say("静态文件已更新。 Static files are up to date.")
        if settings.DEMO:
            self.say("正在载入内容…… Loading the content …")
            call_command("load_content")
        with suppress(CommandError):  # a search engine that is away is told of by its own checks
            call_command("rebuild_search", "--if-none", stdout=StringIO())

    def greet(self) -> None:
        text = READY + (DEMO_READY if settings.DEMO else "")
        self.say(text.format(url=f"{settings.BASE_URL}/"))

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise CommandError(
                f"端口 {port} 已被占用，可换一个。 Port {port} is taken; try: make run PORT={port + 1}"
            ) from None


def wait_for_answer(family: Family) -> None:
    """Raises `Died` if the server does not come up."""
    deadline = time.monotonic() + START_TIMEOUT
    while not answers(settings.PORT):
        family.look()
        if time.monotonic() > deadline:
            raise Died(f"server gave no answer within {START_TIMEOUT} s")
        time.sleep(0.2)


def server_command(port: int) -> list[str]:
    options = {
        "interface": "wsgi",
        "host": settings.LISTEN,
        "port": port,
        "workers": settings.WORKERS,
        "blocking-threads": settings.THREADS,
        "workers-kill-timeout": GRACE - 3,
        "log-level": "error",
    }
    return [
        *[sys.executable, "-m", "granian", "xinqiao.wsgi:application"],
        *[f"--{name}={value}" for name, value in options.items()],
        "--respawn-failed-workers",
        "--no-ws",
    ]


def answers(port: int) -> bool:
    host = urlsplit(settings.BASE_URL).netloc
    question = Request(f"http://{HOST}:{port}/healthz", headers={"Host": host})
    try:
        with urlopen(question, timeout=5) as answer:  # noqa: S310  (this machine only)
            return answer.status == 200
    except (URLError, OSError):
        return False
