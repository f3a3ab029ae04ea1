"""A number, with a unit if asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pydantic import Field, StringConstraints, model_validator

from assessments.texts import LANGUAGES, Strict

from .base import (
    NOTHING,
    BadResponse,
    Content,
    Line,
    Order,
    Part,
    QuestionType,
    Response,
    Rules,
    Score,
)
from .faults import NO_NUMBER, fault
from .form import CheckPart, GroupsPart, NumberPart, TextPart
from .taking import only_key, only_text

LONGEST = 40

PLAIN = str.maketrans(
    {chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F)}  # full width
    | dict.fromkeys("\u00a0\u2009\u202f\u3000", " ")
    | dict.fromkeys("\u2212\u2013", "-")
)
DECIMAL = re.compile(r"[+-]?(?:(?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,][0-9]+)?|[.,][0-9]+)")
THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")


def readings(text: str) -> list[float]:
    """The numbers that *text* may mean: `1,234` has two, `12,5` has one, `many` has none."""
    plain = text.translate(PLAIN).strip()
    found = []
    if DECIMAL.fullmatch(plain):
        found.append(float(plain.replace(" ", "").replace(",", ".")))
    if THOUSANDS.fullmatch(plain):
        found.append(float(plain.replace(",", "")))
    return found


Number = Annotated[float, Field(allow_inf_nan=False)]


class NumberUnit(Strict):
    """A number in this unit, times `factor`, is one that can be compared with the right one."""

    name: Annotated[
        str,
        StringConstraints(
            strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00]*$"
        ),
    ]
    factor: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0


class NumericContent(Content):
    """`tolerance` is a share of the right value if `relative`.

    `unit_penalty` is taken off when the number is right for another unit than the one given. It is
    a tenth unless the author says otherwise, as in Moodle: the number is what is asked first.
    """

    value: Number
    tolerance: Annotated[Number, Field(ge=0)] = 0.0
    relative: bool = False
    units: Annotated[tuple[NumberUnit, ...], Field(max_length=12)] = ()
    unit_penalty: Annotated[Number, Field(ge=0, le=1)] = 0.1

    @model_validator(mode="after")
    def units_differ(self) -> NumericContent:
        if len(self.factors) < len(self.units):
            raise fault("same_unit")
        return self

    @cached_property
    def factors(self) -> dict[str, float]:
        return {unit.name: unit.factor for unit in self.units}

    @cached_property
    def margin(self) -> float:
        """How far a right number may lie off, with room for what is lost in computing."""
        allowed = self.tolerance * abs(self.value) if self.relative else self.tolerance
        return allowed + 1e-9 * (abs(self.value) + allowed)

    def near(self, numbers: list[float], factor: float = 1.0) -> bool:
        return any(abs(number * factor - self.value) <= self.margin for number in numbers)


class Numeric(QuestionType[NumericContent]):
    name = "numeric"
    label = _("numerical answer")
    content = NumericContent
    answered_by = frozenset({"value", "unit"})
    form = (
        NumberPart("value", _("The right number")),
        NumberPart(
            "tolerance",
            _("How far an answer may lie off"),
            _("In the same unit as the number; 0 for not at all."),
            default=0,
        ),
        CheckPart("relative", _("as a share of the right number: 0.05 for five percent")),
        GroupsPart(
            "units",
            _("Units to choose from"),
            _(
                "Leave them empty where no unit is asked. The factor turns a number in this unit "
                "into one in the unit of the right number."
            ),
            most=12,
            usual=2,
            parts=(
                TextPart("name", _("Unit")),
                NumberPart("factor", _("Factor"), default=1),
            ),
            keyed=False,
            codes=frozenset({"same_unit"}),
        ),
        NumberPart(
            "unit_penalty",
            _("What a wrong unit takes off"),
            _("From 0 for nothing to 1 for all points."),
            default=0.1,
        ),
    )

    def face(
        self, content: NumericContent, order: Order, language: str | None = None
    ) -> dict[str, Any]:
        return super().face(content, order, language) | {"units": list(content.factors)}

    def from_form(self, content: NumericContent, form: QueryDict, prefix: str) -> Response:
        given = {name: form.get(f"{prefix}{name}", "").strip() for name in ("value", "unit")}
        return {name: words for name, words in given.items() if words}

    def take(self, content: NumericContent, response: Mapping[str, Any]) -> Response:
        """A number stays as it was written."""
        taken: Response = {}
        if value := only_text(response.get("value", ""), up_to=LONGEST):
            if not readings(value):
                raise BadResponse(NO_NUMBER)
            taken["value"] = value
        if unit := only_text(response.get("unit", ""), up_to=LONGEST):
            taken["unit"] = only_key(unit, content.factors)
        return taken

    def key_lines(self, content: NumericContent) -> list[Line]:
        """The number with how far one may be off, then the units."""
        off = f"{content.tolerance:.12g}" if not content.relative else f"{content.tolerance:.4%}"
        number = f"{content.value:.12g}" + (f" ± {off}" if content.tolerance else "")
        units = [
            Line(dict.fromkeys(LANGUAGES, f"{one.name} × {one.factor:.12g}"), label=_("Unit"))
            for one in content.units
        ]
        return [Line(dict.fromkeys(LANGUAGES, number), right=True), *units]

    def part_words(self, content: NumericContent, language: str) -> dict[str, str]:
        return {"value": str(_("Number")), "unit": str(_("Unit"))}

    def score(
        self,
        content: NumericContent,
        response: Response,
        rules: Rules = Rules(),  # noqa: B008
    ) -> Score:
        if "value" not in response:
            return NOTHING
        numbers = readings(response["value"])
        if not content.units:
            right = float(content.near(numbers))
            return Score(right, (Part("value", right, 1.0),))
        factor = content.factors.get(response.get("unit", ""))
        if factor and content.near(numbers, factor):
            return Score(1.0, (Part("value", 1.0, 1.0), Part("unit", 1.0, 1.0)))
        elsewhere = any(content.near(numbers, other) for other in content.factors.values())
        points = 1 - content.unit_penalty if elsewhere else 0.0
        return Score(points, (Part("value", float(elsewhere), 1.0), Part("unit", 0.0, 1.0)))
