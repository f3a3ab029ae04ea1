"""A kept page against a static file of the same bytes, and against the same page uncached."""

from __future__ import annotations

from statistics import median
from typing import Any
from urllib.parse import urlsplit

from tests.bench.article import cost, uncached
from tests.bench.load import answer_to, request_for, requests_within
from tests.bench.server import PLAIN, Server

ROUNDS, SECONDS = 7, 1.0


def measure(server: Server, page: str) -> list[dict[str, Any]]:
    host = urlsplit(server.base).netloc
    _head, _blank, body = answer_to(request_for(page, host), host).partition(b"\r\n\r\n")
    (server.plain / "page").write_bytes(body)
    rates, costs, fresh = [], [], []
    for _ in range(ROUNDS + 1):
        kept, kept_cpu = busy(server, page, host)
        static, static_cpu = busy(server, f"{PLAIN}/page", host)
        rates.append((kept, static))
        costs.append((kept_cpu, static_cpu))
        fresh.append(cost(server, uncached(page)))
    rates, costs, fresh = rates[1:], costs[1:], fresh[1:]  # the first round warms
    return [
        row("kept page", "requests/s", median(kept for kept, _ in rates)),
        row("static file of the same bytes", "requests/s", median(file for _, file in rates)),
        row("kept page", "CPU ms a request", median(kept for kept, _ in costs)),
        row("static file of the same bytes", "CPU ms a request", median(file for _, file in costs)),
        row("the page uncached", "CPU ms a request", median(fresh)),
        row("queries for a kept page", "queries", queries(page, host)) | {"limit": 0},
        row("kept page against the file", "times", median(a / b for a, b in rates))
        | {"floor": 0.9},
        row(
            "the page uncached against the kept page",
            "times the CPU",
            median(whole / kept for (kept, _), whole in zip(costs, fresh, strict=True)),
        )
        | {"floor": 300},
    ]


def row(what: str, unit: str, value: float) -> dict[str, Any]:
    return {"what": what, "unit": unit, "value": value}


def busy(server: Server, path: str, host: str) -> tuple[float, float]:
    """Requests a second, and CPU milliseconds of the server for each."""
    before = server.cpu_seconds()
    count, seconds = requests_within(SECONDS, path, host)
    return count / seconds, 1000 * (server.cpu_seconds() - before) / count


def queries(page: str, host: str) -> int:
    """How many queries the second reader of *page* costs, in a process of its own."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.asking import Door

    door = Door()
    door.get(page, HTTP_HOST=host)
    with CaptureQueriesContext(connection) as captured:
        if door.get(page, HTTP_HOST=host).from_django:
            raise RuntimeError(f"{page} is not kept")
    return len(captured)
