"""A question bank: who answers for it, and one file of questions for each area."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from assessments.authoring import Written, approve, hand_in, revise, write
from assessments.models import Bank, Question, QuestionVersion
from assessments.question_types import TYPES
from assessments.question_types.faults import Faulty
from xinqiao.accounts.models import Person, Unit
from xinqiao.common.keys import translation_key
from xinqiao.common.pictures import PICTURES

from .reading.faults import Faults
from .reading.nested import line_of, plain
from .reading.records import Record, read_list, read_record
from .reading.tables import Table
from .rows import Tally, put
from .vocabulary import Vocabulary, limit_of

BANK = "bank.yaml"
AREA = re.compile(r"([a-z])-([a-z]+)")
"""How the file of an area is called: the letter of its questions, and the tag that they bear."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question under the name that it has in its file."""

    name: str
    family: str
    written: Written


@dataclass(frozen=True, slots=True)
class Collection:
    """A bank with its questions. Who writes them and who approves them are two people."""

    slug: str
    unit: str
    values: dict[str, Any]
    author: str
    reviewer: str
    items: list[Item]

    def __len__(self) -> int:
        return len(self.items)


def read(folder: Path, faults: Faults, vocabulary: Vocabulary) -> Collection | None:
    record = read_record(folder / BANK, faults)
    items = read_areas(folder, faults, vocabulary)
    if record is None:
        return None
    found = Collection(
        slug=record.new_name("slug", set(), limit_of(Bank, "slug")),
        unit=record.choice("unit", vocabulary.units),
        values={
            "name_zh": record.text("name_zh", limit_of(Bank, "name_zh")),
            "name_en": record.text("name_en", limit_of(Bank, "name_en")),
            "shared_down": record.flag("shared_down", optional=True),
            "practice": record.flag("practice", optional=True),
        },
        author=record.choice("author", vocabulary.people),
        reviewer=record.choice("reviewer", vocabulary.people),
        items=items,
    )
    if found.author == found.reviewer:
        record.fault("reviewer", _("Nobody approves questions of their own: name somebody else."))
    record.finish()
    return found


def read_areas(folder: Path, faults: Faults, vocabulary: Vocabulary) -> list[Item]:
    known: set[str] = set()
    found = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name == BANK:
            continue
        name = AREA.fullmatch(path.stem)
        if name is None:
            faults.note(path, 1, _("A file of questions is called <letter>-<area>.yaml."))
            continue
        for record in read_list(path, faults):
            found.append(read_item(record, name[1].upper(), name[2], known, vocabulary))
    return [item for item in found if item]


def read_item(
    record: Record, letter: str, area: str, known: set[str], vocabulary: Vocabulary
) -> Item | None:
    """A question; None after noting that its type cannot take it."""
    name = record.new_name("id", known, limit_of(Question, "external_id"))
    if not re.fullmatch(rf"{letter}[1-9]\d*", name):
        record.fault("id", _("In this file, “%(key)s” is %(letter)s and a number."), letter=letter)
    kind = record.choice("type", TYPES)
    family = record.text("family", limit_of(Question, "family"), optional=True)
    about: dict[str, Any] = {
        "tags": [area, *record.choices("topics", vocabulary.topics)],
        "competences": record.choices("competences", vocabulary.competences),
        "difficulty": record.number("difficulty", 0, 100),
        "must_pass": record.flag("must_pass", optional=True),
        "source": read_source(record),
        "lesson_key": read_lesson(record, vocabulary),
    }
    data = {key: value for key, value in record.table.items() if key not in record.asked}
    check_texts(record)
    record.asked |= set(data)
    if kind not in TYPES:
        return None
    try:
        return Item(name, family, Written(type=kind, data=plain_values(record, data), **about))
    except Faulty as error:
        for one in error.faults:
            line = line_of(record.table, one.path.split("."))
            record.source.fault(line, f"{one.path}: {one.reason}")
    return None


def read_source(record: Record) -> str:
    """Where the right answer comes from, in one line with both languages."""
    texts = record.child("source")
    if texts is None:
        return ""
    source = f"{texts.text('zh')} / {texts.text('en')}"
    texts.finish()
    record.measure("source", source, limit_of(QuestionVersion, "source"))
    return source


def read_lesson(record: Record, vocabulary: Vocabulary) -> Any:
    lesson = record.choice("lesson", vocabulary.lessons, optional=True)
    return translation_key("lesson", lesson) if lesson else None


def check_texts(record: Record) -> None:
    """Note what a type need not have and every question of ours has: reasons, known drawings."""
    record.take("explanation", Table, _("This must be a mapping of keys and values."))
    if "picture" in record.table and (picture := record.child("picture")):
        picture.choice("name", [name for name, _title in PICTURES])


def plain_values(record: Record, data: dict[str, Any]) -> dict[str, Any]:
    return {key: plain(value, record.source, record.line(key)) for key, value in data.items()}


def load(collection: Collection, tally: Tally) -> Iterator[str]:
    """Make what is missing ready, and make changed questions ready anew.

    A question that somebody has changed or retired since is left to them.
    """
    values = {**collection.values, "unit": Unit.objects.get(slug=collection.unit)}
    bank = put(Bank, {"slug": collection.slug}, values, tally)
    author = Person.objects.get(username=collection.author)
    reviewer = Person.objects.get(username=collection.reviewer)
    questions = Question.objects.filter(bank=bank).prefetch_related("versions")
    known = {question.external_id: question for question in questions}
    for item in collection.items:
        if item.name not in known:
            version = write(
                bank, item.written, by=author, external_id=item.name, family=item.family
            )
            tally.new += 1
            make_ready(version, reviewer)
        else:
            put(Question, {"pk": known[item.name].pk}, {"family": item.family}, tally)
            bring_in_line(known[item.name], item, author, reviewer, tally)
        yield item.name


def bring_in_line(
    question: Question, item: Item, author: Person, reviewer: Person, tally: Tally
) -> None:
    *earlier, latest = sorted(question.versions.all(), key=lambda version: version.number)
    if latest.content_hash == item.written.fingerprint:
        return
    if item.written.fingerprint in {version.content_hash for version in earlier} or not (
        latest.status == QuestionVersion.Status.READY
        and (latest.author_id, latest.reviewer_id) == (author.pk, reviewer.pk)
    ):
        tally.kept.append(f"{question.bank.slug} {item.name}")
        return
    make_ready(revise(question, item.written, by=author), reviewer)
    tally.changed += 1


def make_ready(version: QuestionVersion, reviewer: Person) -> None:
    hand_in(version)
    approve(version, by=reviewer)
