"""What is written down when Wagtail publishes a text or takes it down, and when it is judged."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState
from wagtail.signals import (
    page_published,
    page_unpublished,
    task_approved,
    task_rejected,
)

from xinqiao.accounts import audit
from xinqiao.accounts.models import Person
from xinqiao.review import services
from xinqiao.review.models import RoleTask
from xinqiao.review.pages import Reviewed


@receiver(page_published, dispatch_uid="version that readers see from now on")
def published(instance: Any, revision: Revision | None = None, **_signal: Any) -> None:
    """Wagtail sends it too when a page that nobody sees yet is scheduled."""
    if instance.live and isinstance(instance, Reviewed):
        services.record_version(instance, revision, at=timezone.now())


@receiver(page_unpublished, dispatch_uid="version that readers no longer see")
def taken_down(instance: Page, **_signal: Any) -> None:
    services.end_version(instance, at=timezone.now())


@receiver(task_approved, dispatch_uid="approval in the audit log")
def approved(instance: TaskState, user: Person | None = None, **_signal: Any) -> None:
    judged(audit.Action.TEXT_APPROVED, instance, user)


@receiver(task_rejected, dispatch_uid="request for changes in the audit log")
def rejected(instance: TaskState, user: Person | None = None, **_signal: Any) -> None:
    judged(audit.Action.TEXT_REJECTED, instance, user)


def judged(action: audit.Action, state: TaskState, user: Person | None) -> None:
    """Wagtail sends both signals inside the transaction of the change."""
    task = state.task.specific
    page = state.revision.as_object()
    if isinstance(task, RoleTask) and isinstance(page, Reviewed):
        details = services.about(page) | {"role": task.role, "revision": state.revision_id}
        audit.record(action, actor=user, about=page, details=details)
