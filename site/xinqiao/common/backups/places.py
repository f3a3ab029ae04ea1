"""Where the data lies, and what can be said against touching it."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

DATABASE = "db.sqlite3"
MEDIA = "media"
RESERVE = 64 * 1024 * 1024
"""Bytes that stay free for the site itself."""

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Refused(Exception):
    """It was not done, and nothing has changed. The message says why, to whoever asked for it."""


class NotEmbedded(Refused):
    """The data is kept by a database server."""


class NoRoom(Refused):
    """The disk is full, or would be."""


class NotReadable(Refused):
    """A file or folder cannot be read or written."""


class UnderWay(Refused):
    """A backup or a restore is at work on the same data."""

    def __init__(self) -> None:
        super().__init__(_("Another backup or a restore is at work on this data. Try again later."))


@dataclass(frozen=True)
class Place:
    """A folder with the data of a site, and room for work on it."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / DATABASE

    @property
    def media(self) -> Path:
        return self.folder / MEDIA

    @property
    def running(self) -> Path:
        """The lock that a running site shares."""
        return self.folder / "site.lock"

    @property
    def at_work(self) -> Path:
        """The lock of the one backup or restore that is under way."""
        return self.folder / "workshop.lock"

    @property
    def workshop(self) -> Path:
        """Where a backup or restore keeps what is not finished. Worth nothing afterwards."""
        return self.folder / "workshop"


def place_of_site() -> Place:
    """Raises `NotEmbedded`."""
    place = Place(settings.DATA_DIR)
    database = settings.DATABASES["default"]
    embedded = database["ENGINE"].endswith("sqlite3")
    if not embedded or Path(database["NAME"]).resolve() != place.database:
        raise NotEmbedded(
            _(
                "This command is for the embedded set-up, with SQLite in DATA_DIR. Here "
                "DATABASE_URL names another database: back it up with pg_dump together with "
                "the folder media, as docs/runbook.md says."
            )
        )
    return place


@contextmanager
def workshop(place: Place) -> Iterator[Path]:
    """An empty folder for the time of the block. One that was left by a crash is cleared."""
    shutil.rmtree(place.workshop, ignore_errors=True)
    place.workshop.mkdir(mode=0o700)
    try:
        yield place.workshop
    finally:
        shutil.rmtree(place.workshop, ignore_errors=True)


@contextmanager
def faults_told() -> Iterator[None]:
    """Say in words what a disk or database says in numbers."""
    try:
        yield
    except OSError as fault:
        if fault.errno in FULL:
            raise NoRoom(_("The disk is full. Nothing was changed.")) from fault
        where = fault.filename or ""
        raise NotReadable(f"{where}: {fault.strerror or fault}".lstrip(": ")) from fault
    except sqlite3.Error as fault:
        if "full" in str(fault) or "disk I/O" in str(fault):
            raise NoRoom(
                _("The disk is full, or fails (%(fault)s). Nothing was changed.") % {"fault": fault}
            ) from fault
        message = _("The database cannot be read: %(fault)s")
        raise NotReadable(message % {"fault": fault}) from fault


def refuse_without_room(*needs: tuple[Path, int]) -> None:
    """Refuse before the first byte. *needs* are folders and how many bytes come into each; the
    first is that of the site, which needs some room itself. Raises `NoRoom`.
    """
    of_site = os.stat(needs[0][0]).st_dev
    by_disk: dict[int, int] = {}
    for folder, size in needs:
        disk = os.stat(folder).st_dev
        by_disk[disk] = by_disk.get(disk, 0) + size
    for folder, _size in needs:
        disk = os.stat(folder).st_dev
        needed, free = by_disk[disk], shutil.disk_usage(folder).free
        reserve = RESERVE if disk == of_site else 0
        if free < needed + reserve:
            raise NoRoom(
                _(
                    "%(folder)s has %(free)s MB free; %(needed)s MB are needed, and "
                    "%(reserve)s MB have to stay free for the site. Nothing was changed."
                )
                % {
                    "folder": folder,
                    "free": megabytes(free),
                    "needed": megabytes(needed),
                    "reserve": megabytes(reserve),
                }
            )


def megabytes(size: int) -> str:
    return f"{-(-size // 1_000_000):,}"


def sync_folder(folder: Path) -> None:
    """Make sure that a rename in *folder* outlives a power cut."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
