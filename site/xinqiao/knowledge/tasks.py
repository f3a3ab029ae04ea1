from __future__ import annotations

from celery import shared_task

from xinqiao.knowledge.library import reading
from xinqiao.operation.kept import SlowTask


@shared_task(name="knowledge.read_file", base=SlowTask)
def read_file(pk: int) -> None:
    """Safe to run again."""
    reading.read(pk)
