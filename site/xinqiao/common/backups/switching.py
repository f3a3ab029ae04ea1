"""Put restored data in the place of the old, so that a crash leaves either the one or the other.

What is ready lies in a folder `restore-ready-…` beside the data. By that name, given in one step,
it is decided: from then on whoever comes next finishes the switch, and each step can be done again.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from . import databases
from .places import DATABASE, MEDIA, Place, sync_folder

READY = "restore-ready-"
ASIDE = "before-restore-"
OLD = "old.sqlite3"
"""In a folder that is ready, the old database as far as it was not moved."""

BESIDE_DATABASE = [f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal"]


def switch(place: Place, restored: Path, moment: str, *, in_use: bool) -> Path:
    """Replace the data by what lies in *restored*; returns where the old data is put aside.

    *in_use*: other processes have the database open, so it cannot be moved from under them.
    Where that fails, all is as it was.
    """
    ready = place.folder / f"{READY}{moment}"
    os.sync()  # all that was restored is on the disk before it is decided
    restored.rename(ready)
    sync_folder(place.folder)
    if in_use:
        try:
            pour_database(place, ready)
        except BaseException:
            ready.rename(restored)
            raise
    return finish(place, ready)


def finish_interrupted(place: Place) -> list[Path]:
    """Finish what a crash interrupted; returns where the old data was put aside."""
    return [finish(place, ready) for ready in sorted(place.folder.glob(f"{READY}*"))]


def finish(place: Place, ready: Path) -> Path:
    aside = place.folder / ready.name.replace(READY, ASIDE, 1)
    aside.mkdir(mode=0o700, exist_ok=True)
    if (ready / OLD).exists():
        (ready / OLD).rename(aside / DATABASE)
    for name, beside in ((MEDIA, []), (DATABASE, BESIDE_DATABASE)):
        if (ready / name).exists():
            for old in [*beside, name]:
                put_aside(place.folder / old, aside)
            (ready / name).rename(place.folder / name)
    sync_folder(place.folder)
    shutil.rmtree(ready)
    return aside


def put_aside(old: Path, aside: Path) -> None:
    """Move *old*, if it is there, into *aside*, beside anything of the name that is there."""
    if not os.path.lexists(old):
        return
    target = aside / old.name
    while os.path.lexists(target):
        target = target.with_name(f"{target.name}~")
    old.rename(target)


def pour_database(place: Place, ready: Path) -> None:
    databases.copy_database(place.database, ready / "copying")
    (ready / "copying").rename(ready / OLD)
    databases.pour(ready / DATABASE, place.database)
    (ready / DATABASE).unlink()
