from __future__ import annotations

from celery import shared_task
from wagtail.models import Page

from xinqiao.common.blocks import FigureBlock
from xinqiao.common.pages import streams_of


@shared_task(name="common.prepare_figures")
def prepare_figures(page_id: int) -> None:
    """Make the sizes of a page's pictures, so that no reader waits for them. Safe to run again."""
    page = Page.objects.filter(pk=page_id).specific().first()
    if page is None:
        return
    for stream in streams_of(page):
        for child in stream:
            if isinstance(child.block, FigureBlock):
                child.render()
