"""What all our page types have in common."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page


class Described(models.Model):
    """A page with a summary, which also serves search engines and share cards."""

    summary = models.TextField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences for lists, search engines and share cards."),
    )

    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title")], heading=_("Address and title")
        )
    ]

    class Meta:
        abstract = True


def text_of(stream: Any) -> str:
    """All words of a StreamField value, as plain text with a blank between blocks."""
    return " ".join(map(str, stream.stream_block.get_searchable_content(stream)))


def live_translations(page: Page) -> list[Page]:
    """The published versions of *page* in all languages, its own first. One query."""
    others = (
        Page.objects.live().filter(translation_key=page.translation_key).exclude(pk=page.pk)
    ).select_related("locale")
    return [page, *others]
