"""What happens to a text under review: it is published, written down, taken back, confirmed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision, WorkflowState

from xinqiao.accounts import audit
from xinqiao.accounts.models import Person, Role
from xinqiao.common.page_cache.changes import clear_pages
from xinqiao.common.pages import streams_of
from xinqiao.review import approval
from xinqiao.review.days import two_years_after
from xinqiao.review.models.versions import LiveVersion, Signature


class NoTranslation(Exception):
    """The page is the original itself, or readers do not see it."""


@dataclass(frozen=True, slots=True)
class Signed:
    """An approval to be shown with a text: who, in which role, when."""

    person: Person | None
    role: Role
    at: datetime
    name: str


@transaction.atomic
def begin_again(page: Any, user: Person | None) -> None:
    """After a change to *page* during its review: the step that is under way begins anew."""
    state = page.workflow_states.filter(status=WorkflowState.STATUS_IN_PROGRESS).first()
    task_state = state and state.current_task_state
    if task_state and task_state.revision_id != page.latest_revision_id:
        task_state.specific.cancel(user=user, resume=True)


@transaction.atomic
def take_back(revision: Revision) -> None:
    """What was to be published at a set time needs more approvals by now: it goes into review."""
    page = revision.as_object()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    audit.record(audit.Action.TEXT_TAKEN_BACK, actor=None, about=page, details=about(page))
    workflow = page.get_workflow()
    if workflow and not page.current_workflow_state:
        workflow.start(page, revision.user)


def was_live(revision: Revision) -> bool:
    return LiveVersion.objects.filter(revision=revision).exists()


@transaction.atomic
def record_version(page: Any, revision: Revision | None, *, at: datetime) -> LiveVersion:
    """Write down that readers see *page* as it is since *at*, and who has approved it.

    Approvals hold for the words: they stay when only settings have changed.
    """
    before = LiveVersion.objects.current().filter(page=page.pk).first()
    signed = list(signatures_on(revision)) if revision else []
    if signed:
        set_days(page, timezone.localdate(signed[-1].at))
    words = fingerprint(page)
    same = before if before is not None and before.words == words else None
    LiveVersion.objects.current().filter(page=page.pk).end(at)
    version = LiveVersion.objects.create(
        key=page.translation_key,
        language=page.locale.language_code,
        page_id=page.pk,
        revision=revision,
        title=page.title,
        content=page.serializable_data(),
        words=words,
        since=at,
        words_since=same.words_since if same else at,
        is_original=page.is_original,
        in_step_at=same.in_step_at if same and not signed else at,
        next_review_on=page.next_review_on,
    )
    if not signed and same:
        signed = [
            Signed(old.person, Role(old.role), old.at, old.name)
            for old in same.signatures.select_related("person")
        ]
    sign(version, signed)
    return version


def show(key: UUID) -> None:
    """Put what readers are told of the review of a text beside it, in all its languages."""
    versions = LiveVersion.objects.of(key)
    original = versions.originals().first()
    behind = set(versions.fallen_behind().values_list("pk", flat=True))
    current = versions.current().exclude(page=None).defer("content")
    for version in current.select_related("page").prefetch_related("signatures"):
        told = {
            "signatures": [
                {"name": one.name, "role": one.role, "on": timezone.localdate(one.at).isoformat()}
                for one in version.signatures.all()
            ],
            "newer": original.language if original and version.pk in behind else "",
        }
        kind: Any = version.page and version.page.specific_class
        kind._default_manager.filter(pk=version.page_id).update(shown_review=told)
    clear_pages()


def signatures_on(revision: Revision) -> Iterable[Signed]:
    """The last approval of *revision* in each role, in order."""
    for role, state in approval.roles_given(revision).items():
        person = state.finished_by
        yield Signed(person, Role(role), state.finished_at, person.get_full_name())


@transaction.atomic
def sign(version: LiveVersion, signed: Iterable[Signed]) -> None:
    """Put approvals under *version*, in the place of earlier ones in the same roles, for
    readers to see."""
    for one in signed:
        Signature.objects.update_or_create(
            version=version,
            role=one.role,
            defaults={
                "person": one.person,
                "name": one.name,
                "at": one.at,
            },
        )
    show(version.key)


def set_days(page: Any, reviewed_on: date) -> None:
    """The text was reviewed on that day; the next review is the chosen day, or two years on."""
    latest = two_years_after(reviewed_on)
    chosen = page.next_review_on
    page.last_reviewed_on = reviewed_on
    page.next_review_on = chosen if chosen and reviewed_on < chosen <= latest else latest
    type(page)._default_manager.filter(pk=page.pk).update(
        last_reviewed_on=page.last_reviewed_on, next_review_on=page.next_review_on
    )
    clear_pages()


@transaction.atomic
def end_version(page: Page, *, at: datetime) -> None:
    """Readers do not see *page* any more."""
    LiveVersion.objects.current().filter(page=page.pk).end(at)


@transaction.atomic
def confirm_in_step(page: Any, *, by: Person) -> None:
    """*by* has held the translation *page* against its original: it says the same.

    Raises `NoTranslation`.
    """
    version = LiveVersion.objects.current().filter(page=page.pk).first()
    if version is None or LiveVersion.objects.originals().filter(pk=version.pk).exists():
        raise NoTranslation
    version.in_step_at = timezone.now()
    version.save(update_fields=["in_step_at"])
    show(version.key)
    audit.record(audit.Action.TEXT_IN_STEP, actor=by, about=page, details=about(page))


def fingerprint(page: Any) -> str:
    """The same for the same words: title, summary and texts, whatever the settings."""
    texts = [without_ids(stream.get_prep_value()) for stream in streams_of(page)]
    words = json.dumps([page.title, page.summary, texts], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_ids(item) for name, item in value.items() if name != "id"}
    if isinstance(value, list | tuple):
        return [without_ids(item) for item in value]
    return value


def about(page: Any) -> dict[str, Any]:
    """What the audit log says of *page* beside its title."""
    return {"language": page.locale.language_code, "sensitive": page.is_sensitive()}
