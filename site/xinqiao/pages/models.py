from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from xinqiao.common.blocks import BodyBlocks
from xinqiao.common.pages import Described


class HomePage(Described, Page):
    """The first page of the site in one language: doors for teachers, families and children."""

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    promote_panels = Described.promote_panels
    parent_page_types = ["wagtailcore.Page"]
    is_creatable = False  # in the editor: there is one in each language, made with the site
    template = "pages/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class PlainPage(Described, Page):
    """A page of running text, such as About."""

    body = StreamField(BodyBlocks(), verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    promote_panels = Described.promote_panels
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]
    parent_page_types = ["pages.HomePage", "pages.PlainPage"]
    template = "pages/plain_page.html"

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")
