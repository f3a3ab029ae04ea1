"""CSV: in UTF-8 or as older Chinese spreadsheets write it; apart by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice

from django.utils.translation import gettext as _

from assessments.exchange.base import MAX_BYTES, Export, Item, Refused, Row
from assessments.exchange.text import decode

from .columns import read_headings
from .reading import HEADINGS_WITHIN, Line, read_lines, words
from .writing import table

DELIMITERS = ",;\t"

# A cell with a long case is longer than the reader takes by itself; the file has a limit of its own.
csv.field_size_limit(MAX_BYTES)


def read_csv(content: bytes) -> Iterator[Row]:
    text = decode(content)
    delimiter = max(DELIMITERS, key=lambda one: headings_with(text, one))
    yield from read_lines(lines_of(text, delimiter))


def headings_with(text: str, delimiter: str) -> int:
    """How many headings are known when cells are apart by *delimiter*."""
    lines = islice(lines_of(text, delimiter), HEADINGS_WITHIN)
    return max(
        (len(read_headings(list(map(words, c))) or ()) for _n, c in lines if isinstance(c, list)),
        default=0,
    )


def lines_of(text: str, delimiter: str) -> Iterator[Line]:
    """Each row with the number of the line where it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, list(next(reader))
        except StopIteration:
            return
        except csv.Error:
            yield line, Refused(_("The quotation marks of this row are not in pairs."))


def write_csv(items: Iterable[Item]) -> Export:
    """With a mark at its beginning, by which Excel knows UTF-8."""
    lines, written, refused = table(items)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return Export(text.getvalue().encode("utf-8-sig"), written, refused)
