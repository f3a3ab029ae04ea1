"""What passes between a file and a bank: one question with all that is said about it.

A reader yields a `Row` for each question that it finds, and goes on after one that it cannot take.
A writer takes `Item`s, and refuses by name what its format cannot carry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assessments.authoring import Written
from assessments.models import Label, QuestionVersion
from assessments.question_types import TYPES
from assessments.question_types.faults import Faulty
from assessments.texts import said

from .keys import plain_keys

MAX_ROWS = 10_000
MAX_BYTES = 50 * 1024 * 1024
"""Enough for so many questions in two languages in the wordiest format."""
MAX_UNPACKED = 200 * 1024 * 1024
MAX_TITLE = 80


class Unreadable(Exception):
    """A file, or the rest of it, cannot be read. Says why in the reader's language."""


class CannotCarry(Exception):
    """A format has no place for something. Says what, in the reader's language."""


class Refused(Exception):
    """A question in a file cannot be taken. Says why, in the reader's language."""


@dataclass(frozen=True)
class Item:
    """One question as it lies in a bank, or is to lie there."""

    written: Written
    external_id: str = ""
    family: str = ""

    @classmethod
    def of(cls, version: QuestionVersion) -> Item:
        """Looks at its question and its labels: fetch them along."""
        labels = list(version.labels.all())
        return cls(
            Written(
                version.type,
                version.data,
                tags=[one.value for one in labels if one.kind == Label.Kind.TAG],
                competences=[one.value for one in labels if one.kind == Label.Kind.COMPETENCE],
                difficulty=version.difficulty,
                must_pass=version.must_pass,
                source=version.source,
                lesson_key=version.lesson_key,
            ),
            external_id=version.question.external_id or str(version.question.key),
            family=version.question.family,
        )

    @property
    def type(self) -> str:
        return self.written.type

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = self.written.data
        return data

    @property
    def title(self) -> str:
        return said(self.data["stem"])[:MAX_TITLE]

    def of_kind(self, kind: Label.Kind) -> list[str]:
        return [value for one, value in self.written.labels if one == kind]

    def same_as(self, other: Item | None, *, but_keys: bool = False) -> bool:
        """Whether both say the same; *but_keys*: whatever their options are called."""
        if other is None:
            return False
        if but_keys:
            return self.with_plain_keys().same_as(other.with_plain_keys())
        return (self.written.fingerprint, self.external_id, self.family) == (
            other.written.fingerprint,
            other.external_id,
            other.family,
        )

    def with_plain_keys(self) -> Item:
        """With the keys that a format without keys gives."""
        return replace(self, written=replace(self.written, data=plain_keys(self.data)))


@dataclass(frozen=True)
class Row:
    """One question found in a file: either an `item`, or the `reason` why there is none."""

    line: int
    title: str = ""
    type: str = ""
    item: Item | None = None
    reason: str = ""
    remarks: tuple[str, ...] = ()
    """What of it was left out, for the person who imports."""


@dataclass
class Finding:
    """A question while a reader gathers it."""

    line: int
    type: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    external_id: str = ""
    family: str = ""
    tags: list[str] = field(default_factory=list)
    competences: list[str] = field(default_factory=list)
    difficulty: int | None = None
    must_pass: bool = False
    source: str = ""
    lesson_key: UUID | None = None
    title: str = ""
    remarks: list[str] = field(default_factory=list)

    def row(self) -> Row:
        """What became of it."""
        try:
            return self._taken()
        except (Refused, Faulty) as refusal:
            return self.refused(reason_of(refusal))

    def refused(self, reason: str) -> Row:
        return Row(self.line, one_line(self.shown_title), self.type, reason=reason)

    @property
    def shown_title(self) -> str:
        stem = self.data.get("stem")
        if isinstance(stem, dict) and all(isinstance(words, str) for words in stem.values()):
            return said(stem) or self.title
        return self.title

    def _taken(self) -> Row:
        if self.type not in TYPES:
            raise Refused(_("There is no such type of question: %s.") % (self.type or "?"))
        for value, limit, what in (
            (self.external_id, 200, _("The id")),
            (self.family, 60, _("The family")),
            (self.source, 500, _("The source")),
            *((tag, 60, _("A tag")) for tag in (*self.tags, *self.competences)),
        ):
            if len(value) > limit:
                raise Refused(
                    _("%(what)s is longer than %(limit)s characters.")
                    % {"what": what, "limit": limit}
                )
            if not keepable(value):
                raise Refused(_("%s holds a character that cannot be kept.") % what)
        if self.difficulty is not None and not 0 <= self.difficulty <= 100:
            raise Refused(_("The difficulty is a number from 0 to 100."))
        written = Written(
            self.type,
            self.data,
            tags=self.tags,
            competences=self.competences,
            difficulty=self.difficulty,
            must_pass=self.must_pass,
            source=self.source,
            lesson_key=self.lesson_key,
        )
        item = Item(written, self.external_id, self.family)
        return Row(self.line, one_line(item.title), self.type, item, remarks=tuple(self.remarks))


def keepable(text: str) -> bool:
    """Whether any database can keep *text*."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def one_line(text: str) -> str:
    return " ".join(text.split())[:MAX_TITLE].encode(errors="replace").decode().replace("\0", "")


def reason_of(refusal: Refused | Faulty) -> str:
    """In words, naming the place in the question where there is one."""
    if isinstance(refusal, Faulty):
        return " ".join(
            f"{one.path}: {one.reason}" if one.path else str(one.reason)
            for one in refusal.faults[:5]
        )
    return str(refusal)


@dataclass
class Export:
    """A file, how many questions are in it, and what had to stay out."""

    content: bytes
    written: int
    refused: list[Row]


class Reader(Protocol):
    def __call__(self, content: bytes) -> Iterator[Row]: ...


class Writer(Protocol):
    def __call__(self, items: Iterable[Item]) -> Export: ...


@dataclass(frozen=True)
class Format:
    """A kind of file that questions come from and go to."""

    name: str
    label: Promise | str
    extension: str
    media_type: str
    read: Reader
    write: Writer


def carried(
    item: Item, render: Callable[[Item], str], read: Callable[[str], Row], *, keys: bool = False
) -> str:
    """*item* in a format, if reading it again gives the same. Raises `CannotCarry`.

    With *keys*, the format keeps what the options are called.
    """
    text = render(item)
    row = read(text)
    if item.same_as(row.item, but_keys=not keys):
        return text
    if row.item is None:
        raise CannotCarry(row.reason)
    raise CannotCarry(_("This format has no place for: %s.") % ", ".join(lost(item, row.item)))


def lost(item: Item, back: Item) -> list[str]:
    """Names of what *back* has not as *item*."""
    if item.type != back.type:
        return [str(TYPES[item.type].label)]
    names = differing(plain_keys(item.data), plain_keys(back.data))
    for name in ("labels", "difficulty", "must_pass", "source", "lesson_key"):
        if getattr(item.written, name) != getattr(back.written, name):
            names.append(name)
    names += [
        name for name in ("external_id", "family") if getattr(item, name) != getattr(back, name)
    ]
    return names


def differing(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """Names of what is not the same; of the questions of a case, with their place."""
    names = [name for name in sorted({*ours, *theirs}) if ours.get(name) != theirs.get(name)]
    asked, back = ours.get("questions", []), theirs.get("questions", [])
    if "questions" not in names or len(asked) != len(back):
        return names
    inside = [
        f"questions.{place}.{name}"
        for place, (one, other) in enumerate(zip(asked, back, strict=True), 1)
        for name in differing(one["data"], other["data"]) + differing_but_data(one, other)
    ]
    return [name for name in names if name != "questions"] + inside


def differing_but_data(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [name for name in ("type", "weight") if one.get(name) != other.get(name)]


def refusal(item: Item, place: int, reason: object) -> Row:
    """For an item that cannot be written."""
    return Row(place, one_line(item.title), item.type, item, reason=str(reason))
