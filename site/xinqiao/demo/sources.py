"""The sources that an article or a lesson names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xinqiao.common.blocks import SourceBlock
from xinqiao.common.keys import child_id

from .reading.pieces import limit_of
from .reading.records import Record

Stream = list[dict[str, Any]]


def read_sources(front: Record, key: UUID, *, optional: bool = False) -> Stream:
    """The list `sources` as a raw StreamField value of the page with that *key*."""
    found = []
    for number, record in enumerate(front.records("sources", optional=optional), start=1):
        value = {
            "title": record.text("title", limit_of(SourceBlock, "title")),
            "publisher": record.text(
                "publisher", limit_of(SourceBlock, "publisher"), optional=True
            ),
            "year": record.word("year", optional=True),
            "url": record.text("url", optional=True),
        }
        found.append({"type": "source", "value": value, "id": child_id(key, "source", number)})
    return found


def read_lines(
    front: Record, name: str, *, kind: str, key: UUID, limit: int | None = None
) -> Stream:
    """A list of short texts as a raw StreamField value with one block of *kind* for each."""
    return [
        {"type": kind, "value": text, "id": child_id(key, kind, number)}
        for number, text in enumerate(front.texts(name, limit), start=1)
    ]
