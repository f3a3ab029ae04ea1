"""A text as the blocks of a StreamField, in the raw form that is stored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from courses.blocks import ActivityBlock, CaseBlock
from xinqiao.common.blocks import CalloutBlock, HelpBlock, QuotationBlock, StepBlock, StepsBlock
from xinqiao.common.keys import child_id

from . import questions
from .directives import Part, split
from .files import CHINESE, Source
from .markdown import note_html
from .pieces import Built, Piece, limit_of

BOLD_START = re.compile(r"\*\*(.+?)\*\*\s*")
NAME_END = "。.：:，,；;"
TONES = ("note", "tip", "warning")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text. `mark` tells it from the others of its kind."""

    kind: str
    mark: str
    line: int
    raw: dict[str, Any]
    shape: dict[str, str]


def running_text(piece: Piece) -> Built:
    return Built(piece.html(headings=True))


def case(piece: Piece) -> Built:
    return Built({"title": piece.title(CaseBlock, optional=True), "text": piece.html()})


def name_and_minutes(piece: Piece) -> tuple[str, int]:
    """The two halves of an activity's argument, "name | minutes"."""
    name, _bar, minutes = piece.part.argument.rpartition("|")
    if not name.strip() or not minutes.strip().isdecimal() or not 1 <= int(minutes) <= 240:
        piece.fault(_("Write “::: activity name | minutes”, with 1 to 240 minutes."))
        return piece.part.argument, 1
    return name.strip(), int(minutes)


def activity(piece: Piece) -> Built:
    name, minutes = name_and_minutes(piece)
    title = piece.plain(name, piece.part.line, limit_of(ActivityBlock, "title"))
    return Built(
        {"title": title, "minutes": minutes, "text": piece.html()}, {_("minutes"): str(minutes)}
    )


def case_as_callout(piece: Piece) -> Built:
    """Articles have no case blocks: those belong to the lessons."""
    title = piece.title(CalloutBlock, optional=True)
    return Built({"tone": "note", "title": title, "text": piece.html()})


def activity_as_callout(piece: Piece) -> Built:
    """Articles have no activity blocks either."""
    name, minutes = name_and_minutes(piece)
    length = f"（{minutes}分钟）" if piece.language == CHINESE else f" ({minutes} minutes)"
    title = piece.plain(name + length, piece.part.line, limit_of(CalloutBlock, "title"))
    return Built(
        {"tone": "tip", "title": title, "text": piece.html()}, {_("minutes"): str(minutes)}
    )


def callout(piece: Piece) -> Built:
    tone, _blank, title = piece.part.argument.partition(" ")
    if tone not in TONES:
        piece.fault(_("A callout is one of: %(tones)s."), tones=", ".join(TONES))
    title = piece.plain(title.strip(), piece.part.line, limit_of(CalloutBlock, "title"))
    return Built({"tone": tone, "title": title, "text": piece.html()}, {_("kind of callout"): tone})


def steps(piece: Piece) -> Built:
    items = piece.items("ordered_list", _("Steps are one flat list: “1. **Name.** Text”."))
    rows = []
    for place, (line, text) in enumerate(items, start=1):
        bold = BOLD_START.match(text)
        name = bold[1].strip().rstrip(NAME_END) if bold else ""
        rest = text[bold.end() :] if bold else text
        value = {
            "name": piece.plain(name, line, limit_of(StepBlock, "name")),
            "text": piece.html(rest or name, line),
        }
        rows.append({"type": "item", "value": value, "id": child_id(piece.id, place)})
    if items and len(items) < 2:
        piece.fault(_("There is only one step."))
    title = piece.title(StepsBlock, optional=True)
    return Built({"title": title, "steps": rows}, {_("number of steps"): str(len(rows))})


def quotation(piece: Piece) -> Built:
    limit = limit_of(QuotationBlock, "source")
    source = piece.plain(piece.part.argument, piece.part.line, limit)
    lines = [line for line in piece.part.lines if line.strip()]
    if not source or not lines:
        piece.fault(_("A quotation needs its words and, after “quote”, who said them."))
    text = piece.plain(piece.joined(lines), piece.part.first_line)
    return Built({"text": text, "source": source})


def help_block(piece: Piece) -> Built:
    return Built({"title": piece.title(HelpBlock), "text": piece.html()})


def key_points(piece: Piece) -> Built:
    items = piece.items("bullet_list", _("Key points are one flat list of lines with “- ”."))
    points = [
        {"type": "item", "value": piece.html(text, line), "id": child_id(piece.id, place)}
        for place, (line, text) in enumerate(items, start=1)
    ]
    if len(points) > 7:
        piece.fault(_("More than seven key points are too many to keep."))
    return Built({"points": points}, {_("number of key points"): str(len(points))})


Builder = Callable[[Piece], Built]
Directives = Mapping[str, tuple[str, Builder]]

COMMON: Directives = {
    "": ("text", running_text),
    "callout": ("callout", callout),
    "steps": ("steps", steps),
    "quote": ("quotation", quotation),
    "help": ("help", help_block),
}
"""By name of the directive, the kind of block and what builds it."""

OF_LESSONS: Directives = {
    **COMMON,
    "case": ("case", case),
    "activity": ("activity", activity),
    "check": ("check", questions.check),
    "truefalse": ("true_false", questions.true_or_false),
    "reflection": ("reflection", questions.reflection),
    "key-points": ("key_points", key_points),
}

OF_ARTICLES: Directives = {
    **COMMON,
    "case": ("callout", case_as_callout),
    "activity": ("callout", activity_as_callout),
}

KEYED = {"check", "truefalse", "reflection"}
"""Directives whose argument is a key of their own; all others are counted."""


def blocks_of(
    text: str, source: Source, line: int, *, language: str, key: UUID, directives: Directives
) -> list[Block]:
    """The blocks of *text*, which begins at *line* of its file, for the page with that *key*."""
    note_html(source, text.split("\n"), line)
    counts: Counter[str] = Counter()
    blocks: list[Block] = []
    for part in split(text, source, line):
        if part.name not in directives:
            known = ", ".join(sorted(filter(None, directives)))
            message = _("The block “%(name)s” is not known here. Known are: %(known)s.")
            source.fault(part.line, message % {"name": part.name, "known": known})
            continue
        kind, build = directives[part.name]
        counts[kind] += 1
        mark = str(counts[kind])
        if part.name in KEYED:
            mark = key_of(part, source, blocks) or mark
        block_id = child_id(key, kind, mark)
        built = build(Piece(part, source, language, block_id))
        raw = {"type": kind, "value": built.value, "id": block_id}
        blocks.append(
            Block(kind, mark, part.first_line if not part.name else part.line, raw, built.shape)
        )
    return blocks


def key_of(part: Part, source: Source, before: list[Block]) -> str:
    """The key of a question or reflection, after noting what is wrong with it."""
    key = part.argument
    if not questions.KEY.fullmatch(key):
        message = _("A key such as c1 is needed after “%(name)s”.")
        source.fault(part.line, message % {"name": part.name})
    for block in before:
        if block.mark == key:
            message = _("The key “%(key)s” is used in line %(line)d already.")
            source.fault(part.line, message % {"key": key, "line": block.line})
    return key
