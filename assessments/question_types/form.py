"""What a type's form is made of, without JavaScript: each type lists its parts in `form`.

The fields bear the names of the places in the data: the fault at `options.1.text` stands beside
the field of that name. What was typed is read into data at once, and a form is always shown from
data, so nothing that was typed is lost on the way.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.texts import LANGUAGES, NAMES, TAGS

from .faults import SENTENCES, Fault

Data = dict[str, Any]
KEYS = "abcdefghijklmnopqrstuvwxyz"


class FormPart(ABC):
    """One part of a form, shown by `template`."""

    template: str

    @property
    @abstractmethod
    def names(self) -> frozenset[str]:
        """The places in the data that this part fills."""

    @abstractmethod
    def read(self, form: QueryDict, before: Data) -> Data:
        """What was typed; *before* is the data that the form was shown from."""

    @abstractmethod
    def show(self, data: Data, faults: Sequence[Fault]) -> Data:
        """For the template. *faults* are those of the whole question."""

    def claims(self, fault: Fault) -> bool:
        """Whether *fault* is said in this part."""
        return fault.path.split(".")[0] in self.names


def read_words(form: QueryDict, name: str) -> dict[str, str]:
    """By language; blanks alone are no words, and lines end as they do everywhere else."""
    said = {language: form.get(f"{name}.{language}", "") for language in LANGUAGES}
    return {
        language: words.replace("\r\n", "\n").strip()
        for language, words in said.items()
        if words.strip()
    }


def show_words(name: str, text: Any, faults: Sequence[Fault]) -> Data:
    """One field for each language; what is wrong with one of them, or with both."""
    said = text if isinstance(text, dict) else {}
    sides = [
        {
            "name": f"{name}.{language}",
            "lang": TAGS[language],
            "language": NAMES[language],
            "value": said.get(language, ""),
            "faults": at(faults, f"{name}.{language}"),
        }
        for language in LANGUAGES
    ]
    return {"name": name, "sides": sides, "faults": at(faults, name)}


def at(faults: Sequence[Fault], path: str) -> list[str | Promise]:
    """What is wrong at *path*; of a text that is not there, in the words for it."""
    return [
        SENTENCES["string_too_short"] if fault.code in {"too_short", "missing"} else fault.reason
        for fault in faults
        if fault.path == path
    ]


@dataclass(frozen=True)
class WordsPart(FormPart):
    """Words in both languages side by side."""

    name: str
    label: str | Promise
    hint: str | Promise = ""
    required: bool = True
    template = "assessments/teach/form/words.html"

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.name})

    def read(self, form: QueryDict, before: Data) -> Data:
        return {self.name: read_words(form, self.name)}

    def show(self, data: Data, faults: Sequence[Fault]) -> Data:
        return show_words(self.name, data.get(self.name), faults)


@dataclass(frozen=True)
class ChoicePart(FormPart):
    """One of a few values."""

    name: str
    label: str | Promise
    choices: tuple[tuple[Any, str | Promise], ...]
    hint: str | Promise = ""
    default: Any = None
    template = "assessments/teach/form/choice.html"

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.name})

    def read(self, form: QueryDict, before: Data) -> Data:
        typed = form.get(self.name, "")
        chosen = [value for value, _label in self.choices if in_form(value) == typed]
        return {self.name: chosen[0]} if chosen else {}

    def show(self, data: Data, faults: Sequence[Fault]) -> Data:
        chosen = in_form(data.get(self.name, self.default))
        choices = [
            {"value": in_form(value), "label": label, "chosen": in_form(value) == chosen}
            for value, label in self.choices
        ]
        wrong = [one.reason for one in faults if self.claims(one)]
        return {"name": self.name, "choices": choices, "faults": wrong}


def in_form(value: Any) -> str:
    return str(value).lower()


@dataclass(frozen=True)
class RowsPart(FormPart):
    """Up to *most* things to choose or to put in order, each in both languages.

    *right* is the place in the data that names the right one, or with *many* the right ones.
    """

    name: str
    label: str | Promise
    hint: str | Promise = ""
    most: int = 20
    right: str = ""
    many: bool = False
    comments: bool = True
    template = "assessments/teach/form/rows.html"
    usual = 8
    codes = frozenset({"right_unknown", "nothing_wrong", "one_reason", "repeated_key"})
    """Faults of the whole question that are about its rows."""

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.name, self.right} - {""})

    def claims(self, fault: Fault) -> bool:
        return super().claims(fault) or (not fault.path and fault.code in self.codes)

    def read(self, form: QueryDict, before: Data) -> Data:
        marked = form.getlist(self.right) if self.right else []
        known = {row["key"]: row for row in before.get(self.name, ())}
        rows = []
        for place in range(self.most):
            here = f"{self.name}.{place}"
            key = form.get(f"{here}.key", "")
            row = dict(known.get(key, {}), key=key, text=read_words(form, f"{here}.text"))
            if self.comments:
                row["feedback"] = read_words(form, f"{here}.feedback")
                row["fixed"] = f"{here}.fixed" in form
            # A row that is marked as right and has no words is a mistake to be shown.
            if row["text"] or row.get("feedback") or key in marked:
                rows.append(row)
        data: Data = {self.name: rows}
        if marked:
            data[self.right] = marked if self.many else marked[-1]
        return data

    def show(self, data: Data, faults: Sequence[Fault]) -> Data:
        filled = [row for row in data.get(self.name, ()) if isinstance(row, dict)]
        count = min(self.most, max(self.usual, len(filled) + 2))
        used = {row.get("key") for row in filled}
        free = iter([key for key in KEYS if key not in used])
        empty = [{"key": next(free)} for _place in range(count - len(filled))]
        right = data.get(self.right, ())
        marked = {right} if isinstance(right, str) else set(right or ())
        rows = [
            self.show_row(place, row, row.get("key") in marked, faults)
            for place, row in enumerate([*filled, *empty])
        ]
        wrong = [self.reason(one) for one in faults if self.claims(one) and not self.in_row(one)]
        return {"rows": rows, "faults": wrong, "name": self.name}

    def show_row(self, place: int, row: Data, marked: bool, faults: Sequence[Fault]) -> Data:
        here = f"{self.name}.{place}"
        feedback = show_words(f"{here}.feedback", row.get("feedback"), faults)
        wrong = any(one.path.startswith(f"{here}.feedback") for one in faults)
        return {
            "number": place + 1,
            "name": here,
            "key": row.get("key", ""),
            "text": show_words(f"{here}.text", row.get("text"), faults),
            "feedback": feedback,
            "fixed": row.get("fixed", False),
            "comments": bool(row.get("feedback") or row.get("fixed") or wrong),
            "marked": marked,
            "faults": at(faults, here) + at(faults, f"{here}.key"),
        }

    def in_row(self, fault: Fault) -> bool:
        return fault.path.startswith(f"{self.name}.")

    def reason(self, fault: Fault) -> str | Promise:
        if self.right and (fault.path == self.right or fault.code == "right_unknown"):
            return _("Mark what is right.")
        return fault.reason


STEM = WordsPart("stem", _("Question"), _("In one language or in both."))
EXPLANATION = WordsPart(
    "explanation",
    _("Explanation"),
    _("Why the right answer is right. Candidates read it after the exam."),
    required=False,
)


def whole(parts: tuple[FormPart, ...]) -> tuple[FormPart, ...]:
    """*parts* of a type together with what every question has."""
    return (STEM, *parts, EXPLANATION)


def read(parts: tuple[FormPart, ...], form: QueryDict, before: Data) -> Data:
    """The data as typed. What has no field, as a picture, stays as it was in *before*."""
    filled = frozenset().union(*(part.names for part in parts))
    data = {name: value for name, value in before.items() if name not in filled}
    for part in parts:
        data |= part.read(form, before)
    return data


def show(parts: tuple[FormPart, ...], data: Data, faults: Sequence[Fault]) -> list[Data]:
    return [{"part": part, **part.show(data, faults)} for part in parts]


def unsaid(parts: tuple[FormPart, ...], faults: Sequence[Fault]) -> list[str | Promise]:
    """The faults that no part of the form says."""
    return [one.reason for one in faults if not any(part.claims(one) for part in parts)]
