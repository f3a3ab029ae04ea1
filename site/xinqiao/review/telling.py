"""What happens when Wagtail's workflow moves on: people are told, once, after the commit.

Connected under the names of Wagtail's own receivers, which would send mails of theirs: Django
keeps the first receiver of a name, and this app is ready before Wagtail's editor.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_approved,
    task_rejected,
    task_submitted,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
    workflow_submitted,
)

from xinqiao.notifications.kinds import Kind
from xinqiao.review import notices
from xinqiao.review.models import RoleTask


@receiver(
    task_submitted,
    sender=TaskState,
    dispatch_uid="group_approval_task_submitted_email_notification",
)
def step_begins(instance: TaskState, **signal: Any) -> None:
    if isinstance(instance.task.specific, RoleTask):
        transaction.on_commit(lambda: notices.tell_who_may_approve(instance), robust=True)


@receiver([task_approved, task_rejected], dispatch_uid="notice of a step that is over")
def step_ends(instance: TaskState, **signal: Any) -> None:
    if isinstance(instance.task.specific, RoleTask):
        notices.nobody_has_to_approve(instance)


@receiver(workflow_cancelled, dispatch_uid="notice of a review that is called off")
def review_ends(instance: WorkflowState, **signal: Any) -> None:
    if instance.current_task_state:
        step_ends(instance.current_task_state)


@receiver(
    workflow_submitted,
    sender=WorkflowState,
    dispatch_uid="workflow_state_submitted_email_notification",
)
def review_begins(**signal: Any) -> None:
    """Its first step tells."""


@receiver(
    workflow_approved,
    sender=WorkflowState,
    dispatch_uid="workflow_state_approved_email_notification",
)
def approved(instance: WorkflowState, **signal: Any) -> None:
    tell_the_writer(notices.APPROVED, instance)


@receiver(
    workflow_rejected,
    sender=WorkflowState,
    dispatch_uid="workflow_state_rejected_email_notification",
)
def returned(instance: WorkflowState, **signal: Any) -> None:
    tell_the_writer(notices.RETURNED, instance)


def tell_the_writer(kind: Kind, state: WorkflowState) -> None:
    transaction.on_commit(lambda: notices.tell_the_writer(kind, state), robust=True)
