"""Parts of a form that are one field, or one for each language."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessments.question_types.faults import Fault
from assessments.texts import LANGUAGES

from .base import Data, FormPart, Typed, Words, read_words, show_words, sides


@dataclass(frozen=True)
class Field(FormPart):
    """Fills one place in the data."""

    name: str
    label: Words
    hint: Words = ""

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.name})

    def blank(self, data: Data) -> bool:
        return not data.get(self.name)

    def wrong(self, here: str, faults: Sequence[Fault]) -> list[Words]:
        return [one.reason for one in faults if self.claims(one, here)]


@dataclass(frozen=True)
class WordsPart(Field):
    """Words in both languages side by side."""

    required: bool = True
    lines: int = 3
    template = "assessments/teach/form/words.html"

    def read(self, typed: Typed, here: str, before: Data) -> Data:
        return {self.name: read_words(typed.form, f"{here}{self.name}")}

    def show(self, here: str, data: Data, faults: Sequence[Fault]) -> Data:
        return show_words(f"{here}{self.name}", data.get(self.name), faults)


@dataclass(frozen=True)
class LinesPart(Field):
    """In each language any number of words that mean the same, one way to say it a line."""

    template = "assessments/teach/form/words.html"
    required = True
    lines = 4

    def read(self, typed: Typed, here: str, before: Data) -> Data:
        said = read_words(typed.form, f"{here}{self.name}")
        ways = {
            language: [way.strip() for way in words.split("\n") if way.strip()]
            for language, words in said.items()
        }
        return {self.name: ways}

    def show(self, here: str, data: Data, faults: Sequence[Fault]) -> Data:
        name, ways = f"{here}{self.name}", data.get(self.name, {})
        said = {language: "\n".join(ways.get(language, ())) for language in LANGUAGES}
        # A fault of one way stands at its language.
        raised = [
            Fault(".".join(one.path.split(".")[: name.count(".") + 2]), one.code, one.reason)
            if one.path.startswith(f"{name}.")
            else one
            for one in faults
        ]
        wrong = [one.reason for one in raised if one.path == name]
        return {"name": name, "sides": sides(name, said, raised), "faults": wrong}


@dataclass(frozen=True)
class ChoicePart(Field):
    """One of a few values."""

    choices: tuple[tuple[Any, Words], ...] = ()
    default: Any = None
    template = "assessments/teach/form/choice.html"

    def read(self, typed: Typed, here: str, before: Data) -> Data:
        given = typed.form.get(f"{here}{self.name}", "")
        chosen = [value for value, _label in self.choices if in_form(value) == given]
        return {self.name: chosen[0]} if chosen else {}

    def blank(self, data: Data) -> bool:
        return True

    def show(self, here: str, data: Data, faults: Sequence[Fault]) -> Data:
        chosen = in_form(data.get(self.name, self.default))
        choices = [
            {"value": in_form(value), "label": label, "chosen": in_form(value) == chosen}
            for value, label in self.choices
        ]
        wrong = self.wrong(here, faults)
        return {"name": f"{here}{self.name}", "choices": choices, "faults": wrong}


def in_form(value: Any) -> str:
    return str(value).lower()


@dataclass(frozen=True)
class CheckPart(Field):
    """Something that is so or not."""

    template = "assessments/teach/form/check.html"

    def read(self, typed: Typed, here: str, before: Data) -> Data:
        return {self.name: f"{here}{self.name}" in typed.form}

    def blank(self, data: Data) -> bool:
        return True

    def show(self, here: str, data: Data, faults: Sequence[Fault]) -> Data:
        wrong = self.wrong(here, faults)
        on = bool(data.get(self.name))
        return {"name": f"{here}{self.name}", "on": on, "faults": wrong}


@dataclass(frozen=True)
class TextPart(Field):
    """One line that is the same in all languages."""

    required: bool = True
    most: int = 40
    template = "assessments/teach/form/text.html"

    def read(self, typed: Typed, here: str, before: Data) -> Data:
        text = typed.form.get(f"{here}{self.name}", "").strip()
        return {self.name: text} if text else {}

    def show(self, here: str, data: Data, faults: Sequence[Fault]) -> Data:
        value = data.get(self.name, "")
        return {
            "name": f"{here}{self.name}",
            "value": value,
            "faults": self.wrong(here, faults),
            "mode": "text",
        }


@dataclass(frozen=True)
class NumberPart(TextPart):
    """A number; what is none stays as it was typed, and is said to be none."""

    default: float | None = None

    def read(self, typed: Typed, here: str, before: Data) -> Data:
        text = unicodedata.normalize("NFKC", typed.form.get(f"{here}{self.name}", "")).strip()
        return {self.name: number_in(text)} if text else {}

    def blank(self, data: Data) -> bool:
        return data.get(self.name, self.default) == self.default

    def show(self, here: str, data: Data, faults: Sequence[Fault]) -> Data:
        value = data.get(self.name, self.default)
        shown = "" if value is None else in_digits(value)
        return super().show(here, {self.name: shown}, faults) | {"mode": "decimal"}


def number_in(text: str) -> float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def in_digits(value: Any) -> str:
    """As people write it: 12, not 12.0."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
