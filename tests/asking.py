"""Asking an application as a server does, with the page cache before it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from xinqiao.common.page_cache.wsgi import PageCache

HOST = "127.0.0.1:8000"


@contextmanager
def connection_of_the_test() -> Iterator[None]:
    """As Django's own test client: the end of a request does not end the test's transaction."""
    signals = request_started, request_finished
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@dataclass
class Answer:
    status: str
    headers: dict[str, str]
    body: bytes
    from_django: bool

    def __getitem__(self, name: str) -> str:
        return self.headers[name.lower()]

    @property
    def text(self) -> str:
        return self.body.decode()


class Door:
    """A process of the server. Tells for each answer whether Django had to make it."""

    def __init__(self, application: Any = None) -> None:
        self.application = application or WSGIHandler()
        self.asked = 0
        self.cache = PageCache(self.count)

    @classmethod
    def beside(cls, other: Door) -> Door:
        """Another process of the same server, which knows nothing yet."""
        mark = other.cache.generation.read()
        door = cls(other.application)
        os.utime(door.cache.generation.file, ns=(mark, mark))
        return door

    def count(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        return self.application(environ, start_response)

    def get(self, address: str, method: str = "GET", **environ: Any) -> Answer:
        """The answer to a request with the WSGI variables *environ*."""
        request = RequestFactory().generic(method, address, HTTP_HOST=HOST)
        begun: list[Any] = []
        before = self.asked
        with connection_of_the_test():
            response = self.cache(request.environ | environ, lambda *line: begun.extend(line))
            body = b"".join(response)
            if hasattr(response, "close"):
                response.close()
        headers = {name.lower(): value for name, value in begun[1]}
        return Answer(begun[0], headers, body, self.asked > before)
