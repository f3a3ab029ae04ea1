"""Whether a publish is there for the next reader, whichever worker answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tests.bench.load import answer_to, request_for
from tests.bench.server import Server

ROUNDS, READERS = 20, 30
"""Publishes, and readers after each, on connections of their own: the system hands each of them
to one worker or the other."""


def measure(server: Server, path: str) -> list[dict[str, Any]]:
    from xinqiao.knowledge.models import ArticlePage

    host = urlsplit(server.base).netloc
    slug = path.rstrip("/").rpartition("/")[2]
    article = ArticlePage.objects.live().filter(slug=slug).order_by("path").first()
    request = request_for(path, host).replace(b"Accept-Encoding: gzip\r\n", b"")
    title, outdated = article.title, 0
    for number in range(ROUNDS):
        for _ in range(READERS):
            answer_to(request, host)  # every worker holds the page
        article.title = f"{title} {number}"
        article.save_revision().publish()
        heading = f"<h1>{article.title}</h1>".encode()
        outdated += sum(heading not in answer_to(request, host) for _ in range(READERS))
    return [
        {
            "what": f"old pages read after {ROUNDS} publishes",
            "unit": f"of {ROUNDS * READERS} reads",
            "value": outdated,
            "limit": 0,
        },
    ]
