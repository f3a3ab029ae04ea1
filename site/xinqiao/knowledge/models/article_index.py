from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from xinqiao.common.pages import Described
from xinqiao.review.pages import ListOfReviewed

from .articles import ArticlePage
from .terms import Audience, Term, Topic

T = TypeVar("T", bound=Term)

PER_PAGE = 30


class ArticleIndexPage(ListOfReviewed, Described, Page):
    """All articles, to be browsed by topic and by reader."""

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    promote_panels = Described.promote_panels
    parent_page_types = ["pages.HomePage"]
    max_count_per_parent = 1
    template = "knowledge/article_index_page.html"

    class Meta:
        verbose_name = _("list of articles")
        verbose_name_plural = _("lists of articles")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The list as the address asks for it; codes and pages that do not exist are ignored."""
        everything = ArticlePage.objects.child_of(self).suggestible()
        topics = Topic.objects.filter(articles__in=everything).distinct()
        readers = Audience.objects.filter(articles__in=everything).distinct()
        topic = chosen(topics, request.GET.get("topic"))
        audience = chosen(readers, request.GET.get("audience"))
        group = audience.group if audience else chosen_group(readers, request.GET.get("group"))
        shown = everything.newest_first().for_lists()
        if topic:
            shown = shown.about(topic)
        if audience:
            shown = shown.written_for(audience)
        elif group:
            shown = shown.written_for_group(group)
        listing = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
        reader = {"audience": audience.code} if audience else {"group": group} if group else {}
        choice = reader | ({"topic": topic.code} if topic else {})
        place = choice | ({"page": str(listing.number)} if listing.number > 1 else {})
        return super().get_context(request, *args, **kwargs) | {
            "listing": listing,
            "articles": listing.object_list,
            "total": bool(topics),
            "topics": topics,
            "groups": groups_of(readers),
            "audiences": [term for term in readers if term.group == group],
            "topic": topic,
            "group": Audience.Group(group) if group else None,
            "audience": audience,
            "reader": urlencode(reader),
            "choice": urlencode(choice),
            "canonical_query": urlencode(place),
        }


def chosen(terms: models.QuerySet[T], code: str | None) -> T | None:
    return next((term for term in terms if term.code == code), None)


def groups_of(readers: models.QuerySet[Audience]) -> list[Audience.Group]:
    """The groups to which *readers* belong, in the order of the doors."""
    present = {audience.group for audience in readers}
    return [group for group in Audience.Group if group in present]


def chosen_group(readers: models.QuerySet[Audience], code: str | None) -> Audience.Group | None:
    return next((group for group in groups_of(readers) if group == code), None)
