"""XML that strangers send: no entities, no references to elsewhere, and where each element stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import (
    Element,
    ParseError,
)
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from .base import CannotCarry, Unreadable
from .text import check_size, decode

MAX_DEPTH = 200
CHUNK = 1 << 16
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
OLD_CHINESE = re.compile(rb"\s*<\?xml[^>]*encoding=[\"'](gb2312|gbk|gb18030)[\"']", re.IGNORECASE)

Found = tuple[int, Element]
Wanted = Callable[[str, int], bool]
"""Whether an element of this name, so many elements deep, is to be handed out."""


class Tree:
    """Gathers elements, without their namespaces, and hands out those that are wanted."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.open: list[Found] = []
        self.done: list[Found] = []
        self.line: Callable[[], int] = lambda: 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise Unreadable(_("The elements of the file are nested too deeply."))
        named = {local(key): value for key, value in attributes.items()}
        self.open.append((self.line(), Element(local(name), named)))

    def end(self, _name: str) -> None:
        line, element = self.open.pop()
        if self.wanted(element.tag, len(self.open)):
            self.done.append((line, element))
        elif self.open:
            self.open[-1][1].append(element)

    def data(self, words: str) -> None:
        if self.open:
            element = self.open[-1][1]
            if len(element):
                element[-1].tail = (element[-1].tail or "") + words
            else:
                element.text = (element.text or "") + words

    def close(self) -> None:
        """Asked for by the parser."""


def elements(content: bytes, wanted: Wanted) -> Iterator[Found]:
    """Each element that is *wanted*, with its line, as soon as it is complete.

    Raises `Unreadable` for what is no XML, or asks for more than itself.
    """
    check_size(content)
    if OLD_CHINESE.match(content):
        content = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode(content), count=1).encode()
    tree = Tree(wanted)
    parser: Any = DefusedXMLParser(target=tree)
    tree.line = lambda: parser.parser.CurrentLineNumber
    try:
        for place in range(0, len(content), CHUNK):
            parser.feed(content[place : place + CHUNK])
            yield from tree.done
            tree.done.clear()
        parser.close()
    except DefusedXmlException:
        raise Unreadable(
            _("The file defines entities or refers to other files, which is not allowed.")
        ) from None
    except (ParseError, ValueError, LookupError) as error:
        line = getattr(error, "position", (tree.line(), 0))[0]
        raise Unreadable(_("This is no XML that can be read (line %s).") % line) from error
    yield from tree.done


def local(name: str) -> str:
    """*name* without its namespace."""
    return name.rpartition("}")[2].rpartition(":")[2]


def inner(element: Element) -> str:
    """What stands in *element*, as HTML."""
    parts = [escape(element.text or "")]
    for child in element:
        told = "".join(
            f' {name}="{escape(value, {chr(34): "&quot;"})}"'
            for name, value in child.attrib.items()
        )
        parts.append(f"<{child.tag}{told}>{inner(child)}</{child.tag}>{escape(child.tail or '')}")
    return "".join(parts)


def written(text: str) -> str:
    """*text* as it stands in XML. Raises `CannotCarry`."""
    if UNWRITABLE.search(text):
        raise CannotCarry(_("XML has no place for a control character."))
    return escape(text, {"\r": "&#13;", '"': "&quot;"})


def attribute(text: str) -> str:
    """*text* as the value of an attribute, where line ends would become blanks."""
    return written(text).replace("\n", "&#10;").replace("\t", "&#9;")
