"""The server itself: its address, its faults, and writing many documents."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import BulkIndexError, streaming_bulk

from xinqiao.operation.turns import aside

from ..base import EngineAway

logger = logging.getLogger(__name__)

NAME = "xinqiao"
SECONDS = 3.0
"""A reader waits no longer; then the embedded engine answers."""
SECONDS_FOR_WORK = 60.0
"""For many documents at once, and for making an index."""

CHUNK, CHUNK_BYTES = 500, 5 * 1024 * 1024
TRIES = 6
"""A server that is overloaded says so (429), and gets longer and longer pauses."""

CONFLICT, MISSING = 409, 404
"""What a newer version was there of, and what was removed that was not there, is as it should be."""


def connected(url: str) -> tuple[Elasticsearch, str]:
    """A client for the server of SEARCH_URL, and the name of the index there."""
    parts = urlsplit(url)
    name = parts.path.strip("/") or NAME
    user, password = parts.username, parts.password
    port = parts.port or (443 if parts.scheme == "https" else 9200)
    client = Elasticsearch(
        urlunsplit((parts.scheme, f"{parts.hostname}:{port}", "", "", "")),
        basic_auth=(user, password or "") if user else None,
        request_timeout=SECONDS,
        max_retries=0,
    )
    return client, name


@contextmanager
def answers() -> Iterator[None]:
    """Whatever keeps the server from answering is raised as `EngineAway`; others work meanwhile."""
    try:
        with aside():
            yield
    except (TransportError, BulkIndexError) as fault:
        raise EngineAway(type(fault).__name__) from fault
    except ApiError as fault:
        if fault.status_code in (400, 413):
            raise  # the server is well, and what it was asked is wrong
        raise EngineAway(f"status {fault.status_code}") from fault


def write(client: Elasticsearch, actions: Iterable[dict[str, Any]], **options: Any) -> int:
    """Returns how many documents were taken. What is refused is reported, and keeps no other out."""
    taken = 0
    results = streaming_bulk(
        client.options(request_timeout=SECONDS_FOR_WORK),
        actions,
        chunk_size=CHUNK,
        max_chunk_bytes=CHUNK_BYTES,
        max_retries=TRIES,
        initial_backoff=0.5,
        max_backoff=30,
        raise_on_error=False,
        **options,
    )
    for fine, result in results:
        for operation, outcome in result.items():
            if fine or outcome["status"] in (CONFLICT, MISSING):
                taken += operation == "index"
            else:
                logger.error("Refused by the search engine: %s: %s", outcome["_id"], outcome)
    return taken
