"""Packages of QTI: a manifest and one file for each item; single items, too."""

from __future__ import annotations

import io
import posixpath
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.utils.translation import gettext as _

from assessments.exchange.about import tags_of
from assessments.exchange.base import (
    MAX_ROWS,
    MAX_UNPACKED,
    CannotCarry,
    Export,
    Finding,
    Item,
    Row,
    Unreadable,
    carried,
    one_line,
    refusal,
)
from assessments.exchange.text import check_size
from assessments.exchange.xml import elements, written

from .items import read_item
from .names import common
from .writing import render

BROKEN = (BadZipFile, EOFError, LookupError, NotImplementedError, OSError, RuntimeError, zlib.error)
MAX_FILES = 4 * MAX_ROWS
MANIFEST = "imsmanifest.xml"
OLD_FILE, OLD_ITEM = "questestinterop", "item"


def read_qti(content: bytes) -> Iterator[Row]:
    """The line is the place of an item in its package, or its line in a single file."""
    check_size(content)
    if content.startswith(b"PK"):
        try:
            with ZipFile(io.BytesIO(content)) as archive:
                yield from read_package(archive)
        except BROKEN as error:
            raise Unreadable(_("The package is damaged.")) from error
        return
    found = False
    tags = set()
    for line, element in elements(content, is_item):
        tags.add(common(element).tag)
        if element.tag in {"assessment-item", OLD_ITEM}:
            found = True
            yield read_any(line, element)
    if not found and OLD_FILE in tags:
        raise Unreadable(too_old())
    if not found and "assessment-test" in tags:
        raise Unreadable(_("This is a test without its items. Please choose the whole package."))
    if not found:
        raise Unreadable(_("There is no item of QTI in the file."))


def is_item(name: str, depth: int) -> bool:
    return depth == 0 or name in {"assessmentItem", "qti-assessment-item", OLD_ITEM}


def read_any(line: int, element: Element) -> Row:
    """A single item without a package, of whichever version."""
    if element.tag == OLD_ITEM:
        return old_item(line, element)
    return read_item(line, element, [], lambda _href: None)


def old_item(line: int, element: Element) -> Row:
    title = element.get("title") or element.get("ident") or ""
    return Finding(line, "QTI 1.2", title=one_line(title)).refused(too_old())


def too_old() -> str:
    return _("This is QTI 1.2, which is not read. Please export it as QTI 2.1 or 3.0, or as GIFT.")


class Resource(NamedTuple):
    href: str
    tags: list[str]


def read_package(archive: ZipFile) -> Iterator[Row]:
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > MAX_UNPACKED or len(parts) > MAX_FILES:
        raise Unreadable(_("The file unpacks to more than %s MB.") % (MAX_UNPACKED // 1024 // 1024))
    names = {part.filename for part in parts if not is_shadow(part.filename)}
    listed = {one.href: one for one in listed_in(archive, names)}
    others = [part.filename for part in parts if part.filename.lower().endswith(".xml")]
    place = 0
    for name in dict.fromkeys([*listed, *(one for one in others if one in names)]):
        if posixpath.basename(name) == MANIFEST:
            continue
        for row in read_part(archive, names, name, listed.get(name)):
            place += 1
            yield replace(row, line=place)
    if not place:
        raise Unreadable(_("There is no item of QTI in the file."))


def is_shadow(name: str) -> bool:
    """What macOS puts beside each file."""
    return name.startswith("__MACOSX/") or posixpath.basename(name).startswith("._")


def read_part(
    archive: ZipFile, names: set[str], name: str, listed: Resource | None
) -> Iterator[Row]:
    """The questions in one file of a package: none in what is neither an item nor said to be one."""
    finding = Finding(1, title=name)
    if name not in names:
        yield finding.refused(_("The package lacks a file it lists."))
        return
    try:
        root = root_of(archive, name)
    except Unreadable as reason:
        yield finding.refused(str(reason))
        return
    folder = posixpath.dirname(name)

    def shared(href: str) -> Element | None:
        path = posixpath.normpath(posixpath.join(folder, unquote(href)))
        return root_of(archive, path).find("stimulus-body") if path in names else None

    if root.tag == OLD_FILE:
        yield from (old_item(1, one) for one in root.iter(OLD_ITEM))
    elif root.tag == "assessment-item":
        yield read_item(1, root, listed.tags if listed else [], shared)
    elif listed:
        yield finding.refused(_("There is no item of QTI in the file."))


def root_of(archive: ZipFile, name: str) -> Element:
    *_rest, (_line, root) = elements(archive.read(name), lambda _name, depth: depth == 0)
    return common(root)


def listed_in(archive: ZipFile, names: set[str]) -> Iterator[Resource]:
    """Items in the order of the manifest, with the keywords it gives them."""
    for name in sorted(names, key=len):
        if posixpath.basename(name) == MANIFEST:
            folder = posixpath.dirname(name)
            for resource in root_of(archive, name).iter("resource"):
                if resource.get("type", "").startswith("imsqti_item") and resource.get("href"):
                    path = posixpath.normpath(
                        posixpath.join(folder, unquote(resource.get("href", "")))
                    )
                    yield Resource(
                        path,
                        [
                            words.strip()
                            for keyword in resource.iter("keyword")
                            for words in keyword.itertext()
                            if words.strip()
                        ],
                    )
            return


def write_qti(items: Iterable[Item]) -> Export:
    """A package of QTI 3.0."""
    texts: list[tuple[str, list[str]]] = []
    refused: list[Row] = []
    for place, item in enumerate(items, 1):
        tags = tags_of(item)
        try:
            keywords = [written(tag) for tag in tags]
            text = carried(item, render, partial(read_again, tags=tags))
            texts.append((text, keywords))
        except CannotCarry as reason:
            refused.append(refusal(item, place, reason))
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, manifest([keywords for _text, keywords in texts]))
        for place, (text, _keywords) in enumerate(texts, 1):
            archive.writestr(path_of(place), text)
    return Export(content.getvalue(), len(texts), refused)


def read_again(text: str, tags: list[str]) -> Row:
    ((_line, root),) = elements(text.encode(), lambda _name, depth: depth == 0)
    return read_item(1, common(root), tags, lambda _href: None)


def path_of(place: int) -> str:
    return f"items/item-{place:05}.xml"


def manifest(keywords: list[list[str]]) -> str:
    resources = "".join(
        f'<resource identifier="r{place}" type="imsqti_item_xmlv3p0" href="{path_of(place)}">'
        + (
            "<metadata><imsmd:lom><imsmd:general>"
            + "".join(
                f"<imsmd:keyword><imsmd:string>{one}</imsmd:string></imsmd:keyword>"
                for one in words
            )
            + "</imsmd:general></imsmd:lom></metadata>"
            if words
            else ""
        )
        + f'<file href="{path_of(place)}"/></resource>\n'
        for place, words in enumerate(keywords, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" '
        'xmlns:imsmd="http://ltsc.ieee.org/xsd/LOM" identifier="manifest">\n'
        "<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>\n"
        f"<organizations/>\n<resources>\n{resources}</resources>\n</manifest>\n"
    )
