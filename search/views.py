"""The page for searching."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from xinqiao.accounts.limits import refuse
from xinqiao.knowledge.models import ArticlePage, Topic

from . import collecting, limits
from .asking_page import everything_for
from .forms import Wish, read_wish
from .language import seeks_help

BACK_IN = 120
"""Seconds for which who comes back from a result finds the list at once."""

PART = "X-Part"
"""Sent by narrow.js, which wants the results alone."""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was found, or where to begin."""
    wish = read_wish(request.GET)
    if not wish.words:
        return TemplateResponse(request, "search/search.html", {"wish": wish, "topics": topics()})
    if not limits.may(limits.SEARCHES, request):
        return refuse(request, "search")
    context = everything_for(wish, request.user)
    context["seeks_help"] = seeks_help(wish.words)
    if not context["total"]:
        context["topics"] = topics()
    count(wish, context)
    part = request.headers.get(PART) == "found"
    template = "search/includes/found.html" if part else "search/search.html"
    response = TemplateResponse(request, template, context)
    patch_cache_control(response, private=True, max_age=BACK_IN)
    patch_vary_headers(response, ["Cookie", PART])
    response["X-Robots-Tag"] = "noindex"
    return response


def count(wish: Wish, context: dict[str, Any]) -> None:
    """For editors; never what somebody in need has written."""
    if wish.is_plain and not context["seeks_help"] and not context["limited"]:
        language = get_language() or ""
        collecting.count_search(wish.words, language, found=context["total"])


def topics() -> list[Topic]:
    """Those about which there is something to read in the active language."""
    articles = ArticlePage.objects.in_active_language().suggestible()
    return list(Topic.objects.filter(articles__in=articles, sensitive=False).distinct())
