"""A thing that is written in two files: its front matter and its text in each language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from .blocks import Block, Directives, blocks_of
from .files import Couple, Source
from .records import Record
from .tables import Table, read_yaml

FRONT = re.compile(r"---\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Document:
    """One file, taken apart."""

    front: Record
    blocks: list[Block]

    @property
    def source(self) -> Source:
        return self.front.source

    def stream(self) -> list[dict[str, object]]:
        """The text as a raw StreamField value."""
        return [block.raw for block in self.blocks]


def read_document(
    source: Source, *, language: str, key: UUID, directives: Directives
) -> Document | None:
    """The parts of a Markdown file, or None if its front matter cannot be read."""
    match = FRONT.match(source.text)
    if match is None:
        source.fault(1, _("The file must begin with front matter between two lines “---”."))
        return None
    table = read_yaml(source, match[1], first_line=2)
    if table is None:
        return None
    if not isinstance(table, Table):
        source.fault(2, _("This must be a mapping of keys and values."))
        return None
    line = source.text.count("\n", 0, match.end()) + 1
    blocks = blocks_of(
        source.text[match.end() :],
        source,
        line,
        language=language,
        key=key,
        directives=directives,
    )
    if not blocks:
        source.fault(line, _("There is no text after the front matter."))
    return Document(Record(table, source), blocks)


def read_documents(
    couple: Couple, *, key: UUID, directives: Directives
) -> dict[str, Document] | None:
    """Both files by language, or None if one cannot be read.

    Notes where their blocks differ, unless one has faults of its own: those would show twice.
    """
    faults = couple.chinese.faults
    before = len(faults.found)
    found = {
        language: read_document(source, language=language, key=key, directives=directives)
        for language, source in couple
    }
    documents = {language: document for language, document in found.items() if document}
    if len(documents) != len(found):
        return None
    if len(faults.found) == before:
        compare_blocks(*documents.values())
    return documents


def compare_blocks(chinese: Document, english: Document) -> None:
    """Note the first place where the English blocks go another way, and each unequal shape."""
    name = chinese.source.path.name
    for here, there in zip(english.blocks, chinese.blocks, strict=False):
        if (here.kind, here.mark) != (there.kind, there.mark):
            message = _("Here is %(here)s, but in %(file)s, line %(line)d, it is %(there)s.")
            values = {"here": title(here), "there": title(there), "file": name, "line": there.line}
            english.source.fault(here.line, message % values)
            return
        for what in here.shape | there.shape:
            ours, theirs = here.shape.get(what), there.shape.get(what)
            if ours != theirs:
                compare_message(english.source, here.line, what, ours, theirs, name)
    if len(english.blocks) > len(chinese.blocks):
        extra = english.blocks[len(chinese.blocks)]
        message = _("%(block)s stands here, but not in %(file)s.")
        english.source.fault(extra.line, message % {"block": title(extra), "file": name})
    elif len(chinese.blocks) > len(english.blocks):
        extra = chinese.blocks[len(english.blocks)]
        message = _("%(block)s stands here, but not in %(file)s.")
        values = {"block": title(extra), "file": english.source.path.name}
        chinese.source.fault(extra.line, message % values)


def title(block: Block) -> str:
    return f"“{block.kind} {block.mark}”"


def compare_message(
    source: Source, line: int, what: str, here: object, there: object, name: str
) -> None:
    message = _(
        "Different in the two languages: %(what)s is %(here)s here and %(there)s in %(file)s."
    )
    values = {"what": what, "here": here or "–", "there": there or "–", "file": name}
    source.fault(line, message % values)


def compare_fronts(
    chinese: Document, english: Document, there: Mapping[str, Any], here: Mapping[str, Any]
) -> None:
    """Note which values of the front matter, Chinese *there* and English *here*, differ."""
    for key, value in here.items():
        if value != there[key]:
            name = chinese.source.path.name
            line = english.front.line(key)
            what = f"“{key}”"
            compare_message(english.source, line, what, spoken(value), spoken(there[key]), name)


def spoken(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
