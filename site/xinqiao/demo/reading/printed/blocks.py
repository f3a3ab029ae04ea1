"""The blocks that a resource for print is written in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from ..blocks import BOLD_START, NAME_END, TONES, Directives, name_and_minutes
from ..pieces import Built, Piece
from . import forms, pictures
from .text import nodes_in, runs

TITLE_LIMIT = 90


def text(piece: Piece) -> Built:
    return Built({"nodes": nodes_in(piece, headings=True)})


def title(piece: Piece, *, optional: bool = False) -> str:
    """The argument of the directive."""
    if not piece.part.argument and not optional:
        piece.fault(_("A title is missing after the name of the block."))
    return piece.plain(piece.part.argument, piece.part.line, TITLE_LIMIT)


def facts(piece: Piece) -> Built:
    rows = []
    for line, item in piece.items("bullet_list", _("Facts are one flat list: “- name | text”.")):
        name, bar, rest = item.partition("|")
        if not bar or not name.strip() or not rest.strip():
            piece.fault(_("Facts are one flat list: “- name | text”."), line)
        rows.append(
            {
                "name": piece.plain(name.strip(), line, TITLE_LIMIT),
                "runs": runs(piece, rest.strip(), line),
            }
        )
    return Built({"rows": rows}, {_("number of rows"): str(len(rows))})


def points(piece: Piece) -> Built:
    items = piece.items("bullet_list", _("Points are one flat list of lines with “- ”."))
    value = {"title": title(piece), "items": [runs(piece, item, line) for line, item in items]}
    return Built(value, {_("number of points"): str(len(items))})


def stage(piece: Piece) -> Built:
    name, minutes = name_and_minutes(piece)
    value = {
        "title": piece.plain(name, piece.part.line, TITLE_LIMIT),
        "minutes": minutes,
        "nodes": nodes_in(piece),
    }
    return Built(value, {_("minutes"): str(minutes)})


def callout(piece: Piece) -> Built:
    tone, _blank, name = piece.part.argument.partition(" ")
    if tone not in TONES:
        piece.fault(_("A callout is one of: %(tones)s."), tones=", ".join(TONES))
    name = piece.plain(name.strip(), piece.part.line, TITLE_LIMIT)
    value = {"tone": tone, "title": name, "nodes": nodes_in(piece)}
    return Built(value, {_("kind of callout"): tone})


def help_block(piece: Piece) -> Built:
    return Built({"title": title(piece), "nodes": nodes_in(piece)})


def quotation(piece: Piece) -> Built:
    lines = [line for line in piece.part.lines if line.strip()]
    if not piece.part.argument or not lines:
        piece.fault(_("A quotation needs its words and, after “quote”, who said them."))
    words = runs(piece, piece.joined(lines), piece.part.first_line)
    return Built({"source": title(piece, optional=True), "runs": words})


def named_items(piece: Piece) -> list[dict[str, Any]]:
    """A `1.` list whose items begin with a short bold name; one may be nothing but the name."""
    found: list[dict[str, Any]] = []
    wish = _("This is one flat list: “1. **Name.** Text”.")
    for line, item in piece.items("ordered_list", wish):
        bold = BOLD_START.match(item)
        name = bold[1].strip().rstrip(NAME_END) if bold else ""
        rest = runs(piece, item[bold.end() :] if bold else item, line)
        found.append({"name": piece.plain(name, line, TITLE_LIMIT), "runs": rest})
    return found


def steps(piece: Piece) -> Built:
    items = named_items(piece)
    value = {"title": title(piece, optional=True), "items": items}
    return Built(value, {_("number of steps"): str(len(items))})


def cards(piece: Piece) -> Built:
    """Things to cut out, so many in a row."""
    items = named_items(piece)
    columns = forms.number(piece, piece.part.argument, 1, 4)
    shape = {_("number of cards"): str(len(items)), _("columns"): str(columns)}
    return Built({"columns": columns, "items": items}, shape)


def choice(piece: Piece) -> Built:
    """Answers of equal weight, each with a box to tick."""
    items = named_items(piece)
    if len(items) < 2:
        piece.fault(_("A choice has two answers at least."))
    value = {"title": title(piece, optional=True), "items": items}
    return Built(value, {_("number of answers"): str(len(items))})


def sentences(piece: Piece) -> Built:
    """A few sentences, large enough for a wall."""
    items = named_items(piece)
    return Built({"items": items}, {_("number of sentences"): str(len(items))})


def nothing(piece: Piece) -> Built:
    if piece.part.text:
        piece.fault(_("Nothing stands in this block."))
    return Built({"title": title(piece, optional=True)})


OF_RESOURCES: Directives = {
    "": ("text", text),
    "facts": ("facts", facts),
    "points": ("points", points),
    "stage": ("stage", stage),
    "steps": ("steps", steps),
    "callout": ("callout", callout),
    "help": ("help", help_block),
    "quote": ("quotation", quotation),
    "cards": ("cards", cards),
    "choice": ("choice", choice),
    "sentences": ("sentences", sentences),
    "table": ("table", forms.table),
    "fields": ("fields", forms.fields),
    "sign": ("sign", forms.signatures),
    "boxes": ("boxes", forms.boxes),
    "space": ("space", forms.space),
    "cut": ("cut", nothing),
    "new-page": ("new_page", nothing),
    "drawing": ("drawing", pictures.drawing),
    "pictures": ("pictures", pictures.row),
    "panel": ("panel", pictures.panel),
    "scale": ("scale", pictures.scale),
    "circles": ("circles", pictures.circles),
    "phone": ("phone", pictures.phone),
    "numbers": ("numbers", pictures.numbers),
}
"""By name of the directive, the kind of block and what builds it."""
