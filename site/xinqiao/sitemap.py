"""Every address that search engines may know, with the same page in the other language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from courses.models import CoursePage, ModulePage
from xinqiao.common.templatetags.language import OWN_NAMES
from xinqiao.knowledge.models import ArticlePage, ResourcePage

VIEWS = ["glossary", "help_lines"]
"""Names of those that are no pages of Wagtail."""


@dataclass
class Address:
    """One entry. `alternates` are the versions in all languages, its own included."""

    location: str
    lang_code: str
    lastmod: datetime | None = None
    alternates: list[Address] = field(default_factory=list)


def sitemap(request: HttpRequest) -> HttpResponse:
    """Published pages that everybody may read, in both languages, but no sensitive text.

    Seven queries, however many.
    """
    versions: dict[Hashable, list[Address]] = defaultdict(list)
    for key, address in [*pages(request), *views()]:
        versions[key].append(address)
    for addresses in versions.values():
        for address in addresses:
            address.alternates = addresses if len(addresses) > 1 else []
    urlset = [address for addresses in versions.values() for address in addresses]
    return render(request, "sitemap.xml", {"urlset": urlset}, content_type="application/xml")


def pages(request: HttpRequest) -> Iterator[tuple[Hashable, Address]]:
    # A module is a place on the page of its course, and has no page of its own.
    found = Page.objects.live().public().not_type(ModulePage).select_related("locale")
    for texts in (ArticlePage, ResourcePage):
        found = found.exclude(pk__in=texts.objects.sensitive().values("pk"))
    closed = Page.objects.filter(Q(live=False) | Q(pk__in=CoursePage.objects.closed()))
    paths = tuple(closed.values_list("path", flat=True))
    readable = [
        page
        for page in found.order_by("path")
        if page.path in paths or not page.path.startswith(paths)
    ]
    for page in without_locked(readable):
        url = page.get_url(request)
        if url:
            tag = OWN_NAMES[page.locale.language_code][1]
            address = Address(settings.BASE_URL + url, tag, page.last_published_at)
            yield page.translation_key, address


def without_locked(pages: list[Page]) -> Iterator[Page]:
    """Of the lessons of a course in order, visitors read the first one only."""
    in_order = list(CoursePage.objects.filter(in_order=True).values_list("path", flat=True))
    begun: set[str] = set()
    for page in pages:
        course = next((path for path in in_order if page.path.startswith(path)), None)
        if course is None or course == page.path or course not in begun:
            yield page
        if course is not None and course != page.path:
            begun.add(course)


def views() -> Iterator[tuple[Hashable, Address]]:
    for name in VIEWS:
        for code, (_own_name, tag) in OWN_NAMES.items():
            with override(code):
                yield name, Address(settings.BASE_URL + reverse(name), tag)
