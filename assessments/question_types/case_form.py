"""The form of a case: its questions in turn, each with the form of its own type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .base import QuestionType
from .faults import Fault
from .form import Data, GroupsPart, NumberPart, Typed, read, show, unsaid, whole
from .simple import SIMPLE

WEIGHT = NumberPart("weight", "", default=1)


@dataclass(frozen=True)
class CaseQuestionsPart(GroupsPart):
    """In data as `CaseQuestion`: key, type, weight, and the data of the type."""

    template = "assessments/teach/form/case.html"

    def read_row(self, typed: Typed, here: str, before: Data) -> Data:
        name = typed.form.get(f"{here}type", "")
        if name not in SIMPLE:
            return {"type": name}
        same = before if before.get("type") == name else {}
        parts = whole(SIMPLE[name].form)
        data = read(parts, typed, f"{here}data.", same.get("data", {}))
        return {"type": name, "data": data, **WEIGHT.read(typed, here, before)}

    def blank_row(self, row: Data) -> bool:
        """A question that was asked for has a type; it goes when it is taken out."""
        return row["type"] not in SIMPLE

    def show(self, here: str, data: Data, faults: Sequence[Fault]) -> Data:
        rows = [row for row in data.get(self.name, ()) if row.get("type") in SIMPLE]
        shown = super().show(here, {self.name: rows}, faults)
        return shown | {"types": [(kind.name, kind.label) for kind in SIMPLE.values()]}

    def show_row(self, name: str, place: int, row: Data, faults: Sequence[Fault]) -> Data:
        kind: QuestionType[object] = SIMPLE[row["type"]]  # type: ignore[type-var]
        parts, inner = whole(kind.form), f"{name}.data."
        return {
            "key": row["key"],
            "type": kind.name,
            "legend": kind.label,
            "parts": show(parts, inner, row.get("data", {}), faults),
            "weight": WEIGHT.show(f"{name}.", row, faults),
            "faults": unsaid(parts, inner, faults),
        }
