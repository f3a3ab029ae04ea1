"""Make one archive of the database and the uploads, as of one moment, while the site goes on."""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from xinqiao.common.locks import Taken, hold

from . import databases
from .archives import Progress, add, add_manifest, written_whole
from .manifests import Manifest, Member
from .places import (
    DATABASE,
    MEDIA,
    NotReadable,
    Place,
    Refused,
    UnderWay,
    faults_told,
    refuse_without_room,
    workshop,
)

MOMENTS = 5
"""How many times to look for a moment of which every upload is there."""


class WrongPlace(Refused):
    """The archive may not be written there."""


@dataclass(frozen=True, slots=True)
class Saved:
    file: Path
    size: int
    """Of the archive, in bytes."""
    manifest: Manifest


def save(target: Path, place: Place, *, progress: Progress) -> Saved:
    """Write *target*; a folder gets a file with the moment in its name. Raises `Refused`."""
    with faults_told():
        target = target.resolve()
        if target.is_dir():
            target /= f"xinqiao-{timezone.localtime():%Y%m%d-%H%M%S}.zip"
        refuse_place(target, place)
        try:
            with hold(place.running, shared=True), hold(place.at_work):
                return write(target, place, progress)
        except Taken:
            raise UnderWay from None


def refuse_place(target: Path, place: Place) -> None:
    """Raises `WrongPlace` or `NotReadable`."""
    if target.exists():
        raise WrongPlace(_("%(file)s is there already and stays as it is.") % {"file": target})
    if not target.parent.is_dir():
        raise WrongPlace(_("There is no folder %(folder)s.") % {"folder": target.parent})
    for public in (place.media.resolve(), Path(settings.STATIC_ROOT).resolve()):
        if target.is_relative_to(public):
            raise WrongPlace(
                _("What lies in %(folder)s is given out to readers. Choose another folder.")
                % {"folder": public}
            )
    if not place.database.is_file():
        raise NotReadable(_("There is no database %(file)s.") % {"file": place.database})


def write(target: Path, place: Place, progress: Progress) -> Saved:
    database = place.database.stat().st_size + wal_size(place.database)
    uploads = sum(file.stat().st_size for file in place.media.rglob("*") if file.is_file())
    refuse_without_room((place.folder, database), (target.parent, database + uploads))
    with workshop(place) as folder:
        manifest = freeze(place, folder)
        with written_whole(target) as file, zipfile.ZipFile(file, "w") as archive:
            for name in manifest.files:
                manifest.files[name] = add(archive, name, folder / name, progress)
            add_manifest(archive, manifest)
    return Saved(target, target.stat().st_size, manifest)


def wal_size(database: Path) -> int:
    wal = database.with_name(f"{database.name}-wal")
    return wal.stat().st_size if wal.exists() else 0


def freeze(place: Place, folder: Path) -> Manifest:
    """Put into *folder* the database of one moment and all uploads that it names.

    An upload is on the disk before its row is, and goes after its row went. So what was there
    before that moment, or is there right after it, holds all that the rows name, but for what
    came and went in between: then another moment is taken. Links cost neither time nor room,
    and keep a file that is deleted while the archive is written.
    """
    media, database = folder / MEDIA, folder / DATABASE
    link_uploads(place.media, media)
    missing: set[str] = set()
    for _attempt in range(MOMENTS):
        before = missing
        at = timezone.now()
        databases.copy_database(place.database, database)
        left_out = link_uploads(place.media, media)
        found = {file.relative_to(folder).as_posix() for file in media.rglob("*") if file.is_file()}
        missing = {f"{MEDIA}/{name}" for name in databases.files_named_in(database)} - found
        if missing <= before:  # none, or lost long ago
            break
    return Manifest(
        at=at.isoformat(),
        migrations=databases.migrations_in(database),
        rows=databases.rows_in(database),
        files={name: Member(0, "") for name in [DATABASE, *sorted(found)]},
        missing=sorted(missing),
        left_out=left_out,
    )


def link_uploads(media: Path, copies: Path) -> list[str]:
    """Give each upload a second name below *copies*; returns what is no plain file."""
    left_out = []
    copies.mkdir(exist_ok=True)
    for folder, folders, names in os.walk(media, onerror=raise_it):
        below = copies / Path(folder).relative_to(media)
        below.mkdir(exist_ok=True)
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in [*names, *links]:
            source, copy = Path(folder) / name, below / name
            with suppress(FileNotFoundError):  # deleted this very moment
                if not is_plain(source):
                    left_out.append(printable(source.relative_to(media)))
                elif not copy.exists():
                    link(source, copy)
    return left_out


def raise_it(fault: OSError) -> None:
    if not isinstance(fault, FileNotFoundError):  # a site without uploads has no folder for them
        raise fault


def is_plain(file: Path) -> bool:
    """Whether it is a regular file under a name that a row can hold."""
    return stat.S_ISREG(file.lstat().st_mode) and str(file) == printable(file)


def printable(path: Path) -> str:
    return str(path).encode(errors="backslashreplace").decode()


def link(source: Path, copy: Path) -> None:
    try:
        os.link(source, copy)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without links
        shutil.copyfile(source, copy)
