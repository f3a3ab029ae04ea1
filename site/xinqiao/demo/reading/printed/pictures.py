"""Blocks that show something: drawings, panels of a comic, scales, telephone numbers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from ..pieces import Built, Piece
from .forms import NAME_LIMIT, name_and_number, number
from .text import known_drawing, nodes_in, runs


def drawing(piece: Piece) -> Built:
    """One drawing of so many millimetres in height: "name | 60"."""
    name, height = name_and_number(piece, 10, 200)
    value = {**known_drawing(piece, name, piece.part.line), "height": height}
    if piece.part.text:
        piece.fault(_("Nothing stands in this block."))
    return Built(value, {_("drawing"): name, _("millimetres"): str(height)})


def row(piece: Piece) -> Built:
    """Drawings side by side, so many in a row, each with words below it: "- name | words"."""
    found = []
    wish = _("Pictures are one flat list: “- name of the drawing | words”.")
    for line, item in piece.items("bullet_list", wish):
        name, _bar, words = item.partition("|")
        picture = known_drawing(piece, name.strip(), line)
        found.append({**picture, "runs": runs(piece, words.strip(), line)})
    columns = number(piece, piece.part.argument, 1, 6)
    names = ", ".join(one["drawing"] for one in found)
    return Built({"columns": columns, "items": found}, {_("drawings"): names})


def panel(piece: Piece) -> Built:
    """One panel of a comic: a drawing, what the story tells, and who says what with “> ”."""
    name, _bar, caption = piece.part.argument.partition("|")
    picture = known_drawing(piece, name.strip(), piece.part.line)
    caption = piece.plain(caption.strip(), piece.part.line, NAME_LIMIT)
    return Built(
        {**picture, "title": caption, "nodes": nodes_in(piece)}, {_("drawing"): name.strip()}
    )


def steps_of_scale(piece: Piece) -> list[dict[str, Any]]:
    wish = _("This is one flat list: “- mark | words”.")
    rows = []
    for line, item in piece.items("bullet_list", wish):
        mark, _bar, words = item.partition("|")
        rows.append({"mark": mark.strip(), "runs": runs(piece, words.strip(), line)})
    return rows


def scale(piece: Piece) -> Built:
    """A thermometer with its marks from the top down."""
    rows = steps_of_scale(piece)
    name, height = name_and_number(piece, 40, 220)
    value = {"title": name, "height": height, "rows": rows}
    return Built(value, {_("number of marks"): str(len(rows)), _("millimetres"): str(height)})


def circles(piece: Piece) -> Built:
    """Rings around a middle, from the inside out."""
    items = piece.items("bullet_list", _("Rings are one flat list of lines with “- ”."))
    names = [piece.plain(item, line, NAME_LIMIT) for line, item in items]
    if not 2 <= len(names) <= 4:
        piece.fault(_("There are two to four rings."))
    _name, height = name_and_number(piece, 80, 200)
    shape = {_("number of rings"): str(len(names)), _("millimetres"): str(height)}
    return Built({"names": names, "height": height}, shape)


def phone(piece: Piece) -> Built:
    """One number of the directory, large enough for a wall, with words below it."""
    return Built(
        {"number": piece.part.argument, "nodes": nodes_in(piece)},
        {_("number"): piece.part.argument},
    )


def numbers(piece: Piece) -> Built:
    """Numbers of the directory, each with what it is for and when it answers."""
    items = piece.items("bullet_list", _("Numbers are one flat list of lines with “- ”."))
    found = [item.strip() for _line, item in items]
    title = piece.plain(piece.part.argument, piece.part.line, NAME_LIMIT)
    return Built({"title": title, "numbers": found}, {_("numbers"): ", ".join(found)})
