"""What is wrong with the data of a question, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

M = TypeVar("M", bound=BaseModel)

NO_NUMBER = _("Write a number in digits here, such as 12.5.")

SENTENCES: dict[str, Promise] = {
    "missing": _("This is missing."),
    "string_too_short": _("There are no words here."),
    "string_too_long": _("This is too long."),
    "too_short": _("There is too little here."),
    "too_long": _("There is too much here."),
    "extra_forbidden": _("This does not belong to such a question."),
    "nul": _("This holds a character that cannot be kept."),
    "repeated_key": _("Two parts have the same name."),
    "right_unknown": _("The right answer is none of the answers."),
    "no_bank": _("Questions are to be drawn, and no bank is named to draw them from."),
    "one_reason": _("Give two reasons or more to choose from, or none."),
    "unknown_type": _("There is no such type of question."),
    "nothing_asked": _("Nothing is asked here."),
    "unpaired": _("Each of these needs one partner, and nothing else has one."),
    "gaps_in_text": _("Each language must hold each gap once, written as [[name of the gap]]."),
    "gap_unclear": _("A gap has either answers to choose from or words that are accepted."),
    "same_unit": _("Two units have the same name."),
    "longest_below_shortest": _("The longest text is shorter than the shortest."),
    "no_points": _("None of these levels earns points."),
    "ranks_unclear": _("Each answer needs a rank of its own, from 1 on."),
    "float_parsing": NO_NUMBER,
    "int_parsing": NO_NUMBER,
    "finite_number": NO_NUMBER,
    "int_from_float": _("Write a whole number here."),
    "greater_than": _("This number is too small."),
    "greater_than_equal": _("This number is too small."),
    "less_than_equal": _("This number is too large."),
    "nothing_wrong": _("All answers are right: there is nothing to choose."),
}
"""By the codes of pydantic and our own."""


@dataclass(frozen=True)
class Fault:
    """One fault; `path` leads to the place, as `options.1.text`."""

    path: str
    code: str
    reason: str | Promise


class Faulty(ValueError):
    """The data of a question cannot be taken; `faults` says why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{one.path}: {one.reason}" for one in faults))
        self.faults = faults


def fault(code: str) -> PydanticCustomError:
    """To be raised in a validator; *code* is one of SENTENCES."""
    if code not in SENTENCES:
        raise KeyError(code)
    return PydanticCustomError(code, "")  # type: ignore[arg-type]


def read(model: type[M], data: Any) -> M:
    """*data* as a *model*. Raises `Faulty`."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Faulty(faults_in(error)) from None


def faults_in(error: ValidationError) -> list[Fault]:
    """Each fault once: a list is not also too short because of a fault within it."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    deeper = {one["loc"][:depth] for one in found for depth in range(len(one["loc"]))}
    return [
        Fault(
            ".".join(map(str, one["loc"])),
            one["type"],
            SENTENCES.get(one["type"], _("This cannot be read.")),
        )
        for one in found
        if one["type"] != "too_short" or one["loc"] not in deeper
    ]
