"""What our own pages and services are held against: the barest that do the same kind of thing."""

from django.db import models
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import Page

from xinqiao.common.blocks import BodyBlocks


class BarePage(Page):
    """Shows the same blocks as an article."""

    body = StreamField(BodyBlocks(), blank=True)
    template = "yardstick/bare_page.html"


class Row(models.Model):
    """Something was kept."""

    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S}"
