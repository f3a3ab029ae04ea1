"""Headers and language for every answer."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware as DjangoLocaleMiddleware

from xinqiao.common.styles import style_hashes

Next = Callable[[HttpRequest], HttpResponse]

# Wagtail's editor writes inline scripts and styles; only signed-in staff meet it.
EDITOR_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


def public_policy() -> str:
    """Only our own files, and the inline styles whose digests we know. A cached page keeps it."""
    return (
        "default-src 'none'; script-src 'self'; "
        f"style-src 'self' {' '.join(style_hashes())}; "
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
            response["Content-Security-Policy"] = EDITOR_POLICY if editor else public_policy()
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


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
