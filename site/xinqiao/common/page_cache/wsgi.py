"""The page cache: what stands before Django and answers for it where all get the same.

Django marks an answer as one for everybody (`middleware.ForEverybody`); all else passes through.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from xinqiao.common.page_cache import generation
from xinqiao.common.page_cache.addresses import Addresses, Environ
from xinqiao.common.page_cache.answers import Headers, StartResponse, page_of
from xinqiao.common.page_cache.store import Store
from xinqiao.operation import metrics

FOR_EVERYBODY = "xinqiao.for_everybody"
"""Django sets this in the environ of a request whose answer may be kept."""

LONGEST = 600
"""Seconds that a page is kept at most: some of what it says depends on the day."""

HITS, MISSES = metrics.PAGE_CACHE.labels("hit"), metrics.PAGE_CACHE.labels("miss")

Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class PageCache:
    """*application* with a cache before it, which begins empty in all processes."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.addresses = Addresses()
        self.generation = generation.generation_of_site()
        self.store = Store(Path(self.generation.file).parent, release=release())
        with suppress(OSError):  # without a mark nothing is kept
            self.generation.move_on()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        address = self.addresses.of(environ)
        # Read before the page is made: if something changes meanwhile, nobody will find it.
        mark = None if address is None else self.generation.read()
        if address is None or mark is None:
            return self.application(environ, start_response)
        page = self.store.find(address, mark, time.time())
        if page is not None:
            HITS.inc()
            return page.reply(environ, start_response)
        MISSES.inc()
        return self.ask(environ, start_response, address, mark)

    def ask(
        self, environ: Environ, start_response: StartResponse, address: str, mark: int
    ) -> Iterable[bytes]:
        """Django's answer; if it is for everybody, it is kept under *address*."""
        begun: list[Any] = []
        response = self.application(environ, lambda *line: begun.extend(line))
        if not environ.get(FOR_EVERYBODY):
            start_response(*begun)
            return response
        headers: Headers = begun[1]
        page = page_of(body_of(response), headers, mark=mark, until=end())
        if self.generation.read() == mark:
            self.store.keep(address, page)
        return page.reply(environ, start_response)


def body_of(response: Iterable[bytes]) -> bytes:
    """All of it; the request is over then."""
    try:
        return b"".join(response)
    finally:
        response.close()  # type: ignore[attr-defined]


def end() -> float:
    """Until when a page that is made now is kept: not beyond midnight."""
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return min(now.timestamp() + LONGEST, midnight.timestamp())


@cache
def release() -> str:
    """A digest of which files the code, templates and translations are. Reads none of them."""
    digest = hashlib.sha256()
    for folder in ("assessments", "courses", "search", "site"):
        for file in sorted((settings.REPO_DIR / folder).rglob("*.*")):
            if "__pycache__" not in file.parts:
                status = os.stat(file)
                digest.update(f"{file} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
