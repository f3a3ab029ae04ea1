"""What a file is, by its content and never by its name; and what is not taken in.

Looks at beginnings and at the list of a ZIP only, so it is quick; the whole file is read later,
apart (`reading`).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_BYTES = 30 * 1024 * 1024
MOST_MEMBERS = 4000
MOST_UNPACKED = 400 * 1024 * 1024
MOST_OF_A_MEMBER = 150 * 1024 * 1024
MOST_RATIO = 250
"""Times; XML of a large sheet is packed to a fiftieth, a bomb to a thousandth."""
SMALL = 4 * 1024 * 1024
"""A member of no more bytes is no bomb, however well it is packed."""
MOST_OF_RELATIONS = 1024 * 1024

OFFICE = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx", "xl/workbook.xml": "xlsx"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Begins old Word files, and new ones with a password."""
MACROS = ("vbaproject.bin", "vbadata.xml")
LEADS_ONLY = ("/hyperlink",)
"""Kinds of relations that load nothing by themselves."""
RECORDINGS = {
    b"ID3": "mp3",
    b"\xff\xfb": "mp3",
    b"\xff\xfa": "mp3",
    b"\xff\xf3": "mp3",
    b"\xff\xf2": "mp3",
    b"OggS": "ogg",
}
PICTURES = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


def format_of(file: IO[bytes], size: int) -> str:
    """The format of *file*. Raises ValidationError, in words for who put it up."""
    if size == 0:
        raise refused("empty", _("This file is empty."))
    if size > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        raise refused("too_large", _("This file is too large: up to %(most)s MB.") % {"most": most})
    file.seek(0)
    start = file.read(1024)
    file.seek(0)
    if b"%PDF-" in start:
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return office_format(file)
    if start.startswith(OLD_OFFICE):
        raise refused(
            "old_or_locked",
            _(
                "This is a Word, Excel or PowerPoint file of the old kind, or one with a password. "
                "Save it without a password as DOCX, XLSX or PPTX, or as PDF."
            ),
        )
    if start[4:8] == b"ftyp":
        return "m4a"
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return "webp"
    for beginnings in (RECORDINGS, PICTURES):
        for beginning, name in beginnings.items():
            if start.startswith(beginning):
                return name
    raise unknown()


def office_format(file: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            refuse_bombs(members)
            names = {member.filename: member for member in members}
            kind = next((kind for name, kind in OFFICE.items() if name in names), None)
            if kind is None:
                raise unknown()
            refuse_macros(names)
            refuse_outside(archive, names)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as fault:
        raise broken() from fault
    finally:
        file.seek(0)
    return kind


def refuse_bombs(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
        raise bomb()
    for one in members:
        if one.flag_bits & 0x1:
            raise refused("locked", _("This file has a password. Save it without one."))
        ratio = one.file_size / max(one.compress_size, 1)
        if one.file_size > MOST_OF_A_MEMBER or (one.file_size > SMALL and ratio > MOST_RATIO):
            raise bomb()


def refuse_macros(names: dict[str, zipfile.ZipInfo]) -> None:
    if any(name.lower().endswith(MACROS) for name in names):
        raise refused(
            "macros",
            _(
                "This file holds macros, small programs. Save it as DOCX, XLSX or PPTX without them."
            ),
        )


def refuse_outside(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> None:
    """What would be loaded from elsewhere when the file is opened, such as a template."""
    left = MOST_OF_RELATIONS
    for name, member in names.items():
        if not name.endswith(".rels"):
            continue
        left -= member.file_size
        if left < 0:
            raise broken()
        for relation in relations(archive.read(member)):
            kind = relation.get("Type", "")
            outside = relation.get("TargetMode", "").lower() == "external"
            if outside and not kind.endswith(LEADS_ONLY):
                raise refused(
                    "outside",
                    _(
                        "This file loads something from outside: a template, a picture or data. "
                        "Put it into the file itself and save again."
                    ),
                )


def relations(content: bytes) -> Iterator[Element]:
    try:
        yield from fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, RecursionError, ValueError, LookupError) as fault:
        raise broken() from fault


def refused(code: str, words: str) -> ValidationError:
    return ValidationError(words, code=code)


def unknown() -> ValidationError:
    return refused(
        "unknown_kind",
        _(
            "Files of this kind are not taken in. Use PDF, DOCX, PPTX, XLSX, MP3, M4A, OGG, JPEG, "
            "PNG or WebP."
        ),
    )


def broken() -> ValidationError:
    return refused("broken", _("This file is damaged. Save it anew and try again."))


def bomb() -> ValidationError:
    return refused("bomb", _("This file unfolds into too much data."))
