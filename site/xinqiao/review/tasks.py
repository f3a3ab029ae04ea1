from __future__ import annotations

from celery import shared_task

from xinqiao.review.notices import tell_what_is_due


@shared_task(name="review.tell_what_is_due")
def tell() -> None:
    """Safe to run again."""
    tell_what_is_due()
