"""Zip files with a manifest: written whole or not at all, read with distrust."""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from . import manifests
from .manifests import Damaged, Manifest, Member, NotOurs, read_manifest
from .places import DATABASE, sync_folder

CHUNK = 1024 * 1024
LONGEST_MANIFEST = 64 * CHUNK
"""A line for each of some 400,000 uploads."""

BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError),
)
"""What the zip module raises on bytes that are no archive of ours."""

Progress = Callable[[int], object]
"""Told how many bytes have been dealt with since it was last told."""


@contextmanager
def written_whole(target: Path) -> Iterator[IO[bytes]]:
    """A new file, readable by us alone, that bears its name only when all of it is on the disk."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        number = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def add(archive: zipfile.ZipFile, name: str, source: Path, progress: Progress) -> Member:
    """Uploads are compressed already; the database shrinks to a tenth."""
    digest, size = hashlib.sha256(), 0
    squeeze = zipfile.ZIP_DEFLATED if name == DATABASE else zipfile.ZIP_STORED
    entry = plain_file(name, squeeze)
    with source.open("rb") as reader, archive.open(entry, "w", force_zip64=True) as writer:
        while chunk := reader.read(CHUNK):
            writer.write(chunk)
            digest.update(chunk)
            size += len(chunk)
            progress(len(chunk))
    return Member(size, digest.hexdigest())


def add_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    entry = plain_file(manifests.FILE, zipfile.ZIP_DEFLATED)
    archive.writestr(entry, manifest.as_bytes())


def plain_file(name: str, squeeze: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFREG | 0o600) << 16
    entry.compress_type = squeeze
    return entry


class Archive:
    """An archive to be restored. Nothing that it says is believed before it was looked at."""

    def __init__(self, file: IO[bytes]) -> None:
        """Raises `NotOurs`, `TooNew` or `Damaged`."""
        if not zipfile.is_zipfile(file):
            raise NotOurs(_("This file is no backup of Xinqiao, or its end is missing."))
        with damage_told():
            self.zip = zipfile.ZipFile(file)
            self.manifest = self.read_manifest()
            self.compare_contents()

    def read_manifest(self) -> Manifest:
        try:
            info = self.zip.getinfo(manifests.FILE)
        except KeyError:
            raise NotOurs(_("This file is no backup of Xinqiao.")) from None
        with self.zip.open(info) as reader:
            content = reader.read(LONGEST_MANIFEST + 1)
        if len(content) > LONGEST_MANIFEST:
            raise Damaged(_("The backup is damaged: its list of contents makes no sense."))
        return read_manifest(content)

    def compare_contents(self) -> None:
        """Just what the manifest names is there, each once, and each a plain file."""
        there = sorted(info.filename for info in self.zip.infolist())
        if there != sorted([manifests.FILE, *self.manifest.files]):
            raise Damaged(_("The backup is damaged: its contents are not those of its list."))
        for info in self.zip.infolist():
            if stat.S_IFMT(info.external_attr >> 16) != stat.S_IFREG:
                raise Damaged(
                    _("The backup is damaged: “%(name)s” is no file.") % {"name": info.filename}
                )

    def extract(self, folder: Path, progress: Progress) -> None:
        """Write all files below *folder*, which is empty, and compare each with the manifest.

        Raises `Damaged`.
        """
        for name, member in self.manifest.files.items():
            with damage_told():
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with self.zip.open(name) as reader, target.open("xb") as writer:
                    found = copy(reader, writer, member.size, progress)
            if found != member:
                raise Damaged(_("The backup is damaged: “%(name)s” has changed.") % {"name": name})


def copy(reader: IO[bytes], writer: IO[bytes], size: int, progress: Progress) -> Member:
    """Copy no more than one byte past *size*: whatever a zip bomb holds, it has no room here."""
    digest, copied = hashlib.sha256(), 0
    while copied <= size and (chunk := reader.read(min(CHUNK, size + 1 - copied))):
        writer.write(chunk)
        digest.update(chunk)
        copied += len(chunk)
        progress(len(chunk))
    return Member(copied, digest.hexdigest())


@contextmanager
def damage_told() -> Iterator[None]:
    try:
        yield
    except BROKEN as fault:
        raise Damaged(_("The backup is damaged: %(fault)s.") % {"fault": fault}) from fault
