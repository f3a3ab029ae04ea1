"""One process's view of the index, brought up to date whenever another has written."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock

import tantivy

from ..base import Unreadable
from .folders import Folders

logger = logging.getLogger(__name__)

Stamp = tuple[int, int]

TRIES = 5
"""How often to begin anew when the folder is replaced in the very moment of opening it."""


class Reader:
    """Safe to share between threads."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self.lock = Lock()
        self.pointer: Stamp | None = None
        self.commit: Stamp | None = None
        self.folder: Path | None = None
        self.index: tantivy.Index | None = None
        self.view: tantivy.Searcher | None = None

    def searcher(self) -> tantivy.Searcher | None:
        """Sees all that was written before; None before the first index. Raises `Unreadable`."""
        with self.lock:
            for _ in range(TRIES):
                try:
                    return self.up_to_date()
                except (OSError, ValueError) as fault:  # what tantivy raises for files that went
                    logger.info("The index is opened anew: %s", fault)
                    self.pointer = self.index = None
        raise Unreadable("the index cannot be read")

    def up_to_date(self) -> tantivy.Searcher | None:
        pointer = stamp(self.folders.pointer)
        if pointer != self.pointer or self.index is None:
            self.folder = self.folders.current
            self.view, self.commit, self.pointer = None, None, pointer
            if self.folder is None:
                return None
            self.index = tantivy.Index.open(str(self.folder))
            self.index.config_reader("manual", 0)
        if self.folder is None:
            return None
        commit = stamp(self.folder / "meta.json")
        if commit is None:
            raise FileNotFoundError(self.folder)
        if commit != self.commit or self.view is None:
            self.index.reload()
            self.view, self.commit = self.index.searcher(), commit
        return self.view


def stamp(file: Path) -> Stamp | None:
    """Another one each time the file is replaced; None when there is none."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns
