"""Rich text as readers get it, at a cost that does not grow with the number of texts on a page."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.rich_text.pages import PageLinkHandler

from xinqiao.common.pages import reachable, streams_of

BETWEEN_TEXTS = "\ufdd0"
"""A code point that Unicode keeps free of characters, so that it stands in no text."""


class LinksInTheReadersLanguage(PageLinkHandler):
    """Links to our pages: to the version in the reader's language where there is one.

    Where nothing is published the words stay and the link goes. One query for any number of
    links; Wagtail's own handler asks several times for each.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        ids = [int(key) if (key := attrs.get("id", "")).isdecimal() else 0 for attrs in attrs_list]
        addresses = addresses_of(set(ids))
        found = [addresses.get(pk) for pk in ids]
        return [f'<a href="{escape(address)}">' if address else "<a>" for address in found]


def addresses_of(ids: set[int]) -> dict[int, str]:
    """Where the pages with these *ids* are read, as far as they are published. One query."""
    language = get_language()
    keys = Page.objects.filter(pk__in=ids).values("translation_key")
    wanted = Q(pk__in=ids) | Q(translation_key__in=keys, locale__language_code=language)
    versions = Page.objects.filter(wanted).select_related("locale")
    here = Exists(reachable(Page.objects.filter(pk=OuterRef("pk"))))
    pages = list(versions.annotate(reachable=here))
    # Of two that can be read, the one in the reader's language comes last and stays.
    pages.sort(key=lambda page: page.locale.language_code == language)
    best = {page.translation_key: page for page in pages if page.reachable}
    cache = SimpleNamespace()  # Wagtail keeps the roots of its sites here between the pages
    addresses = {}
    for page in pages:
        version = best.get(page.translation_key)
        parts = version.get_url_parts(cache) if version else None
        if parts and parts[2]:
            addresses[page.pk] = parts[2]
    return addresses


def texts_with_links(page: Page) -> dict[str, str]:
    """The texts of *page* that link to something, as stored and as readers get them.

    All are looked up together: one query for pages and one for documents.
    """
    stored = [
        text
        for stream in streams_of(page)
        for text in strings(stream.raw_data)
        if "linktype=" in text and BETWEEN_TEXTS not in text
    ]
    if not stored:
        return {}
    ready = expand_db_html(BETWEEN_TEXTS.join(stored)).split(BETWEEN_TEXTS)
    return dict(zip(stored, ready, strict=True))


def strings(value: Any) -> Iterator[str]:
    """All strings anywhere in *value*, which came from JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) or hasattr(value, "keys"):
        for inner in value.values():
            yield from strings(inner)
    elif hasattr(value, "__iter__"):
        for inner in value:
            yield from strings(inner)
