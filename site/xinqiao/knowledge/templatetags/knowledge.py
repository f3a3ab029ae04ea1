"""What pages ask of the knowledge base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet
from wagtail.rich_text import RichText, expand_db_html

from xinqiao.knowledge.models import ArticlePage, GlossaryTerm
from xinqiao.knowledge.terms_in_text import Glossary, glossary_of, link_terms

register = template.Library()


@dataclass
class TermsOnPage:
    """The glossary in the reader's language, and which of its terms the page has offered."""

    glossary: Glossary
    address: str
    seen: set[str] = field(default_factory=set)


def terms_on_page(request: HttpRequest) -> TermsOnPage:
    """The same for all texts of a page; one query."""
    terms = getattr(request, "terms_on_page", None)
    if terms is None:
        rows = GlossaryTerm.objects.in_active_language().values_list(
            "slug", "term", "aliases", "definition"
        )
        terms = TermsOnPage(glossary_of(tuple(rows)), reverse("glossary"))
        request.terms_on_page = terms  # type: ignore[attr-defined]
    return terms


@register.simple_tag(takes_context=True)
def rich(context: template.Context, value: RichText | str) -> SafeString:
    """Rich text, with words of the glossary offering their meaning where they first occur."""
    html = expand_db_html(value.source if isinstance(value, RichText) else str(value or ""))
    if "request" in context:
        terms = terms_on_page(context["request"])
        html = link_terms(html, terms.glossary, terms.seen, glossary_url=terms.address)
    return mark_safe(html)  # noqa: S308  (Wagtail's rich text, cleaned when it was saved)


@register.simple_tag
def latest_articles(count: int) -> PageQuerySet:
    """Articles to put forward in the reader's language, newest first, never a sensitive one."""
    articles = ArticlePage.objects.suggestible().in_active_language()
    return articles.newest_first().for_lists()[:count]


@register.simple_tag
def further_reading(chosen: Iterable[Page | None]) -> list[Page]:
    """The pages that an editor has chosen to be read next, as far as everybody may read them.

    Each in the reader's language where there is such a version; sensitive articles are left
    out. Two queries.
    """
    wanted = [page for page in chosen if page is not None]
    versions = (
        Page.objects.live()
        .public()
        .filter(translation_key__in=[page.translation_key for page in wanted])
        .exclude(pk__in=ArticlePage.objects.sensitive().values("pk"))
    )
    by_language = {(page.translation_key, page.locale_id): page for page in versions}
    here = Locale.get_active().pk
    found = []
    for page in wanted:
        key = page.translation_key
        version = by_language.get((key, here)) or by_language.get((key, page.locale_id))
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
        "description": page.summary,
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
