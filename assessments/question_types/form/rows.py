"""Lists of things to choose or to put in order, and of things that have parts of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.question_types.faults import Fault

from .base import (
    KEYS,
    Data,
    FormPart,
    Typed,
    Words,
    at,
    read_words,
    show,
    show_words,
    unsaid,
    within,
)


@dataclass(frozen=True)
class Listed(FormPart):
    """Up to *most* rows, and a few empty ones; a form can ask for more rows, and move them."""

    name: str
    label: Words
    hint: Words = ""
    most: int = 20
    usual: int = 4
    """With so many rows an empty form begins."""

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.name})

    def blank(self, data: Data) -> bool:
        return not data.get(self.name)

    def padded(self, data: Data) -> list[Data]:
        """The rows that are shown, each with a key."""
        rows = list(data.get(self.name, ()))[: self.most]
        used = {row.get("key") for row in rows}
        free = iter([key for key in KEYS if key not in used])
        rows += [{}] * (self.usual - len(rows))
        return [row if row.get("key") else {**row, "key": next(free)} for row in rows]

    def shown(self, here: str, rows: list[Data]) -> Data:
        """What the templates of all lists take."""
        last = len(rows) - 1
        for place, row in enumerate(rows):
            row |= {
                "number": place + 1,
                "name": f"{here}{self.name}.{place}",
                "above": f"{here}{self.name}.{place - 1}" if place else "",
                "below": f"{here}{self.name}.{place + 1}" if place < last else "",
            }
        return {
            "name": f"{here}{self.name}",
            "rows": rows,
            "next": f"{here}{self.name}.{len(rows)}",
            "full": len(rows) >= self.most,
        }


OF_ROWS = frozenset({"right_unknown", "nothing_wrong", "one_reason", "repeated_key"})


@dataclass(frozen=True)
class RowsPart(Listed):
    """Things to choose or to put in order, each in both languages.

    *right* is the place in the data that names the right one, or with *many* the right ones.
    """

    right: str = ""
    many: bool = False
    comments: bool = True
    codes: frozenset[str] = OF_ROWS
    template = "assessments/teach/form/rows.html"

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.name, self.right} - {""})

    def read(self, typed: Typed, here: str, before: Data) -> Data:
        marked = typed.form.getlist(f"{here}{self.right}") if self.right else []
        known = {row["key"]: row for row in before.get(self.name, ())}
        rows = []
        for place in range(self.most):
            name = f"{here}{self.name}.{place}"
            key = typed.form.get(f"{name}.key", "")
            row = dict(known.get(key, {}), key=key, text=read_words(typed.form, f"{name}.text"))
            if self.comments:
                row["feedback"] = read_words(typed.form, f"{name}.feedback")
                row["fixed"] = f"{name}.fixed" in typed.form
            # A row that is marked as right and has no words is a mistake to be shown.
            said = row["text"] or row.get("feedback") or key in marked
            if said or (typed.blanks and key):
                rows.append(row)
        data: Data = {self.name: rows}
        if marked:
            data[self.right] = marked if self.many else marked[-1]
        return data

    def show(self, here: str, data: Data, faults: Sequence[Fault]) -> Data:
        right = data.get(self.right, ())
        marked = {right} if isinstance(right, str) else set(right or ())
        rows = [
            self.show_row(f"{here}{self.name}.{place}", row, row["key"] in marked, faults)
            for place, row in enumerate(self.padded(data))
        ]
        own = f"{here}{self.name}."
        wrong = [
            self.reason(one, here)
            for one in faults
            if self.claims(one, here) and not one.path.startswith(own)
        ]
        return self.shown(here, rows) | {"faults": wrong, "mark": f"{here}{self.right}"}

    def show_row(self, name: str, row: Data, marked: bool, faults: Sequence[Fault]) -> Data:
        wrong = any(one.path.startswith(f"{name}.feedback") for one in faults)
        return {
            "key": row["key"],
            "text": show_words(f"{name}.text", row.get("text"), faults),
            "feedback": show_words(f"{name}.feedback", row.get("feedback"), faults),
            "fixed": row.get("fixed", False),
            "comments": bool(row.get("feedback") or row.get("fixed") or wrong),
            "marked": marked,
            "faults": at(faults, name) + at(faults, f"{name}.key"),
        }

    def reason(self, fault: Fault, here: str) -> Words:
        if self.right and (within(fault.path, here) == self.right or fault.code == "right_unknown"):
            return _("Mark what is right.")
        return fault.reason


@dataclass(frozen=True)
class PickedRows(RowsPart):
    """Rows to each of which something belongs: by key, it stands in the data under *pick*."""

    pick: str = ""
    asked: Words = ""
    """How that which belongs to a row is called."""
    among: Listed | None = None
    """The rows of which one belongs to each; without them, a rank belongs to each."""

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.name, self.pick})

    def read(self, typed: Typed, here: str, before: Data) -> Data:
        data = super().read(typed, here, before)
        kept = {row["key"] for row in data[self.name]}
        picks: dict[str, Any] = {}
        for place in range(self.most):
            name = f"{here}{self.name}.{place}"
            key, picked = typed.form.get(f"{name}.key", ""), typed.form.get(f"{name}.pick", "")
            if picked and key in kept:
                picks[key] = picked if self.among else rank_in(picked)
        return data | {self.pick: picks}

    def show(self, here: str, data: Data, faults: Sequence[Fault]) -> Data:
        shown = super().show(here, data, faults)
        picks = data.get(self.pick, {})
        choices = self.choices(data)
        for row in shown["rows"]:
            picked = str(picks.get(row["key"], ""))
            row["picks"] = [(value, words, value == picked) for value, words in choices]
        return shown

    def choices(self, data: Data) -> list[tuple[str, str]]:
        if self.among is None:
            ranks = map(str, range(1, len(self.padded(data)) + 1))
            return [(rank, rank) for rank in ranks]
        rows = self.among.padded(data)
        return [(row["key"], str(number)) for number, row in enumerate(rows, start=1)]


def rank_in(text: str) -> int | str:
    return int(text) if text.isdecimal() and len(text) < 4 else text


@dataclass(frozen=True)
class GroupsPart(Listed):
    """Things that have *parts* of their own; *keyed* ones have a name that stays."""

    parts: tuple[FormPart, ...] = ()
    keyed: bool = True
    legend: str = "{number}"
    """What stands above a row, with its `number` and its `key`."""
    codes: frozenset[str] = frozenset({"repeated_key"})
    template = "assessments/teach/form/groups.html"

    def read(self, typed: Typed, here: str, before: Data) -> Data:
        known = {row["key"]: row for row in before.get(self.name, ()) if row.get("key")}
        rows = []
        for place in range(self.most):
            name = f"{here}{self.name}.{place}."
            if f"{name}key" not in typed.form:
                continue
            key = typed.form.get(f"{name}key", "")
            row = self.read_row(typed, name, known.get(key, {}))
            if self.keyed:
                row["key"] = key
            if typed.blanks or not self.blank_row(row):
                rows.append(row)
        return {self.name: rows}

    def read_row(self, typed: Typed, here: str, before: Data) -> Data:
        row: Data = {}
        for part in self.parts:
            row |= part.read(typed, here, before)
        return row

    def blank_row(self, row: Data) -> bool:
        return all(part.blank(row) for part in self.parts)

    def show(self, here: str, data: Data, faults: Sequence[Fault]) -> Data:
        rows = []
        for place, row in enumerate(self.padded(data)):
            name = f"{here}{self.name}.{place}"
            rows.append(self.show_row(name, place, row, faults))
        own = f"{here}{self.name}."
        wrong = [
            one.reason for one in faults if self.claims(one, here) and not one.path.startswith(own)
        ]
        return self.shown(here, rows) | {"faults": wrong}

    def show_row(self, name: str, place: int, row: Data, faults: Sequence[Fault]) -> Data:
        return {
            "key": row["key"],
            "legend": self.legend.format(number=place + 1, key=row["key"]),
            "parts": show(self.parts, f"{name}.", row, faults),
            "faults": unsaid(self.parts, f"{name}.", faults),
        }
