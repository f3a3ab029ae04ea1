from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from xinqiao.common.pages import Described
from xinqiao.knowledge.library import browsing
from xinqiao.review.pages import ListOfReviewed

from .resources import ResourcePage
from .shelves import ResourceCollection

PER_PAGE = 24
MOST_COLLECTIONS = 6


class LibraryPage(ListOfReviewed, Described, Page):
    """All resources, to be browsed by facets."""

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    promote_panels = Described.promote_panels
    parent_page_types = ["pages.HomePage"]
    max_count_per_parent = 1
    template = "knowledge/library/index.html"

    class Meta:
        verbose_name = _("library")
        verbose_name_plural = _("libraries")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The shelf as the address asks for it; values and pages that do not exist are ignored."""
        rows = browsing.rows_of(self)
        choice = browsing.choice_in(request.GET.dict(), rows)
        listing = Paginator([row.pk for row in rows if row.fits(choice)], PER_PAGE).get_page(
            request.GET.get("page")
        )
        facets = browsing.facets_of(rows, choice, browsing.labels())
        place = {"page": str(listing.number)} if listing.number > 1 else {}
        query = "&".join(filter(None, [browsing.query_of(choice), urlencode(place)]))
        return super().get_context(request, *args, **kwargs) | {
            "listing": listing,
            "resources": in_order(listing.object_list),
            "total": len(rows),
            "facets": {facet.name: facet for facet in facets},
            "chosen": [facet.chosen for facet in facets if facet.chosen],
            "choice": browsing.query_of(choice),
            "collections": ResourceCollection.objects.open().in_active_language()[
                :MOST_COLLECTIONS
            ],
            "canonical_query": query,
        }


def in_order(keys: Any) -> list[ResourcePage]:
    """The resources of these primary keys, in this order."""
    found = ResourcePage.objects.for_lists().in_bulk(list(keys))
    return [found[key] for key in keys if key in found]
