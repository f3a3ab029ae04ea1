"""A folder is put up on a page: it is checked, looked at, and then taken in or not."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone, translation

from xinqiao.accounts.models import Person
from xinqiao.knowledge.models import LibraryPage, ResourceUpload
from xinqiao.operation.outbox import later

from .folder import Folder, Unreadable
from .taking import Outcome, take_folder

KEPT_UNTAKEN = timedelta(days=1)
KEPT_TAKEN = timedelta(days=30)

State = ResourceUpload.State


class NotChecked(Exception):
    """Only what was checked, and holds something new, can be taken in."""


def may_put_up(person: Person) -> bool:
    """Whether *person* writes resources in the editor."""
    libraries = LibraryPage.objects.all()
    return any(page.permissions_for_user(person).can_add_subpage() for page in libraries)


@transaction.atomic
def put_up(file: UploadedFile, *, by: Person) -> ResourceUpload:
    """Keep the folder and have it checked. What *by* put up before and did not take in goes."""
    from xinqiao.knowledge.tasks import check_upload  # the task calls this module

    waiting = ResourceUpload.objects.of(by).filter(state__in=[State.CHECKING, State.CHECKED])
    waiting.delete()
    name = "".join(letter for letter in file.name or "" if letter.isprintable())[-100:]
    put = ResourceUpload(by=by, language=translation.get_language(), name=name)
    put.file.save("upload.zip", file, save=False)
    put.save(force_insert=True)
    later(check_upload, put.pk)
    return put


def check(pk: int) -> None:
    """Note what would become of the folder. Safe to run again."""
    put = ResourceUpload.objects.filter(pk=pk, state=State.CHECKING).first()
    if put is not None:
        report = run(put, dry_run=True)
        ResourceUpload.objects.filter(pk=pk, state=State.CHECKING).update(
            state=State.CHECKED, report=report
        )


@transaction.atomic
def confirm(put: ResourceUpload) -> None:
    """Have the folder taken in. Raises `NotChecked`."""
    from xinqiao.knowledge.tasks import take_upload  # the task calls this module

    waiting = ResourceUpload.objects.filter(pk=put.pk, state=State.CHECKED)
    if not brings_something(put) or not waiting.update(state=State.TAKING):
        raise NotChecked(put.pk)
    later(take_upload, put.pk)


def brings_something(put: ResourceUpload) -> bool:
    counts = put.report.get("counts", {})
    return bool(counts.get(Outcome.NEW) or counts.get(Outcome.CHANGED))


def take(pk: int) -> None:
    """Take the folder in; then it goes. One that was cut off in the middle goes on where it was."""
    put = ResourceUpload.objects.filter(pk=pk, state=State.TAKING).first()
    if put is not None:
        report = run(put, dry_run=False)
        ResourceUpload.objects.filter(pk=pk).update(state=State.TAKEN, report=report, file="")
        put.file.storage.delete(str(put.file.name))


def run(put: ResourceUpload, *, dry_run: bool) -> dict[str, Any]:
    """What becomes of it, in the language of who put it up."""
    with translation.override(put.language):
        try:
            with put.file.open("rb") as file:
                rows = list(take_folder(Folder(file), by=put.by, dry_run=dry_run))
        except Unreadable as refusal:
            return {"fault": str(refusal), "counts": {}, "rows": []}
    counts = {str(one): sum(row.outcome == one for row in rows) for one in Outcome}
    return {"counts": counts, "rows": [asdict(row) | {"outcome": str(row.outcome)} for row in rows]}


def forget_old(now: datetime | None = None) -> int:
    """Delete what nobody took in, and the reports of long ago. Safe to run again."""
    now = now or timezone.now()
    taken = ResourceUpload.objects.filter(state=State.TAKEN)
    untaken = ResourceUpload.objects.exclude(state=State.TAKEN)
    return (
        taken.begun_before(now - KEPT_TAKEN).delete()[0]
        + untaken.begun_before(now - KEPT_UNTAKEN).delete()[0]
    )
