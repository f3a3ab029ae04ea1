"""The barest page that shows the same blocks as an article: what our own page is held against."""

from wagtail.fields import StreamField
from wagtail.models import Page

from xinqiao.common.blocks import BodyBlocks


class BarePage(Page):
    body = StreamField(BodyBlocks(), blank=True)
    template = "yardstick/bare_page.html"
