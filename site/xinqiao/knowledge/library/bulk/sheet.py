"""The table of a folder: its columns, and its rows as people wrote them."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from xinqiao.knowledge.library import reading

from .folder import Unreadable

HEADINGS_WITHIN = 10
MOST_ROWS = 1000

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("编号", "id", "name in addresses", "名称代码"),
    "language": ("语言", "language", "lang"),
    "title": ("标题", "title", "名称"),
    "summary": ("简介", "summary", "摘要", "说明"),
    "kind": ("类型", "kind", "type", "种类"),
    "facet": ("方面", "facet", "theory or practice", "理论实践"),
    "audiences": ("读者", "audiences", "audience", "for whom", "对象", "适合谁"),
    "topics": ("主题", "topics", "topic"),
    "level": ("程度", "level", "级别"),
    "competences": ("能力", "competences", "competence"),
    "file": ("文件", "file"),
    "mono": ("黑白版", "black and white", "mono"),
    "link": ("链接", "link", "url"),
    "licence": ("许可", "licence", "license"),
    "evidence": ("依据", "evidence"),
}
"""By our name of a column, what it may be called; the first two are written in the empty sheet."""

NEEDED = ("name", "title", "kind")
KNOWN = {word: name for name, words in COLUMNS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the sheet, and its cells by our names of the columns."""

    number: int
    cells: dict[str, str]


def read_sheet(name: str, content: bytes) -> list[Line]:
    """The rows below the headings. Raises `Unreadable`."""
    rows = rows_of_csv(content) if name.endswith(".csv") else rows_of_xlsx(content)
    lines: list[Line] = []
    columns: dict[int, str] | None = None
    for number, cells in enumerate(rows, start=1):
        if columns is None:
            columns = headings(cells)
            if columns is None and number >= HEADINGS_WITHIN:
                break
        elif any(cell.strip() for cell in cells):
            told = {columns[at]: cell.strip() for at, cell in enumerate(cells) if at in columns}
            lines.append(Line(number, told))
    if columns is None:
        raise Unreadable(
            _("There is no row of headings with “编号/Id”, “标题/Title” and “类型/Kind”.")
        )
    if len(lines) > MOST_ROWS:
        raise Unreadable(_("The sheet has more than %s rows.") % MOST_ROWS)
    return lines


def headings(cells: Sequence[str]) -> dict[int, str] | None:
    """Columns by place, if *cells* are a row of headings."""
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        for words in unicodedata.normalize("NFKC", cell).lower().split("/"):
            name = KNOWN.get(" ".join(words.split()))
            if name and name not in found.values():
                found[place] = name
    return found if set(NEEDED) <= set(found.values()) else None


def rows_of_xlsx(content: bytes) -> list[list[str]]:
    rows = reading.rows_of(content)
    if rows is None:
        raise Unreadable(_("The sheet cannot be read. Save it anew as XLSX without a password."))
    return rows


def rows_of_csv(content: bytes) -> Iterator[list[str]]:
    text = decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as fault:
        raise Unreadable(
            _("The sheet cannot be read: its quotation marks are not in pairs.")
        ) from fault


def decoded(content: bytes) -> str:
    """UTF-8, or as older Chinese spreadsheets write it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("The sheet is in an encoding that is not known. Save it as UTF-8."))


def empty_sheet() -> bytes:
    """A sheet to fill in, with a mark at its beginning by which Excel knows UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow(
        [f"{words[0]} / {words[1].capitalize()}" for words in COLUMNS.values()]
    )
    return text.getvalue().encode("utf-8-sig")
