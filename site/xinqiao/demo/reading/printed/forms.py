"""Blocks with room to write in."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from ..blocks import BOLD_START, NAME_END
from ..pieces import Built, Piece
from .text import runs

HIGH = re.compile(r"\s*\{(\d+)\}$")
BOX = re.compile(r"\s*\[ \]\s*")
RULE = re.compile(r"\|(\s*-+\s*\|)+")
NAME_LIMIT = 120


def number(piece: Piece, text: str, low: int, high: int) -> int:
    """A number that an argument of the directive has to be."""
    if text.strip().isdecimal() and low <= int(text) <= high:
        return int(text)
    message = _("A number from %(low)d to %(high)d is needed after “%(name)s”.")
    piece.fault(message, low=low, high=high, name=piece.part.name)
    return low


def name_and_number(piece: Piece, low: int, high: int) -> tuple[str, int]:
    """The two halves of "name | number"."""
    name, _bar, rest = piece.part.argument.rpartition("|")
    return piece.plain(name.strip(), piece.part.line, NAME_LIMIT), number(piece, rest, low, high)


def space(piece: Piece) -> Built:
    """An empty frame of so many millimetres, to draw or write in."""
    name, height = name_and_number(piece, 10, 250)
    if piece.part.text:
        piece.fault(_("Nothing stands in this block."))
    return Built({"title": name, "height": height}, {_("millimetres"): str(height)})


def boxes(piece: Piece) -> Built:
    """Frames side by side, each with a name and room below it: "columns | millimetres"."""
    columns, height = name_and_number(piece, 10, 120)
    rows = []
    for line, item in piece.items("ordered_list", _("This is one flat list: “1. **Name.** Text”.")):
        bold = BOLD_START.match(item)
        name = bold[1].strip().rstrip(NAME_END) if bold else ""
        rest = item[bold.end() :] if bold else item
        rows.append({"name": piece.plain(name, line), "runs": runs(piece, rest, line)})
    value = {"columns": number(piece, columns, 1, 4), "height": height, "items": rows}
    return Built(value, {_("number of boxes"): str(len(rows)), _("millimetres"): str(height)})


def fields(piece: Piece) -> Built:
    """The lines of a form, each with one label or several: "- label | label [ ] yes [ ] no"."""
    rows = []
    items = piece.items("bullet_list", _("Fields are one flat list of lines with “- ”."))
    for line, item in items:
        cells = [cell(piece, text.strip(), line) for text in item.split(" | ")]
        rows.append(cells)
    title = piece.plain(piece.part.argument, piece.part.line, NAME_LIMIT)
    return Built({"title": title, "rows": rows}, {_("number of fields"): str(sum(map(len, rows)))})


def cell(piece: Piece, text: str, line: int) -> dict[str, Any]:
    """A label with what it asks for: boxes to tick, or so many lines to write on."""
    high = HIGH.search(text)
    label, *options = BOX.split(text[: high.start()] if high else text)
    lines = int(high[1]) if high else 1
    if not (label or options) or not 1 <= lines <= 20:
        piece.fault(
            _("A field is “label”, “label {3}” for three lines or “label [ ] a [ ] b”."), line
        )
    return {
        "label": piece.plain(label.strip(), line, NAME_LIMIT),
        "options": [piece.plain(option.strip(), line, NAME_LIMIT) for option in options],
        "lines": lines if high or not options else 0,
    }


def signatures(piece: Piece) -> Built:
    items = piece.items("bullet_list", _("Those who sign are one flat list of lines with “- ”."))
    people = [piece.plain(item, line, NAME_LIMIT) for line, item in items]
    return Built({"people": people}, {_("number of signatures"): str(len(people))})


def table(piece: Piece) -> Built:
    """A table in Markdown; "title | 5" adds five empty rows to write in."""
    title, empty = piece.part.argument, 0
    if "|" in title:
        title, empty = name_and_number(piece, 1, 40)
    lines = [
        (piece.part.first_line + number, line.strip())
        for number, line in enumerate(piece.part.text.split("\n"))
        if line.strip()
    ]
    if len(lines) < 2 or not RULE.fullmatch(lines[1][1]):
        piece.fault(_("A table begins with a row of names and a row such as | --- | ----- |."))
        return Built({})
    widths = [len(dashes.strip()) for dashes in lines[1][1].strip("|").split("|")]
    rows = [row(piece, text, line, len(widths)) for line, text in [lines[0], *lines[2:]]]
    value = {
        "title": piece.plain(title, piece.part.line, NAME_LIMIT),
        "widths": widths,
        "head": rows[0],
        "rows": [*rows[1:], *([[[]] * len(widths)] * empty)],
    }
    shape = {_("number of rows"): str(len(value["rows"])), _("columns"): str(len(widths))}
    return Built(value, shape)


def row(piece: Piece, text: str, line: int, columns: int) -> list[Any]:
    if not (text.startswith("|") and text.endswith("|") and len(text) > 1):
        piece.fault(_("A row of a table begins and ends with “|”."), line)
    cells = text.removeprefix("|").removesuffix("|").split("|")
    if len(cells) != columns:
        message = _("This row has %(here)d cells, the table %(columns)d columns.")
        piece.fault(message, line, here=len(cells), columns=columns)
    return [runs(piece, one.strip(), line) for one in cells]
