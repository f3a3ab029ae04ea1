"""A mapping of a content file, taken apart key by key."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .faults import Faults
from .files import Source, read_source
from .tables import Rows, Table, read_yaml

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Record:
    """Reads one mapping. What is wrong is noted, and an empty value of the right kind returned.

    After the last key, `finish()` notes the keys that nobody asked for.
    """

    def __init__(self, table: Table, source: Source) -> None:
        self.table = table
        self.source = source
        self.asked: set[str] = set()

    def line(self, key: str) -> int:
        return self.table.lines.get(key, self.table.line)

    def fault(self, key: str, message: str, **values: object) -> None:
        self.source.fault(self.line(key), message % {"key": key, **values})

    def take(
        self,
        key: str,
        kinds: type | tuple[type, ...],
        wish: str,
        *,
        optional: bool = False,
        **values: object,
    ) -> Any:
        """The value of *key*, or None after noting that it is missing or of the wrong kind."""
        self.asked.add(key)
        value = self.table.get(key)
        if value is None or value == "" or value == []:
            if not optional:
                self.fault(key, _("“%(key)s” is missing."))
            return None
        if not isinstance(value, kinds) or (isinstance(value, bool) and kinds is not bool):
            self.fault(key, wish, **values)
            return None
        return value

    def text(self, key: str, limit: int | None = None, *, optional: bool = False) -> str:
        """A text of up to *limit* characters."""
        text = self.take(key, str, _("“%(key)s” must be text."), optional=optional) or ""
        self.measure(key, text, limit)
        return text.strip()

    def measure(self, key: str, text: str, limit: int | None, line: int = 0) -> None:
        if limit is not None and len(text) > limit:
            message = _("“%(key)s” has %(length)d characters; up to %(limit)d are allowed.")
            values = {"key": key, "length": len(text), "limit": limit}
            self.source.fault(line or self.line(key), message % values)

    def word(self, key: str, *, optional: bool = False) -> str:
        """A short text that may look like a number, such as a year."""
        wish = _("“%(key)s” must be text or a number.")
        value = self.take(key, (str, int), wish, optional=optional)
        return "" if value is None else str(value)

    def flag(self, key: str, *, optional: bool = False) -> bool:
        wish = _("“%(key)s” must be true or false.")
        return bool(self.take(key, bool, wish, optional=optional))

    def number(self, key: str, low: int, high: int, *, optional: bool = False) -> int:
        """A whole number from *low* to *high*."""
        wish = _("“%(key)s” must be a whole number from %(low)d to %(high)d.")
        value = self.take(key, int, wish, optional=optional, low=low, high=high)
        if value is not None and not low <= value <= high:
            self.fault(key, wish, low=low, high=high)
            return low
        return low if value is None else value

    def day(self, key: str) -> datetime.date:
        wish = _("“%(key)s” must be a day such as 2026-11-20.")
        value = self.take(key, datetime.date, wish)
        if isinstance(value, datetime.datetime):
            self.fault(key, wish)
        return value or datetime.date.min

    def texts(self, key: str, limit: int | None = None, *, optional: bool = False) -> list[str]:
        """A list of texts, each of up to *limit* characters."""
        wish = _("“%(key)s” must be a list.")
        rows = self.take(key, Rows, wish, optional=optional) or Rows()
        found = []
        for number, item in enumerate(rows):
            if not isinstance(item, str) or not item.strip():
                message = _("“%(key)s” must be a list of texts.") % {"key": key}
                self.source.fault(rows.lines[number], message)
                continue
            self.measure(key, item, limit, rows.lines[number])
            found.append(item.strip())
        return found

    def choice(self, key: str, known: Collection[str], *, optional: bool = False) -> str:
        """One of the *known* codes."""
        code = self.word(key, optional=optional)
        if code and code not in known:
            self.unknown(key, code, known, self.line(key))
        return code

    def choices(self, key: str, known: Collection[str], *, optional: bool = False) -> list[str]:
        """A list of *known* codes, none twice."""
        codes = self.texts(key, optional=optional)
        for number, code in enumerate(codes):
            rows = self.table[key]
            line = rows.lines[number] if len(rows) == len(codes) else rows.line
            if code not in known:
                self.unknown(key, code, known, line)
            elif code in codes[:number]:
                message = _("“%(code)s” stands twice in “%(key)s”.")
                self.source.fault(line, message % {"key": key, "code": code})
        return codes

    def new_name(self, key: str, known: set[str], limit: int | None = None) -> str:
        """A code that is not among the *known* ones yet, and is from now on."""
        name = self.word(key)
        self.measure(key, name, limit)
        if name and not CODE.fullmatch(name):
            self.fault(key, _("“%(key)s” may hold letters, digits and . _ - only."))
        if name in known:
            self.fault(key, _("“%(value)s” stands here a second time."), value=name)
        known.add(name)
        return name

    def unknown(self, key: str, code: str, known: Collection[str], line: int) -> None:
        message = _("“%(code)s” in “%(key)s” is not known. Known are: %(known)s.")
        values = {"key": key, "code": code, "known": ", ".join(sorted(known)) or "–"}
        self.source.fault(line, message % values)

    def records(self, key: str, *, optional: bool = False) -> Iterator[Record]:
        """A list of mappings. Each is finished once the caller asks for the next."""
        wish = _("“%(key)s” must be a list.")
        rows = self.take(key, Rows, wish, optional=optional) or Rows()
        yield from records_in(rows, self.source)

    def child(self, key: str) -> Record | None:
        """A mapping within this one; the caller finishes it."""
        table = self.take(key, Table, _("This must be a mapping of keys and values."))
        return None if table is None else Record(table, self.source)

    def finish(self) -> None:
        for key in self.table:
            if key not in self.asked:
                self.fault(key, _("The key “%(key)s” is not known here."))


def records_in(rows: Any, source: Source) -> Iterator[Record]:
    """The mappings of a list, each finished once the caller asks for the next."""
    if not isinstance(rows, Rows):
        source.fault(getattr(rows, "line", 1), _("This must be a list."))
        return
    for item, line in zip(rows, rows.lines, strict=True):
        if isinstance(item, Table):
            record = Record(item, source)
            yield record
            record.finish()
        else:
            source.fault(line, _("This must be a mapping of keys and values."))


def read_list(path: Path, faults: Faults) -> Iterator[Record]:
    """The mappings of a YAML file that holds a list."""
    source = read_source(path, faults)
    rows = read_yaml(source) if source else None
    if source and rows is not None:
        yield from records_in(rows, source)


def read_record(path: Path, faults: Faults) -> Record | None:
    """The one mapping of a YAML file, or None after noting why it cannot be had."""
    source = read_source(path, faults)
    table = read_yaml(source) if source else None
    if source is None or table is None:
        return None
    if not isinstance(table, Table):
        source.fault(1, _("This must be a mapping of keys and values."))
        return None
    return Record(table, source)
