"""Questions as rows of a sheet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.exchange.base import CannotCarry, Item, Row, refusal
from assessments.exchange.keys import LETTERS
from assessments.models import Label
from assessments.texts import LANGUAGES

from .cells import TYPE_CELLS, list_cell, shelter
from .columns import OPTIONS, Column, heading
from .reading import WITH_OPTIONS, read_row

MAX_CELL = 32_767
PIECE = 30_000
"""Of `data` in one cell; more goes into the next one."""

Cells = dict[Column, str]

LAYOUT = [
    *(Column(name) for name in ("id", "type")),
    *(Column("stem", code) for code in LANGUAGES),
    *(Column(f"option {letter}", code) for letter in OPTIONS for code in LANGUAGES),
    *(Column("right", code) for code in (None, *LANGUAGES)),
    *(Column("explanation", code) for code in LANGUAGES),
    *(
        Column(name)
        for name in (
            "tags",
            "competence",
            "difficulty",
            "must pass",
            "source",
            "family",
            "lesson",
        )
    ),
]
ALWAYS = (
    {"id", "type", "stem", "right", "explanation", "tags", "competence", "difficulty"}
    | {
        "must pass",
        "source",
    }
    | {f"option {letter}" for letter in "ABCDEFGH"}
)


def table(items: Iterable[Item]) -> tuple[list[list[str]], int, list[Row]]:
    """Headings and rows, how many of these are questions, and what cannot be written."""
    rows: list[Cells] = []
    refused: list[Row] = []
    for place, item in enumerate(items, 1):
        try:
            rows.append(cells_of(item))
        except CannotCarry as reason:
            refused.append(refusal(item, place, reason))
    used = {column for row in rows for column in row}
    languages = {column.language for column in used if column.language} or {"zh-hans"}
    pieces = sorted(column for column in used if column.name == "data") or [Column("data")]
    columns = [
        column
        for column in LAYOUT
        if column in used
        or (column.name in ALWAYS and (column.language is None or column.language in languages))
        and (column.name != "right" or column.language is None)
    ] + pieces
    lines = [[heading(column) for column in columns]]
    lines += [[shelter(row.get(column, "")) for column in columns] for row in rows]
    return lines, len(rows), refused


def cells_of(item: Item) -> Cells:
    """As readable as it can be. Raises `CannotCarry`."""
    for cells in layouts(item):
        longest = max(len(shelter(cell)) for cell in cells.values())
        if longest <= MAX_CELL and item.same_as(read_again(cells)):
            return cells
    raise CannotCarry(_("It does not fit into the cells of a sheet."))


def read_again(cells: Cells) -> Item | None:
    columns = dict(enumerate(cells))
    return read_row(1, [shelter(cell) for cell in cells.values()], columns).item


def layouts(item: Item) -> Iterable[Cells]:
    """From the most readable to the one with all in `data`."""
    said = about(item)
    yield said | readable(item)
    stem = {Column("stem", code): words for code, words in item.data["stem"].items()}
    yield said | stem | in_pieces(item.data)
    yield said | in_pieces(item.data)


def about(item: Item) -> Cells:
    """What is said about a question beside its content."""
    written = item.written
    cells = {
        "id": item.external_id,
        "type": TYPE_CELLS.get(item.type, item.type),
        "tags": list_cell(item.of_kind(Label.Kind.TAG)),
        "competence": list_cell(item.of_kind(Label.Kind.COMPETENCE)),
        "difficulty": "" if written.difficulty is None else str(written.difficulty),
        "must pass": "是" if written.must_pass else "",
        "source": written.source,
        "family": item.family,
        "lesson": str(written.lesson_key or ""),
    }
    return {Column(name): cell for name, cell in cells.items() if cell}


def readable(item: Item) -> Cells:
    """Columns for what has one, and the rest in `data`."""
    rest = dict(item.data)
    cells: Cells = {}
    for name in ("stem", "explanation"):
        for code, words in rest.pop(name, {}).items():
            cells[Column(name, code)] = words
    if parts := rest.get(WITH_OPTIONS.get(item.type, ""), []):
        more = []
        for place, part in enumerate(parts):
            for code, words in part["text"].items():
                cells[Column(f"option {OPTIONS[place]}", code)] = words
            more.append(
                {
                    name: value
                    for name, value in part.items()
                    if name != "text" and (name, value) != ("key", LETTERS[place])
                }
            )
        rest[WITH_OPTIONS[item.type]] = more
        if not any(more):
            del rest[WITH_OPTIONS[item.type]]
    cells |= right_cells(item, rest)
    return cells | (in_pieces(rest) if rest else {})


def right_cells(item: Item, rest: dict[str, Any]) -> Cells:
    """The right answer as people write it; takes it out of *rest*."""
    if item.type in {"single", "multiple"}:
        right = rest.pop("right")
        keys = {right} if isinstance(right, str) else set(right)
        letters = [
            OPTIONS[place] for place, one in enumerate(item.data["options"]) if one["key"] in keys
        ]
        return {Column("right"): "".join(letters)}
    if item.type == "truefalse":
        return {Column("right"): "对" if rest.pop("right") else "错"}
    if item.type == "short":
        accepted: Mapping[str, list[str]] = rest.pop("accepted")
        return {
            Column("right", code): "\n".join(accepted[code])
            for code in LANGUAGES
            if code in accepted
        }
    if item.type == "numeric":
        value, tolerance = rest.pop("value"), rest.pop("tolerance", 0)
        return {Column("right"): f"{value}" + (f" ± {tolerance}" if tolerance else "")}
    return {}


def in_pieces(rest: Mapping[str, Any]) -> Cells:
    """JSON in as many cells as it takes; none of them begins or ends with a blank."""
    text = json.dumps(rest, ensure_ascii=False, separators=(",", ":"))
    cells: Cells = {}
    while text:
        cut = min(PIECE, len(text))
        while cut < len(text) and (text[cut - 1].isspace() or text[cut].isspace()):
            cut -= 1
        cells[Column("data", number=len(cells) + 1 if cells else 0)] = text[:cut]
        text = text[cut:]
    return cells
