from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone


def after_patience() -> datetime:
    """What is not done by then was lost on the way, and is given again: no task takes longer."""
    return timezone.now() + settings.TASK_PATIENCE


class WaitingTaskQuerySet(models.QuerySet["WaitingTask"]):
    """Each method completes the sentence "waiting tasks that are …"."""

    def due(self) -> Self:
        """Lost on the way, failed a while ago, or given to nobody yet; the longest due first."""
        return self.filter(due__lte=timezone.now()).order_by("due")

    def given_up(self) -> Self:
        return self.filter(due=None)


class WaitingTask(models.Model):
    """Work that was asked for and is not done yet. What is done has no row.

    It is written in the transaction of the change that asks for it, so that neither a broker that
    is away nor a process that dies can lose it. See `xinqiao.operation.outbox`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    task = models.CharField(max_length=100)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)
    created = models.DateTimeField(default=timezone.now)
    due = models.DateTimeField(
        null=True,
        default=after_patience,
        db_index=True,
        help_text="When it is given to a worker again if it is not done by then; empty: given up.",
    )
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=100, blank=True, help_text="The kind of the last fault.")

    objects = WaitingTaskQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # it holds mails, and is no content

    def __str__(self) -> str:
        return f"{self.task} {self.id}"
