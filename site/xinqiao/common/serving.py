"""Serve pages. Wagtail finds a page by two queries for each level of its address, we by two."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import re_path
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from wagtail import urls as wagtail_urls
from wagtail import views
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.models import Page, Site


class OldAddresses(RedirectMiddleware):
    """Lead from where a page once was to where it is now."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        found = super().process_response(request, response)
        if found is response:
            return response
        if unquote(urlsplit(found.headers["Location"]).path) == request.path:
            return response  # moved away and back, and then taken down: it is just not there
        # Browsers would keep it for good, and go in circles after a page has moved back.
        patch_cache_control(found, no_cache=True)
        return found


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """As Wagtail's view of this name, with all its hooks."""
    page = page_at(request, path)
    if page is not None:
        # Where Wagtail itself keeps what it has found; without it, it searches for itself.
        request._wagtail_route_for_request = route(page, request)  # type: ignore[attr-defined]
    return views.serve(request, path)


def route(page: Page, request: HttpRequest) -> Any:
    try:
        return page.route(request, [])
    except Http404:
        return None


def page_at(request: HttpRequest, path: str) -> Page | None:
    """The page at *path* below the home page of the active language, published or not."""
    roots = Site.get_site_root_paths()
    request._wagtail_cached_site_root_paths = roots  # type: ignore[attr-defined]
    sites = {root.site_id for root in roots}
    if len(sites) == 1:  # whatever the host: Wagtail would ask which one, and needs its key only
        request._wagtail_site = Site.from_db("default", ["id"], list(sites))  # type: ignore[attr-defined]
    here = [root.root_path for root in roots if root.language_code == get_language()]
    if len(here) != 1:
        return None
    url_path = here[0] + path
    # Only slugs are indexed, the whole path is not.
    slug = url_path.rstrip("/").rpartition("/")[2]
    page = Page.objects.filter(slug=slug, url_path=url_path).first()
    return page.specific if page else None


# Wagtail's other addresses, for signing in and for passwords of pages, have views of our own:
# see `xinqiao.accounts.restricted`.
urlpatterns = [re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve")]
