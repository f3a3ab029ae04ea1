"""Writing documents; and cutting very many texts into tokens on all processors at once."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from multiprocessing import current_process, get_context
from pathlib import Path

import tantivy

from ...entries import Entry
from .. import stored
from ..base import Unreadable
from .schema import SCHEMA

WRITER_BYTES = 15_000_000
BUILDER_BYTES = 120_000_000

ALONE = 2_000
"""Entries up to which it is not worth while to start other processes."""
CHUNK = 200


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that is written of an entry."""

    key: str
    values: dict[str, list[str]]
    numbers: dict[str, int]
    kept: dict[str, bytes]


def prepare(entry: Entry) -> Prepared:
    text = stored.as_json(entry)
    kept = {"entry": text.encode(), "fingerprint": stored.fingerprint(entry, text).encode()}
    values = stored.values_of(entry)
    values["beginnings"] = [" ".join(values["beginnings"])]  # many, and none has a blank in it
    return Prepared(entry.key, values, stored.numbers_of(entry), kept)


def prepare_all(entries: list[Entry]) -> list[Prepared]:
    return list(map(prepare, entries))


def prepared(entries: Iterable[Entry]) -> Iterator[Prepared]:
    """In their order."""
    rest = iter(entries)
    few = list(islice(rest, ALONE + 1))
    processors = os.cpu_count() or 1
    # A process that is somebody's helper may not start others.
    if len(few) <= ALONE or processors == 1 or current_process().daemon:
        yield from map(prepare, chain(few, rest))
        return
    helpers = ProcessPoolExecutor(
        processors,
        mp_context=get_context("spawn"),
        initializer=gc.disable,  # they make no cycles, and looking for some is an eighth of the work
    )
    with helpers as pool:
        under_way: deque[Future[list[Prepared]]] = deque()
        for chunk in iter(partial(take, chain(few, rest), CHUNK), []):
            under_way.append(pool.submit(prepare_all, chunk))
            if len(under_way) > 2 * processors:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()


def take(entries: Iterable[Entry], count: int) -> list[Entry]:
    return list(islice(entries, count))


def fill(folder: Path, entries: Iterable[Entry]) -> int:
    """Write into the new *folder*; of two entries with one key the later counts."""
    keys: set[str] = set()
    writer = index_in(folder).writer(BUILDER_BYTES, 1)
    with spared():
        for one in prepared(entries):
            if one.key in keys:
                writer.delete_documents_by_term("key", one.key)
            keys.add(one.key)
            writer.add_document(document(one))
    writer.commit()
    writer.wait_merging_threads()
    return len(keys)


@contextmanager
def spared() -> Iterator[None]:
    """What is there already is not looked through for garbage each time that much is new."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def write(folder: Path, changes: Iterable[tuple[str, Entry | None]]) -> None:
    """Another process sees all of it at once or, if this one is killed before, none."""
    try:
        writer = index_in(folder).writer(WRITER_BYTES, 1)
        for key, entry in changes:
            writer.delete_documents_by_term("key", key)
            if entry:
                writer.add_document(document(prepare(entry)))
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as fault:  # as tantivy tells of damaged files
        raise Unreadable(str(fault)) from fault


def document(one: Prepared) -> tantivy.Document:
    document = tantivy.Document()
    for name, values in one.values.items():
        for value in values:
            document.add_text(name, value)
    for name, number in one.numbers.items():
        document.add_integer(name, number)
    for name, kept in one.kept.items():
        document.add_bytes(name, kept)
    return document


def index_in(folder: Path) -> tantivy.Index:
    return tantivy.Index(SCHEMA, path=str(folder))
