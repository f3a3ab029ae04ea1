"""Hand the jobs that Wagtail gives to `django_tasks` to Celery, once they may be seen.

Wagtail queues its index and reference jobs through `django_tasks`, whose own backend runs
them inside the request and before the transaction has ended.
"""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus

from xinqiao.operation.outbox import later


@shared_task(name="xinqiao.run_django_task")
def run_django_task(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Run the `django_tasks` task at the dotted *path*. Wagtail's may all be run again."""
    import_string(path).call(*args, **kwargs)


class CeleryBackend(BaseTaskBackend):
    """A backend for the setting TASKS that queues with Celery after the commit."""

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        self.validate_task(task)
        row = later(run_django_task, task.module_path, list(args), dict(kwargs))
        return TaskResult(
            task=task,
            id=str(row.pk),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
