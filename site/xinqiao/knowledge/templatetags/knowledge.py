"""What pages ask of the knowledge base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.rich_text import RichText, expand_db_html

from xinqiao.common.pages import for_everybody, reachable, streams_of
from xinqiao.common.rich_text import texts_with_links
from xinqiao.knowledge.models import ArticlePage, GlossaryTerm, ResourcePage, Topic
from xinqiao.knowledge.models.calm import READ
from xinqiao.knowledge.terms_in_text import Glossary, glossary_of, link_terms

register = template.Library()


@dataclass
class Reading:
    """What all texts of a page share; `seen` are the terms that it has offered so far."""

    texts: dict[str, str]
    glossary: Glossary
    address: str
    page: Page | None = None
    seen: set[str] = field(default_factory=set)

    @cached_property
    def readable(self) -> list[Page]:
        """The versions that everybody may read of what the page proposes to read next."""
        chosen = [page for block in related_blocks(self.page) for page in block.value["pages"]]
        return readable_versions(chosen)


def reading_of(request: HttpRequest, page: Page | None) -> Reading:
    """The same for all texts of a page. One query, and up to two more if they hold links."""
    reading = getattr(request, "reading", None)
    if reading is None:
        rows = GlossaryTerm.objects.in_active_language().values_list(
            "slug", "term", "aliases", "definition"
        )
        texts = texts_with_links(page) if isinstance(page, Page) else {}
        reading = Reading(texts, glossary_of(tuple(rows)), reverse("glossary"), page)
        request.reading = reading  # type: ignore[attr-defined]
    return reading


@register.simple_tag(takes_context=True)
def rich(context: template.Context, value: RichText | str, *, terms: bool = True) -> SafeString:
    """Rich text, with words of the glossary offering their meaning where they first occur.

    Without *terms* it stays plain: who reads when to get help, maybe a child, needs no definitions.
    """
    stored = value.source if isinstance(value, RichText) else str(value or "")
    if "request" not in context:
        return mark_safe(expand_db_html(stored))  # noqa: S308  (cleaned when it was saved)
    reading = reading_of(context["request"], context.get("page"))
    html = reading.texts.get(stored) or expand_db_html(stored)
    if not terms:
        return mark_safe(html)  # noqa: S308  (the same)
    marked = link_terms(html, reading.glossary, reading.seen, glossary_url=reading.address)
    return mark_safe(marked)  # noqa: S308  (the same)


@register.inclusion_tag("components/calm_notice.html", takes_context=True)
def calm_notice(
    context: template.Context,
    topics: Iterable[Topic],
    address: str,
    back: str,
    back_label: str = "",
) -> dict[str, Any]:
    """What stands before a sensitive text: what it is about, whom to call, on or back."""
    return {
        "topics": [topic.name for topic in topics if topic.sensitive],
        "comma": ", " if get_language() == "en" else "、",
        "address": address,
        "read": READ,
        "help_lines": context.get("help_lines"),
        "back": back,
        "back_label": back_label or _("Not now: back to the articles"),
    }


@register.simple_tag
def latest_articles(count: int) -> PageQuerySet:
    """Articles to put forward in the reader's language, newest first, never a sensitive one."""
    articles = ArticlePage.objects.suggestible().in_active_language()
    return articles.newest_first().for_lists()[:count]


@register.simple_tag
def latest_resources(count: int) -> PageQuerySet:
    """As `latest_articles`, of the library."""
    resources = ResourcePage.objects.suggestible().in_active_language()
    return resources.newest_first().for_lists()[:count]


def related_blocks(page: Page | None) -> list[StreamValue.StreamChild]:
    streams = streams_of(page) if page else ()
    return [block for stream in streams for block in stream.blocks_by_name("related_pages")]


def readable_versions(chosen: Iterable[Page | None]) -> list[Page]:
    """What everybody may read of *chosen*, in every language, without sensitive ones."""
    keys = {page.translation_key for page in chosen if page is not None}
    return list(
        reachable(for_everybody(Page.objects.all()))
        .filter(translation_key__in=keys)
        .exclude(pk__in=ArticlePage.objects.sensitive().values("pk"))
        .exclude(pk__in=ResourcePage.objects.sensitive().values("pk"))
        .select_related("locale")
    )


@register.simple_tag(takes_context=True)
def further_reading(context: template.Context, chosen: Iterable[Page | None]) -> list[Page]:
    """The pages that an editor has chosen to be read next, as far as everybody may read them.

    Each in the reader's language where there is such a version; sensitive articles are left
    out. One query for all such blocks of a page.
    """
    wanted = [page for page in chosen if page is not None]
    if "request" in context and context.get("page"):
        versions = reading_of(context["request"], context["page"]).readable
    else:  # a preview of the block alone
        versions = readable_versions(wanted)
    own = {page.pk: page for page in versions}
    here = {
        page.translation_key: page
        for page in versions
        if page.locale.language_code == get_language()
    }
    found: list[Page] = []
    for page in wanted:
        version = here.get(page.translation_key) or own.get(page.pk)
        if version and version not in found:
            found.append(version)
    return found


@register.simple_tag(takes_context=True)
def article_data(context: template.Context, page: ArticlePage) -> dict[str, Any]:
    """schema.org data of an article."""
    base = context["BASE_URL"]
    url = base + (page.get_url(context["request"]) or "")
    publisher = {"@type": "Organization", "name": "心桥 Xinqiao", "url": base}
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": page.title,
        "description": page.description,
        "inLanguage": "en" if get_language() == "en" else "zh-Hans",
        "url": url,
        "image": base + static("img/share.png"),
        "datePublished": iso(page.first_published_at),
        "dateModified": iso(page.last_published_at),
        "mainEntityOfPage": {
            "@type": "WebPage",
            "@id": url,
            "lastReviewed": iso(page.last_reviewed_on),
        },
        "timeRequired": f"PT{page.reading_minutes}M",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isAccessibleForFree": True,
        "author": publisher,
        "publisher": publisher,
        "audience": [
            {"@type": "Audience", "audienceType": audience.name}
            for audience in page.audiences.all()
        ],
        "about": [{"@type": "Thing", "name": topic.name} for topic in page.topics.all()],
    }


def iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
