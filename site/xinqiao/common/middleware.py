"""Headers and language for every answer."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware as DjangoLocaleMiddleware
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from xinqiao.common.page_cache.addresses import ordered
from xinqiao.common.page_cache.wsgi import FOR_EVERYBODY
from xinqiao.common.styles import style_hashes

Next = Callable[[HttpRequest], HttpResponse]

# Wagtail's editor writes inline scripts and styles; only signed-in staff meet it.
EDITOR_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


def public_policy(response: HttpResponse) -> str:
    """Only our own files, and those of our inline sheets that it has. A cached page keeps it."""
    styles = " ".join([] if response.streaming else style_hashes(response.content))
    return (
        "default-src 'none'; script-src 'self'; "
        f"style-src 'self' {styles}; "
        "img-src 'self' data:; media-src 'self'; font-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'self'"
    )


class ContentSecurityPolicy:
    """Set the policy of the part of the site that answers."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Content-Security-Policy" not in response:
            editor = request.path_info.startswith("/cms/") or getattr(request, "is_preview", False)
            response["Content-Security-Policy"] = (
                EDITOR_POLICY if editor else public_policy(response)
            )
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class Compression(GZipMiddleware):
    """Leaves recordings and pictures as they are: compressed already, and asked for in parts.

    Pages for everybody are compressed where they are kept.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.has_header("Accept-Ranges"):
            return response
        if request.META.get(FOR_EVERYBODY):
            patch_vary_headers(response, ["Accept-Encoding"])
            return response
        return super().process_response(request, response)


class ForEverybody:
    """Tell the page cache which answers are the same for all who ask without a session."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.PAGE_CACHE and is_for_everybody(request, response):
            request.META[FOR_EVERYBODY] = True
        return response

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        """A page that looks at parameters says which of them, and which values, mean something."""
        query = (response.context_data or {}).get("canonical_query", "")
        request.canonical_query = query  # type: ignore[attr-defined]
        return response


def is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether *response* is a whole page without anything of the person who asked."""
    varies = set(response.get("Vary", "").lower().replace(" ", "").split(","))
    policy = response.get("Cache-Control", "")
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not ("private" in policy or "no-store" in policy)
        and varies <= {"", "accept-encoding", "cookie"}
        and not len(get_messages(request))
        and ordered(request.META["QUERY_STRING"])
        == ordered(getattr(request, "canonical_query", ""))
    )


class PrivatePages:
    """Keep pages of signed-in people out of every store: computers in staff rooms are shared.

    Who signs out leaves no page with private notes behind the Back button.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        a_page = response.get("Content-Type", "").startswith("text/html")
        if a_page and settings.SESSION_COOKIE_NAME in request.COOKIES:
            patch_cache_control(response, private=True, no_store=True)
        return response


class ReadableAddresses:
    """Refuse an address with a NUL in its query: no text holds one, and PostgreSQL takes none."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in query:
            raise BadRequest("NUL in the address")
        return self.get_response(request)


class LocaleMiddleware(DjangoLocaleMiddleware):
    """Language by address, never a guess at a missing prefix.

    Django would answer an unknown address outside the languages by a redirect into them,
    because Wagtail's catch-all there matches everything: a 404 would look like a 302.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.status_code == 404:
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response
        return super().process_response(request, response)
