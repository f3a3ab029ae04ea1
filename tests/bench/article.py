"""An article that nobody has cached, against the barest page with the same blocks."""

from __future__ import annotations

import gc
import http.client
from statistics import median
from typing import Any

from tests.bench.server import Server

ROUNDS, REQUESTS = 7, 60


def cost(server: Server, path: str) -> float:
    """CPU milliseconds of the server for one request of *path*."""
    connection = http.client.HTTPConnection(server.base.removeprefix("http://"))
    before = server.cpu_seconds()
    for _ in range(REQUESTS):
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
    connection.close()
    return 1000 * (server.cpu_seconds() - before) / REQUESTS


def prepare() -> tuple[str, str]:
    """The addresses of an article and of a bare page with its blocks."""
    from wagtail.models import Site

    from tests.bench.yardstick.models import BarePage
    from xinqiao.knowledge.models import ArticlePage

    article = ArticlePage.objects.live().filter(slug="calling-12356").order_by("path").first()
    home = Site.objects.get(is_default_site=True).root_page
    bare = home.add_child(instance=BarePage(title=article.title, slug="bare", body=article.body))
    bare.save_revision().publish()
    return article.url, bare.url


def uncached(path: str) -> str:
    """With a parameter that no page knows, which goes past the cache and costs nothing else."""
    return f"{path}?uncached"


def measure(server: Server, pages: tuple[str, str]) -> list[dict[str, Any]]:
    paths = [uncached(page) for page in pages]
    for path in paths * 2:
        cost(server, path)  # warm
    rounds = []
    gc.collect()
    for _ in range(ROUNDS):
        rounds.append([cost(server, path) for path in paths])
    ours, bare = (median(column) for column in zip(*rounds, strict=True))
    return [
        {"what": "article, uncached", "unit": "CPU ms a request", "value": ours},
        {"what": "bare page with the same blocks", "unit": "CPU ms a request", "value": bare},
        {
            "what": "article against the bare page",
            "unit": "times",
            "value": median(a / b for a, b in rounds),
            "limit": 2.0,
        },
    ]
