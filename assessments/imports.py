"""A file comes into a bank by a page: it is checked, looked at, and then taken in or not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone, translation

from assessments.exchange import FORMATS
from assessments.exchange.base import Format, Row
from assessments.exchange.importing import Outcome, Report, import_file
from assessments.models import Bank, QuestionImport
from xinqiao.accounts.models import Person
from xinqiao.operation.outbox import later

MOST_BYTES = 20 * 1024 * 1024
KEPT_UNTAKEN = timedelta(days=1)
KEPT_TAKEN = timedelta(days=30)
TOLD_EACH = 50
"""Rows between two notes of how far it is."""
MOST_TOLD = 1000
EXAMPLES = 20

State = QuestionImport.State


class NotChecked(Exception):
    """Only what was checked, and holds something new, can be taken in."""


def format_in(name: str, content: bytes) -> str:
    """The format of a file, by its name and its beginning; "" for one that is none of ours."""
    ending = name.rpartition(".")[2].lower()
    if ending == "xml":
        return "moodle" if b"<quiz" in content[:4000] else "qti"
    return {
        "xlsx": "xlsx",
        "csv": "csv",
        "gift": "gift",
        "txt": "gift",
        "zip": "qti",
        "imscc": "qti",
    }.get(ending, "")


@transaction.atomic
def put_up(bank: Bank, *, name: str, content: bytes, format_: str, by: Person) -> QuestionImport:
    """Keep the file and have it checked. What *by* put up here before and did not take in goes."""
    from assessments.tasks import check_import  # the task calls this module

    QuestionImport.objects.of(by).filter(bank=bank).exclude(state=State.TAKEN).delete()
    put = QuestionImport.objects.create(
        bank=bank,
        by=by,
        language=translation.get_language(),
        format=format_,
        name="".join(letter for letter in name if letter.isprintable())[-100:],
        content=content,
    )
    later(check_import, put.pk)
    return put


def check(pk: int) -> None:
    """Note what would become of the file. Safe to run again."""
    put = QuestionImport.objects.filter(pk=pk, state=State.CHECKING).first()
    if put is not None:
        report = run(put, dry_run=True)
        QuestionImport.objects.filter(pk=pk, state=State.CHECKING).update(
            state=State.CHECKED, report=told(report)
        )


@transaction.atomic
def confirm(put: QuestionImport) -> None:
    """Have the file taken in. Raises `NotChecked`."""
    from assessments.tasks import take_import  # the task calls this module

    waiting = QuestionImport.objects.filter(pk=put.pk, state=State.CHECKED)
    if not put.report.get("imported") or not waiting.update(state=State.TAKING):
        raise NotChecked(put.pk)
    later(take_import, put.pk)


@transaction.atomic
def take(pk: int) -> None:
    """Take the file in, all at once; then it goes. Safe to run again."""
    locked = QuestionImport.objects.select_for_update().filter(pk=pk, state=State.TAKING)
    put = locked.first()
    if put is not None:
        put.report = told(run(put, dry_run=False))
        put.state, put.content = State.TAKEN, b""
        put.save(update_fields=["report", "state", "content"])


def run(put: QuestionImport, *, dry_run: bool) -> Report:
    """In the language of who put it up."""
    with translation.override(put.language):
        return import_file(
            put.bank,
            counted(FORMATS[put.format], put),
            io.BytesIO(bytes(put.content)),
            by=put.by,
            dry_run=dry_run,
        )


def counted(format_: Format, put: QuestionImport) -> Format:
    """*format_*, noting now and then how many questions it has read."""

    def read(content: bytes) -> Iterator[Row]:
        for count, row in enumerate(format_.read(content), start=1):
            if count % TOLD_EACH == 0:
                cache.set(place_of(put), count, 3600)
            yield row

    return replace(format_, read=read)


def place_of(put: QuestionImport) -> str:
    return f"question-import/{put.key}/{put.state}"


def read_so_far(put: QuestionImport) -> int:
    return int(cache.get(place_of(put)) or 0)


def told(report: Report) -> dict[str, Any]:
    """Counts, each row about which something is said, and the first of those that come in."""
    said = [asdict(row) for row in report.rows if row.reason]
    fine = [row.title for row in report.rows if row.outcome == Outcome.IMPORTED]
    return {
        "found": report.found,
        "imported": report.imported,
        "unchanged": report.unchanged,
        "refused": report.refused,
        "rows": said[:MOST_TOLD],
        "more": max(0, len(said) - MOST_TOLD),
        "examples": fine[:EXAMPLES],
    }


def forget_old(now: datetime | None = None) -> int:
    """Delete what nobody took in, and the reports of long ago. Safe to run again."""
    now = now or timezone.now()
    taken = QuestionImport.objects.filter(state=State.TAKEN)
    untaken = QuestionImport.objects.exclude(state=State.TAKEN)
    return (
        taken.begun_before(now - KEPT_TAKEN).delete()[0]
        + untaken.begun_before(now - KEPT_UNTAKEN).delete()[0]
    )
