"""The other language of the page one is on."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, gettext, override
from wagtail.models import Page

from xinqiao.common.pages import live_versions

register = template.Library()

OWN_NAMES = {"zh-hans": ("中文", "zh-Hans"), "en": ("English", "en")}


@dataclass
class Version:
    """A page in one language. When it has none there, `exact` is False, `url` leads to the home
    page and `name` says so."""

    code: str
    name: str
    tag: str
    url: str
    full_url: str
    current: bool
    exact: bool


@register.simple_tag(takes_context=True)
def versions(context: template.Context) -> list[Version]:
    """This page in every language, for the switch and for hreflang. One query for a page.

    A view whose query string means another page says so by `canonical_query`; a view that
    answers for a page that does not exist sets `nowhere`.
    """
    addresses = addresses_of(context)
    return [version(code, addresses.get(code), context) for code, _name in settings.LANGUAGES]


def version(code: str, address: str | None, context: template.Context) -> Version:
    name, tag = OWN_NAMES[code]
    if address is None:
        with override(code):
            name = gettext("%(language)s (home page)") % {"language": name}
    return Version(
        code=code,
        name=name,
        tag=tag,
        url=with_query(address, context["request"].GET.urlencode()) if address else f"/{code}/",
        full_url=settings.BASE_URL
        + with_query(address or f"/{code}/", context.get("canonical_query") or ""),
        current=code == get_language(),
        exact=address is not None,
    )


def with_query(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def addresses_of(context: template.Context) -> dict[str, str]:
    """Where the page is found, by language."""
    request: HttpRequest = context["request"]
    page = context.get("page")
    if isinstance(page, Page) and page.pk:
        found = {code: version.get_url(request) for code, version in live_versions(page).items()}
        return {code: url for code, url in found.items() if url}
    if context.get("nowhere") or request.resolver_match is None:
        return {}
    own = get_language()
    found = {code: translate_url(request.path, code) for code, _name in settings.LANGUAGES}
    return {code: url for code, url in found.items() if code == own or url != request.path}
