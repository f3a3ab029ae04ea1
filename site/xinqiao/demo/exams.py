"""Exams: one file for each, with its rules and the sitting at which it can be taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assessments.models import Exam, Sitting
from assessments.plan import Plan
from assessments.publishing import draft, publish, read_plan
from assessments.question_types.faults import Faulty
from xinqiao.accounts.models import Person, Unit
from xinqiao.common.keys import translation_key

from .questions import plain_values
from .reading.faults import Faults
from .reading.nested import line_of
from .reading.records import Record, read_record
from .rows import Tally, put
from .vocabulary import Vocabulary, limit_of

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
"""The sittings of the files are open at any time."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One exam."""

    slug: str
    unit: str
    publisher: str
    values: dict[str, Any]
    plan: Plan


def read(folder: Path, faults: Faults, vocabulary: Vocabulary) -> list[Entry]:
    known: set[str] = set()
    records = [read_record(path, faults) for path in sorted(folder.glob("*.yaml"))]
    found = [read_entry(record, known, vocabulary) for record in records if record]
    return [entry for entry in found if entry]


def read_entry(record: Record, known: set[str], vocabulary: Vocabulary) -> Entry | None:
    """An exam; None after noting what is wrong with its rules."""
    slug = record.new_name("slug", known, limit_of(Exam, "slug"))
    unit = record.choice("unit", vocabulary.units)
    publisher = record.choice("publisher", vocabulary.people)
    values = {
        "name_zh": record.text("name_zh", limit_of(Exam, "name_zh")),
        "name_en": record.text("name_en", limit_of(Exam, "name_en")),
    }
    course = record.choice("course", vocabulary.courses, optional=True)
    rules = {key: value for key, value in record.table.items() if key not in record.asked}
    record.asked |= set(rules)
    data = plain_values(record, rules)
    if course:
        data["course"] = str(translation_key("course", course))
    try:
        return Entry(slug, unit, publisher, values, read_plan(data))
    except Faulty as error:
        for one in error.faults:
            line = line_of(record.table, one.path.split("."))
            record.source.fault(line, f"{one.path}: {one.reason}")
    return None


def load(entries: list[Entry], tally: Tally) -> Iterator[str]:
    """Publish what is new or changed, each with a sitting for all people of its unit.

    Raises `NotFit` when the questions do not suffice.
    """
    for entry in entries:
        values = {**entry.values, "unit": Unit.objects.get(slug=entry.unit)}
        exam = put(Exam, {"slug": entry.slug}, values, tally)
        latest = exam.versions.filter(published_at__isnull=False).order_by("-number").first()
        if latest is None or latest.plan != entry.plan:
            version = draft(exam, entry.plan.model_dump(mode="json"))
            publish(version, by=Person.objects.get(username=entry.publisher))
            tally.new += latest is None
            tally.changed += latest is not None
        if not exam.sittings.exists():
            everybody = exam.unit.kind == Unit.Kind.NATION
            Sitting.objects.create(
                exam=exam,
                unit=None if everybody else exam.unit,
                opens_at=SINCE,
                close=Sitting.Close.OWN_TIME,
            )
            tally.new += 1
        yield entry.slug
