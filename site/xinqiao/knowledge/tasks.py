from __future__ import annotations

from celery import shared_task

from xinqiao.knowledge.library import links, reading
from xinqiao.knowledge.library.bulk import uploads
from xinqiao.operation.kept import SlowTask
from xinqiao.operation.outbox import later


@shared_task(name="knowledge.read_file", base=SlowTask)
def read_file(pk: int) -> None:
    """Safe to run again."""
    reading.read(pk)


@shared_task(name="knowledge.check_links")
def check_links() -> None:
    """Ask for a check of each link that has not been looked at for a week. Safe to run again."""
    for url in links.due():
        later(check_link, url)


@shared_task(name="knowledge.check_link", base=SlowTask)
def check_link(url: str) -> None:
    """Safe to run again."""
    links.check(url)


@shared_task(name="knowledge.check_upload", base=SlowTask)
def check_upload(pk: int) -> None:
    """Safe to run again."""
    uploads.check(pk)


@shared_task(name="knowledge.take_upload", base=SlowTask)
def take_upload(pk: int) -> None:
    """Safe to run again, and to die in the middle."""
    uploads.take(pk)


@shared_task(name="knowledge.forget_uploads")
def forget_uploads() -> None:
    """Safe to run again."""
    uploads.forget_old()
