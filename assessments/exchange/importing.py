"""Taking questions of a file into a bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.authoring import revise_all, write_all
from assessments.models import Bank, Question
from xinqiao.accounts.models import Person

from .base import MAX_BYTES, MAX_ROWS, Format, Item, Row, Unreadable


class Outcome(StrEnum):
    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Told:
    """What became of one row."""

    line: int
    type: str
    title: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """What became of a file. Nothing is dropped: *found* is the sum of the three."""

    rows: tuple[Told, ...]

    def count(self, outcome: Outcome) -> int:
        return Counter(row.outcome for row in self.rows)[outcome]

    @property
    def found(self) -> int:
        return len(self.rows)

    @property
    def imported(self) -> int:
        return self.count(Outcome.IMPORTED)

    @property
    def unchanged(self) -> int:
        return self.count(Outcome.UNCHANGED)

    @property
    def refused(self) -> int:
        return self.count(Outcome.REFUSED)


@dataclass
class Plan:
    """What is to be done: decided first, done in one go, or not at all."""

    told: list[Told] = field(default_factory=list)
    new: list[Item] = field(default_factory=list)
    changed: dict[Question, Item] = field(default_factory=dict)


@transaction.atomic
def import_rows(
    bank: Bank, rows: Iterable[Row], *, by: Person | None, dry_run: bool = False
) -> Report:
    """Take what *rows* hold into *bank* as drafts; with *dry_run*, only tell what would happen.

    The same question again changes nothing: it is known by its id, without an id by all its words.
    Another content under a known id is a new draft of that question.
    Some ten queries for ten rows or ten thousand. Raises `Unreadable` when there are too many.
    """
    taken = list(islice(rows, MAX_ROWS + 1))
    if len(taken) > MAX_ROWS:
        raise Unreadable(_("There are more than %s questions. Please split the file.") % MAX_ROWS)
    # Two imports at once take turns, else both would write the same new questions.
    Bank.objects.select_for_update().get(pk=bank.pk)
    plan = decide(taken, Known(bank))
    if not dry_run:
        write_all(bank, [(one.written, one.external_id, one.family) for one in plan.new], by=by)
        carry_families(plan.changed)
        revise_all({question: one.written for question, one in plan.changed.items()}, by=by)
    return Report(tuple(plan.told))


class Known:
    """The questions of a bank by id, and by what they say."""

    def __init__(self, bank: Bank) -> None:
        self.by_id: dict[str, Question] = {}
        self.by_words: dict[str, Question] = {}
        for question in Question.objects.filter(bank=bank).with_newest_hash():
            self.by_id[str(question.key)] = question
            self.by_words[question.newest_hash] = question  # type: ignore[attr-defined]
        for question in list(self.by_id.values()):
            if question.external_id:
                self.by_id[question.external_id] = question


def decide(rows: Iterable[Row], known: Known) -> Plan:
    """What is to be done with *rows*."""
    plan = Plan()
    lines: dict[str, int] = {}
    for row in rows:
        if row.item is None:
            plan.told.append(told(row, Outcome.REFUSED, row.reason))
            continue
        item = row.item
        name = item.external_id or item.written.fingerprint
        question = (
            known.by_id.get(item.external_id)
            if item.external_id
            else known.by_words.get(item.written.fingerprint)
        )
        if question:
            name = str(question.key)
        if name in lines:
            same = _("The same stands in line %s already.") % lines[name]
            outcome = Outcome.REFUSED if item.external_id else Outcome.UNCHANGED
            plan.told.append(told(row, outcome, same))
            continue
        lines[name] = row.line
        if question is None:
            plan.new.append(item)
        elif unchanged(question, item):
            plan.told.append(told(row, Outcome.UNCHANGED))
            continue
        else:
            plan.changed[question] = item
        plan.told.append(told(row, Outcome.IMPORTED, " ".join(row.remarks)))
    return plan


def unchanged(question: Question, item: Item) -> bool:
    same = question.newest_hash == item.written.fingerprint  # type: ignore[attr-defined]
    return same and item.family in {"", question.family}


def told(row: Row, outcome: Outcome, reason: str = "") -> Told:
    return Told(row.line, row.type, row.title, outcome, reason)


def carry_families(changed: dict[Question, Item]) -> None:
    """A row without a family says nothing about it."""
    moved = []
    for question, item in changed.items():
        if item.family and item.family != question.family:
            question.family = item.family
            moved.append(question)
    Question.objects.bulk_update(moved, ["family"], batch_size=500)


def import_file(
    bank: Bank, format_: Format, file: IO[bytes], *, by: Person | None, dry_run: bool = False
) -> Report:
    """As `import_rows`, from an opened *file*; what cannot be read at all is one refused row.

    A *bank* that is not yet stored is stored, unless nothing is to be written.
    """
    try:
        with transaction.atomic():
            if bank.pk is None:
                bank.save()
            report = import_rows(
                bank, safely(format_.read(file.read(MAX_BYTES + 1))), by=by, dry_run=dry_run
            )
            if dry_run:
                transaction.set_rollback(True)
            return report
    except Unreadable as reason:
        return Report((Told(0, "", "", Outcome.REFUSED, str(reason)),))


def safely(rows: Iterable[Row]) -> Iterator[Row]:
    """*rows*; where the rest of a file cannot be read, one that says so."""
    line = 0
    try:
        for row in rows:
            line = row.line
            yield row
    except Unreadable as reason:
        if not line:
            raise
        after = _("Nothing after line %(line)s was read: %(reason)s")
        yield Row(line, reason=after % {"line": line, "reason": reason})
