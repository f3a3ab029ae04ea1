"""What happens here when Wagtail publishes a page."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from xinqiao.common.tasks import prepare_figures


@receiver(page_published, dispatch_uid="pictures of a published page")
def figures_published(instance: Page, **kwargs: Any) -> None:
    def queue() -> None:
        prepare_figures.delay(instance.pk)

    transaction.on_commit(queue, robust=True)  # without a queue the first reader waits for them
