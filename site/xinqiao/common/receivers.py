"""What happens here when Wagtail publishes a page, or something that pages show is changed."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from xinqiao.common.page_cache import changes
from xinqiao.common.tasks import prepare_figures
from xinqiao.operation.outbox import later


@receiver(page_published, dispatch_uid="pictures of a published page")
def figures_published(instance: Page, **kwargs: Any) -> None:
    later(prepare_figures, instance.pk)


changes.connect()
