"""What a part of a form is.

The fields bear the names of the places in the data: the fault at `options.1.text` stands beside
the field of that name. What was typed is read into data at once, and a form is always shown from
data, so nothing that was typed is lost on the way. A part may stand within another: *here* is
what the names of all its fields begin with, as `questions.0.data.`, or nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise

from assessments.question_types.faults import SENTENCES, Fault
from assessments.texts import LANGUAGES, NAMES, TAGS

Data = dict[str, Any]
Words = str | Promise
KEYS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Typed:
    """What came with a form; *blanks*: rows without words stay, as their writer goes on."""

    form: QueryDict
    blanks: bool = False


class FormPart(ABC):
    """One part of a form, shown by `template`."""

    template: str
    codes: frozenset[str] = frozenset()
    """Faults of the whole question that this part is about."""

    @property
    @abstractmethod
    def names(self) -> frozenset[str]:
        """The places in the data that this part fills."""

    @abstractmethod
    def read(self, typed: Typed, here: str, before: Data) -> Data:
        """What was typed; *before* is the data that the form was shown from."""

    @abstractmethod
    def show(self, here: str, data: Data, faults: Sequence[Fault]) -> Data:
        """For the template. *faults* are those of the whole question."""

    def blank(self, data: Data) -> bool:
        """Whether nothing in *data* was typed here; settings alone are nothing."""
        return True

    def claims(self, fault: Fault, here: str) -> bool:
        """Whether *fault* is said in this part."""
        place = within(fault.path, here)
        if not place:
            return place == "" and fault.code in self.codes
        return place.split(".")[0] in self.names


def within(path: str, here: str) -> str | None:
    """The way from *here* on; nothing for the whole that begins here, None for elsewhere."""
    if path == here.removesuffix("."):
        return ""
    return path.removeprefix(here) if path.startswith(here) else None


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
    return {"name": name, "sides": sides(name, said, faults), "faults": at(faults, name)}


def sides(name: str, said: Mapping[Any, str], faults: Sequence[Fault]) -> list[Data]:
    return [
        {
            "name": f"{name}.{language}",
            "lang": TAGS[language],
            "language": NAMES[language],
            "value": said.get(language, ""),
            "faults": at(faults, f"{name}.{language}"),
        }
        for language in LANGUAGES
    ]


def at(faults: Iterable[Fault], path: str) -> list[Words]:
    """What is wrong at *path*; of a text that is not there, in the words for it."""
    return [
        SENTENCES["string_too_short"] if fault.code in {"too_short", "missing"} else fault.reason
        for fault in faults
        if fault.path == path
    ]


def read(parts: Iterable[FormPart], typed: Typed, here: str, before: Data) -> Data:
    """The data as typed. What has no field stays as it was in *before*."""
    parts = tuple(parts)
    filled = frozenset().union(*(part.names for part in parts))
    data = {name: value for name, value in before.items() if name not in filled}
    for part in parts:
        data |= part.read(typed, here, before)
    return data


def show(parts: Iterable[FormPart], here: str, data: Data, faults: Sequence[Fault]) -> list[Data]:
    return [{"part": part, **part.show(here, data, faults)} for part in parts]


def unsaid(parts: Iterable[FormPart], here: str, faults: Iterable[Fault]) -> list[Words]:
    """The faults from *here* on that no part says."""
    parts = tuple(parts)
    return [
        one.reason
        for one in faults
        if within(one.path, here) is not None and not any(part.claims(one, here) for part in parts)
    ]
