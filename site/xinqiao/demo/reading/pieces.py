"""One part of a text on its way to becoming a block."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from wagtail.blocks import StructBlock

from .directives import Part
from .files import CHINESE, Source
from .markdown import list_items, to_html

MARKUP = re.compile(r"\*\*|\]\(|`")


@dataclass(frozen=True, slots=True)
class Built:
    """A block's raw value; `shape` names what has to be the same in both languages."""

    value: dict[str, Any] | str
    shape: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part with what is needed to build its block. `id` is the block's id."""

    part: Part
    source: Source
    language: str
    id: str

    def fault(self, message: str, line: int = 0, **values: object) -> None:
        self.source.fault(line or self.part.line, message % values)

    def html(self, text: str = "", line: int = 0, *, headings: bool = False) -> str:
        """*text* as HTML, or all that the part holds."""
        text, line = text or self.part.text, line or self.part.first_line
        if not text.strip():
            self.fault(_("There is no text in this block."))
        return to_html(text, self.source, line, language=self.language, headings=headings)

    def title(self, block: type[StructBlock], *, optional: bool = False) -> str:
        """The argument of the directive as the title of a *block*."""
        title = self.part.argument
        if not title and not optional:
            self.fault(_("A title is missing after the name of the block."))
        return self.plain(title, self.part.line, limit_of(block, "title"))

    def plain(self, text: str, line: int, limit: int | None = None) -> str:
        """*text* of a field that knows no Markdown."""
        if limit is not None and len(text) > limit:
            message = _("This has %(length)d characters; up to %(limit)d are allowed.")
            self.fault(message, line, length=len(text), limit=limit)
        if MARKUP.search(text):
            self.fault(_("This text is shown as it is: no Markdown here."), line)
        return text

    def joined(self, lines: Iterable[str]) -> str:
        """*lines* as one paragraph; only English has a space where a line ends."""
        joint = "" if self.language == CHINESE else " "
        return joint.join(line.strip() for line in lines if line.strip())

    def items(self, kind: str, wish: str) -> list[tuple[int, str]]:
        """The items of a part that is one list, each with its line in the file."""
        items = list_items(self.part.text, kind)
        if items is None:
            self.fault(wish, self.part.first_line)
            return []
        return [(self.part.first_line + line, text) for line, text in items]


def limit_of(block: type[StructBlock], name: str) -> int | None:
    """How long the text in that field of *block* may be."""
    return block.base_blocks[name].field.max_length
