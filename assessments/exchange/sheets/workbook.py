"""XLSX: the sheets of a workbook. Files are distrusted, and looked at before they are read."""

from __future__ import annotations

import datetime
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries

from assessments.exchange.base import (
    MAX_UNPACKED,
    Export,
    Item,
    Refused,
    Row,
    Unreadable,
)
from assessments.exchange.text import check_size

from .reading import Cell, Line, NoHeadings, read_lines
from .writing import table

MAX_COLUMNS = 300
EMPTY_ROWS = 1000
BEGINNING = 1 << 16
OLD_EXCEL = b"\xd0\xcf\x11\xe0"

# All that openpyxl raises for files that are none; its own errors do not cover them.
BROKEN = (
    ArithmeticError, AttributeError, BadZipFile, EOFError, LookupError, NotImplementedError,
    OSError, RuntimeError, SyntaxError, TypeError, ValueError, zlib.error,
)  # fmt: skip


def read_xlsx(content: bytes) -> Iterator[Row]:
    check_size(content)
    if content.startswith(OLD_EXCEL):
        raise Unreadable(
            _("This is an old .xls file, or one with a password. Please save it as .xlsx without.")
        )
    book = opened(content)
    unread: list[Any] = []
    reason: NoHeadings | None = None
    for place, sheet in enumerate(book.worksheets):
        try:
            for row in read_sheet(book, sheet):
                yield of_sheet(row, sheet.title) if place else row
        except NoHeadings as lacking:
            reason = lacking
            unread.append(sheet)
    if reason and len(unread) == len(book.worksheets):
        raise reason
    for sheet in unread:
        if is_seen(sheet) and is_table(sheet):
            told = _("There is no row of headings in the sheet “%s”: nothing of it was read.")
            yield Row(1, sheet.title, reason=told % sheet.title)


def read_sheet(book: Any, sheet: Any) -> Iterator[Row]:
    """The questions of one sheet; of a hidden one, only that it is there."""
    shape = shape_of(book, sheet)
    rows = read_lines(lines_of(sheet, shape))
    if not is_seen(sheet):
        next(rows, None)
        told = _("The sheet “%s” is hidden and was not read. Please show it, or delete it.")
        yield Row(1, sheet.title, reason=told % sheet.title)
        return
    for row in rows:
        if row.item and row.line in shape.hidden:
            row = replace(row, remarks=(*row.remarks, _("This row is hidden in the sheet.")))
        yield row
    if shape.beyond:
        told = _("Cells to the right of column %s were not read.")
        yield Row(shape.beyond, sheet.title, reason=told % get_column_letter(MAX_COLUMNS))


def is_seen(sheet: Any) -> bool:
    return bool(sheet.sheet_state == "visible")


def is_table(sheet: Any) -> bool:
    """Whether it holds rows of several cells, and not just words to the reader."""
    rows = sheet.iter_rows(max_row=20, max_col=MAX_COLUMNS, values_only=True)
    return sum(sum(cell is not None for cell in row) >= 3 for row in rows) >= 2


def of_sheet(row: Row, title: str) -> Row:
    """What is said about *row*, with the name of its sheet."""
    about = _("Sheet “%s”:") % title
    if row.item is None:
        return replace(row, reason=f"{about} {row.reason}")
    return replace(row, remarks=tuple(f"{about} {remark}" for remark in row.remarks))


def check_archive(archive: ZipFile) -> None:
    """Raises `Unreadable` for what unpacks to too much, or holds macros."""
    if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
        raise Unreadable(_("The file unpacks to more than %s MB.") % (MAX_UNPACKED // 1024 // 1024))
    names = {part.filename.lower() for part in archive.infolist()}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable(_("The file holds macros. Please save it as .xlsx without."))
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("This is no XLSX file."))
    for part in archive.infolist():
        if part.filename.lower().endswith((".xml", ".rels")):
            with archive.open(part) as inside:
                check_beginning(inside.read(BEGINNING))


def check_beginning(xml: bytes) -> None:
    """Entities stand before the first element. They are refused whichever parser would come next."""
    plain = xml.replace(b"\x00", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Unreadable(
            _("The file defines entities or refers to other files, which is not allowed.")
        )
    if len(xml) == BEGINNING and not re.search(rb"<[A-Za-z]", plain):
        raise Unreadable(_("This is no XLSX file, or it is damaged."))


def opened(content: bytes) -> Any:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            check_archive(archive)
        book = load_workbook(io.BytesIO(content), read_only=True)
        if not book.worksheets:
            raise Unreadable(_("This is no XLSX file, or it is damaged."))
        return book
    except BROKEN as error:
        raise Unreadable(_("This is no XLSX file, or it is damaged.")) from error


def shape_of(book: Any, sheet: Any) -> Shape:
    try:
        return Shape(book._archive.read(sheet._worksheet_path))
    except BROKEN as error:
        raise Unreadable(_("This is no XLSX file, or it is damaged.")) from error


def lines_of(sheet: Any, shape: Shape) -> Iterator[Line]:
    """The rows of a sheet with their numbers."""
    try:
        rows = (
            sheet.iter_rows(max_row=shape.last_row, max_col=MAX_COLUMNS) if shape.last_row else ()
        )
        yield from filled(enumerate(rows, 1), shape)
    except BROKEN as error:
        raise Unreadable(_("This is no XLSX file, or it is damaged.")) from error


class Shape:
    """What of a sheet is told after its rows, or only by all of them; found without reading these.

    A sheet may claim a million rows that hold nothing but a colour.
    """

    def __init__(self, xml: bytes) -> None:
        cut = max(
            (found.start() for found in re.finditer(rb"</(?:\w+:)?sheetData>", xml)), default=0
        )
        words = [found.start() for found in re.finditer(rb"<(?:\w+:)?(?:v|is|f)[ >/]", xml[:cut])]
        self.last_row = 0
        if words:
            rows = re.findall(rb"<(?:\w+:)?row[ >][^>]*", xml[: words[-1]])
            told = re.search(rb'\sr="(\d{1,7})"', rows[-1]) if rows else None
            self.last_row = int(told[1]) if told else len(rows)
        self.hidden = {
            int(number[1])
            for row in re.findall(rb"<(?:\w+:)?row[ >][^>]*", xml[:cut])
            if b'hidden="1"' in row and (number := re.search(rb'\sr="(\d{1,7})"', row))
        }
        # The first row with something further right than is read; 0 for none.
        self.beyond = next(
            (
                int(found[2])
                for found in re.finditer(
                    rb'<(?:\w+:)?c [^>]*?r="([A-Z]{2,3})(\d{1,7})"[^>/]*>', xml[:cut]
                )
                if column_index_from_string(found[1].decode()) > MAX_COLUMNS
            ),
            0,
        )
        # By column, counted from 0: first row, last row.
        self.merged: dict[int, list[tuple[int, int]]] = {}
        for found in re.finditer(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]{3,30})"', xml[cut:]):
            left, top, _right, bottom = range_boundaries(found[1].decode())
            if bottom > top:
                self.merged.setdefault(left - 1, []).append((top, bottom))


def filled(rows: Iterable[tuple[int, Iterable[Any]]], shape: Shape) -> Iterator[Line]:
    """Cells as text. What is merged downwards holds for each of its rows."""
    empty = 0
    above: dict[tuple[int, int], Cell] = {}
    for number, cells in rows:
        texts = [text_or_reason(cell) for cell in cells]
        for column, ranges in shape.merged.items():
            for top, bottom in ranges:
                if top <= number <= bottom and column < len(texts):
                    if number == top:
                        above[column, top] = texts[column]
                    else:
                        texts[column] = texts[column] or above.get((column, top), "")
        empty = 0 if any(texts) else empty + 1
        if empty > EMPTY_ROWS:
            reason = _("More than %s rows are empty here; nothing below was read. Delete them.")
            yield number, Refused(reason % EMPTY_ROWS)
            return
        yield number, texts


def text_or_reason(cell: Any) -> Cell:
    try:
        return text_of(cell)
    except Refused as refusal:
        return refusal


def text_of(cell: Any) -> str:
    """Raises `Refused`, naming the cell, for what is no text or number."""
    value, kind = cell.value, cell.data_type
    if value is None or value == "":
        return ""
    if kind == "f":
        reason = _("%s holds a formula. Please put its result there as text.")
    elif kind == "e":
        reason = _("%s holds an error of the spreadsheet.")
    elif isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        reason = _("%s holds a date. Please format the cell as text and write it again.")
    elif isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    elif isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    else:
        return unescape(str(value))
    raise Refused(reason % f"{get_column_letter(cell.column)}{cell.row}")


# What XML cannot hold stands in a sheet as _x000B_, and such words themselves as _x005F_x000B_.
ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def escape(text: str) -> str:
    return ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescape(text: str) -> str:
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def write_xlsx(items: Iterable[Item]) -> Export:
    lines, written, refused = table(items)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("题目 Questions")
    sheet.freeze_panes = "C2"
    for place, words in enumerate(lines[0], 1):
        sheet.column_dimensions[get_column_letter(place)].width = (
            40 if "stem" in words.lower() else 18
        )
    for number, line in enumerate(lines):
        sheet.append([write_cell(sheet, words, bold=number == 0) for words in line])
    content = io.BytesIO()
    book.save(content)
    return Export(content.getvalue(), written, refused)


def write_cell(sheet: Any, words: str, *, bold: bool) -> Any:
    cell = WriteOnlyCell(sheet, escape(words) or None)
    cell.number_format = "@"  # so that 3-4 stays what it is, also when somebody edits it
    cell.alignment = Alignment(wrap_text=not bold, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell
