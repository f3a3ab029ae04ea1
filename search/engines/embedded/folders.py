"""Where the index lies, who may write it, and how a new one takes the place of the old.

    current             the name of the folder that counts
    building            the name of the folder that a rebuild is filling
    changes             what was written meanwhile, a line each
    writing.lock        held while the index is written
    rebuilding.lock     held by a rebuild from its beginning to its end

Both locks end with their holder, however it ends. What a killed rebuild leaves is cleared by the
next one that writes.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xinqiao.common.locks import Taken, hold

from ..base import EngineAway
from .schema import FORMAT

PATIENCE = 30.0
"""Seconds that a writer waits for its turn."""


class Folders:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.pointer = home / "current"
        self.building = home / "building"
        self.changes = home / "changes"

    @property
    def current(self) -> Path | None:
        """The folder that counts; None before the first."""
        return self.named_in(self.pointer)

    def named_in(self, file: Path) -> Path | None:
        try:
            name = file.read_text()
        except FileNotFoundError:
            return None
        return self.home / name if name.startswith(f"{FORMAT}-") else None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write alone in the block. Raises `EngineAway` when others take too long."""
        with in_turn(self.home / "writing.lock", PATIENCE):
            yield

    @contextmanager
    def rebuilding(self) -> Iterator[Path]:
        """An empty folder for a new index; only one at a time is filled."""
        with in_turn(self.home / "rebuilding.lock", 20 * PATIENCE):
            folder = self.new()
            with self.writing():
                self.forget_building()
                self.changes.touch()
                write_whole(self.building, folder.name)
            try:
                yield folder
            finally:
                with self.writing():
                    self.forget_building()

    def is_rebuilding(self) -> bool:
        """Whether somebody fills a new index. To be asked while writing."""
        if not self.building.exists():
            return False
        try:
            with hold(self.home / "rebuilding.lock", shared=True):
                self.forget_building()  # its builder was killed
        except Taken:
            return True
        return False

    def forget_building(self) -> None:
        folder = self.named_in(self.building)
        self.building.unlink(missing_ok=True)
        self.changes.unlink(missing_ok=True)
        if folder and folder != self.current:
            shutil.rmtree(folder, ignore_errors=True)

    def note(self, changes: list[tuple[str, str | None]]) -> None:
        """Note *changes*, keys with entries as JSON or None, for the index that is being built."""
        with self.changes.open("a") as file:
            file.writelines(f"{json.dumps(change)}\n" for change in changes)

    def noted(self) -> Iterator[tuple[str, str | None]]:
        with self.changes.open() as file:
            yield from (tuple(json.loads(line)) for line in file)

    def new(self) -> Path:
        folder = self.home / f"{FORMAT}-{time.strftime('%Y%m%d%H%M%S')}-{secrets.token_hex(3)}"
        folder.mkdir()
        return folder

    def switch_to(self, folder: Path) -> None:
        """From now on *folder* counts. Who reads in the old one may do so to the end."""
        write_whole(self.pointer, folder.name)
        needed = {folder, self.named_in(self.building)}
        for other in self.home.iterdir():
            if other.is_dir() and other not in needed:
                shutil.rmtree(other, ignore_errors=True)


def write_whole(file: Path, text: str) -> None:
    """Nobody ever reads a half of it."""
    beside = file.with_suffix(".new")
    with beside.open("w") as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    beside.replace(file)


@contextmanager
def in_turn(file: Path, patience: float) -> Iterator[None]:
    """Hold the lock *file* in the block. Raises `EngineAway` when others hold it too long."""
    file.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + patience
    while True:
        try:
            with hold(file):
                yield
                return
        except Taken:
            if time.monotonic() > deadline:
                raise EngineAway(f"{file.name} is held by another for too long") from None
            time.sleep(0.005)
