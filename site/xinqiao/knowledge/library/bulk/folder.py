"""The ZIP that holds the files and their sheet. Nothing of it is ever unpacked to the disk."""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from typing import IO

from django.utils.translation import gettext as _

from xinqiao.knowledge.library import formats

MOST_BYTES = 200 * 1024 * 1024
MOST_FILES = 1000
MOST_UNPACKED = 600 * 1024 * 1024
MOST_OF_SHEET = 5 * 1024 * 1024
SHEETS = ("resources.xlsx", "resources.csv", "资源.xlsx", "资源.csv")
IN_UTF8 = 0x800
FAULTS = (
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    zlib.error,
)


class Unreadable(Exception):
    """Says in the reader's language why the folder as a whole cannot be taken."""


class Folder:
    """Files by their path in the folder, without the one folder around them all."""

    def __init__(self, file: IO[bytes]) -> None:
        """Raises `Unreadable`."""
        try:
            self.archive = zipfile.ZipFile(file)
        except FAULTS as fault:
            raise Unreadable(_("This is no ZIP file, or it is damaged.")) from fault
        members = [one for one in self.archive.infolist() if not one.is_dir()]
        if len(members) > MOST_FILES:
            raise Unreadable(_("There are more than %s files in it.") % MOST_FILES)
        if sum(one.file_size for one in members) > MOST_UNPACKED:
            raise Unreadable(_("It unpacks to more than %s MB.") % (MOST_UNPACKED // (1024 * 1024)))
        if any(one.flag_bits & 0x1 for one in members):
            raise Unreadable(_("It has a password. Make it without one."))
        self.members = without_top({name_of(one): one for one in members})

    def sheet(self) -> tuple[str, bytes]:
        """Name and content of the sheet. Raises `Unreadable`."""
        for name in SHEETS:
            if name in self.members:
                return name, self.read(name, most=MOST_OF_SHEET)
        raise Unreadable(
            _("There is no sheet in it: a file named resources.xlsx or resources.csv.")
        )

    def read(self, name: str, *, most: int = formats.MOST_BYTES) -> bytes:
        """Raises KeyError for a file that is not there, `Unreadable` for one that is no good."""
        try:
            with self.archive.open(self.members[name]) as member:
                content = member.read(most + 1)
        except FAULTS as fault:
            raise Unreadable(_("This file is damaged in the ZIP: %s") % name[:100]) from fault
        if len(content) > most:
            raise Unreadable(
                _("This file is too large: up to %(most)s MB.") % {"most": most // (1024 * 1024)}
            )
        return content


def name_of(member: zipfile.ZipInfo) -> str:
    """As people wrote it: older programs in China pack names in GBK and do not say so."""
    name = member.filename
    if not member.flag_bits & IN_UTF8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return name.replace("\\", "/").removeprefix("./")


def without_top(members: dict[str, zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Without what a Mac adds, and without the folder that holds all the rest."""
    kept = {
        name: one
        for name, one in members.items()
        if not name.startswith("__MACOSX/") and not name.rpartition("/")[2].startswith("._")
    }
    tops = {name.partition("/")[0] for name in kept}
    if len(tops) == 1 and all("/" in name for name in kept):
        return {name.partition("/")[2]: one for name, one in kept.items()}
    return kept
