"""The one workflow by which texts are reviewed, made after every `migrate`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from xinqiao.accounts.editor_groups import edited_pages
from xinqiao.accounts.models import Role
from xinqiao.review import services
from xinqiao.review.models import LiveVersion, RoleTask
from xinqiao.review.pages import reviewed_kinds

NAME = "审稿 · Review"
STEPS = {
    Role.REVIEWER: "内容审稿 · Review of the content",
    Role.SAFETY_REVIEWER: "安全审稿 · Safety review",
}
"""The steps in order, by the role that approves."""


@transaction.atomic
def ensure_workflow() -> Workflow:
    """Make the workflow with its steps in order, and let it hold for all lists of texts.

    What an administrator has changed in it is put right. Changed or not, nothing is published
    without its approvals.
    """
    workflow = Workflow.objects.filter(name=NAME).order_by("pk").first()
    workflow = workflow or Workflow.objects.create(name=NAME)
    Workflow.objects.filter(pk=workflow.pk, active=False).update(active=True)
    steps = [step_for(role, name) for role, name in STEPS.items()]
    WorkflowTask.objects.filter(workflow=workflow).exclude(task__in=steps).delete()
    for place, task in enumerate(steps):
        WorkflowTask.objects.update_or_create(
            workflow=workflow, task=task, defaults={"sort_order": place}
        )
    for page in edited_pages():
        WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": workflow})
    return workflow


def step_for(role: Role, name: str) -> RoleTask:
    task = RoleTask.objects.filter(role=role).order_by("pk").first()
    task = task or RoleTask.objects.create(role=role, name=name)
    RoleTask.objects.filter(pk=task.pk, active=False).update(active=True)
    return task


@receiver(post_save, dispatch_uid="review of a new list of pages")
def follow_new_lists(instance: models.Model, created: bool, **_signal: Any) -> None:
    """A list may be made after the workflow, as on a new site or in another language."""
    if created and instance._meta.label_lower in settings.EDITED_BELOW:
        ensure_workflow()


@transaction.atomic
def write_down_what_is_live() -> None:
    """What readers see of texts that were published before versions were kept."""
    known = LiveVersion.objects.current().exclude(page=None).values("page")
    for kind in reviewed_kinds():
        for page in kind._default_manager.filter(live=True).exclude(pk__in=known):
            at = page.last_published_at or timezone.now()
            services.record_version(page, page.live_revision, at=at)


def after_migrate(**_signal: Any) -> None:
    """Runs both, unless only some apps have their tables yet."""
    tables = connection.introspection.table_names()
    ours: list[type[models.Model]] = [RoleTask, *reviewed_kinds()]
    if all(model._meta.db_table in tables for model in ours):
        ensure_workflow()
        write_down_what_is_live()
