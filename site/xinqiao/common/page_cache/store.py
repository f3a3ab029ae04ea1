"""Where pages are kept: in the memory of this process, and in files that all processes share."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from xinqiao.common.page_cache.answers import Form, Page
from xinqiao.common.page_cache.generation import Mark

logger = logging.getLogger(__name__)

MOST_PAGES = 1000
MOST_BYTES = 64 * 1024 * 1024
LARGEST = 1024 * 1024
"""Bounds for the memory of each process and for the files; for one page in all its encodings."""

SUFFIX = ".page"


class Damaged(Exception):
    """A file holds no page: it was cut off, or written by something else."""


class Store:
    """Pages by address, in memory and below *folder*.

    Those of another *release* are not found. A file that cannot be written or read costs
    nothing but the time to make the page again.
    """

    def __init__(self, folder: Path, *, release: str) -> None:
        self.folder, self.release = folder, release
        self.pages: dict[str, Page] = {}
        self.bytes = 0
        self.mark: Mark | None = None
        self.lock = Lock()

    def find(self, address: str, mark: Mark, now: float) -> Page | None:
        """The page of *address*, if it is still true."""
        page = self.pages.get(address)
        if page is not None and page.mark == mark and page.until > now:
            return page
        with suppress(OSError, Damaged):
            page = page_from(self.file(address).read_bytes())
            if page.mark == mark and page.until > now:
                self.remember(address, page)
                return page
        return None

    def keep(self, address: str, page: Page) -> None:
        if page.size > LARGEST:
            return
        self.remember(address, page)
        try:
            self.write(self.file(address), bytes_of(page), page.mark)
        except OSError as fault:  # a full disk: this process has the page all the same
            logger.warning("A page could not be kept for the other processes: %s", fault)

    def file(self, address: str) -> Path:
        name = hashlib.sha256(f"{self.release} {address}".encode()).hexdigest()[:32]
        return self.folder / f"{name}{SUFFIX}"

    def remember(self, address: str, page: Page) -> None:
        """Keep *page* in memory, and forget the oldest where there is no room."""
        with self.lock:
            if page.mark != self.mark:
                self.pages, self.bytes, self.mark = {}, 0, page.mark
            self.forget(address)
            self.pages[address] = page
            self.bytes += page.size
            while len(self.pages) > MOST_PAGES or self.bytes > MOST_BYTES:
                self.forget(next(iter(self.pages)))

    def forget(self, address: str) -> None:
        page = self.pages.pop(address, None)
        self.bytes -= page.size if page else 0

    def write(self, file: Path, content: bytes, mark: Mark) -> None:
        """Put *content* there all at once, if there is room. Raises OSError."""
        if not self.make_room(len(content), mark):
            return
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=SUFFIX)
        try:
            with os.fdopen(handle, "wb") as temporary:
                temporary.write(content)
            os.replace(name, file)
        except OSError:
            with suppress(OSError):
                os.unlink(name)
            raise

    def make_room(self, size: int, mark: Mark) -> bool:
        """Take out files from before *mark*, and tell whether *size* bytes more may be kept."""
        count = total = 0
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if not entry.name.endswith(SUFFIX):
                    continue
                with suppress(FileNotFoundError):  # another process was quicker
                    status = entry.stat()
                    if status.st_mtime_ns < mark:
                        os.unlink(entry)
                        continue
                    count, total = count + 1, total + status.st_size
        return count < MOST_PAGES and total + size <= MOST_BYTES


def bytes_of(page: Page) -> bytes:
    """A digest, a line that describes the page, and the page in its encodings."""
    head: dict[str, Any] = {"mark": page.mark, "until": page.until, "forms": []}
    for encoding, form in page.forms.items():
        head["forms"].append([encoding, form.etag, form.headers, len(form.body)])
    bodies = b"".join(form.body for form in page.forms.values())
    content = json.dumps(head).encode() + b"\n" + bodies
    return hashlib.sha256(content).digest() + content


def page_from(content: bytes) -> Page:
    """The other way round. Raises `Damaged`."""
    digest, rest = content[:32], content[32:]
    if hashlib.sha256(rest).digest() != digest:
        raise Damaged
    line, _newline, bodies = rest.partition(b"\n")
    head = json.loads(line)
    forms: dict[str, Form] = {}
    start = 0
    for encoding, etag, headers, length in head["forms"]:
        pairs = [(name, value) for name, value in headers]
        forms[encoding] = Form(etag, pairs, bodies[start : start + length])
        start += length
    return Page(head["mark"], head["until"], forms)
