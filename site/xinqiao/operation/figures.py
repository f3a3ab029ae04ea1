"""The text of `/metrics`: what all processes have counted, and what waits just now."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Q
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from xinqiao.operation.metrics import host_name
from xinqiao.operation.models import WaitingTask

DAY = 86_400.0


class WaitingWork(Collector):
    """Two small counts in the database for each time that somebody asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily(
            "xinqiao_waiting_tasks", "Tasks that are not done yet, by state.", labels=["state"]
        )
        with suppress(DatabaseError):  # the other figures are worth having then
            given_up = Count("pk", filter=Q(due=None))
            counts = WaitingTask.objects.aggregate(total=Count("pk"), given_up=given_up)
            family.add_metric(["waiting"], counts["total"] - counts["given_up"])
            family.add_metric(["given up"], counts["given_up"])
        yield family


COLLECTORS: list[type[Collector]] = [WaitingWork]
"""What is counted when somebody asks. An app adds its own when it is ready."""


def text() -> bytes:
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(settings.METRICS_DIR))
    for collector in COLLECTORS:
        registry.register(collector())
    return generate_latest(registry)


def forget_old_processes() -> None:
    """Delete what processes of this machine have counted that are no more; and what nobody has
    written to for a day, as it stays behind by containers that were replaced."""
    ours = re.compile(rf".*_{re.escape(host_name())}-(\d+)\.db")
    for file in Path(settings.METRICS_DIR).glob("*.db"):
        match = ours.fullmatch(file.name)
        gone = not runs(int(match[1])) if match else time.time() - file.stat().st_mtime > DAY
        if gone:
            file.unlink(missing_ok=True)


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
