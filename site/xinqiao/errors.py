"""The pages that say what went wrong: what happened, what is safe, what to do."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"nowhere": True}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say sorry and show the help lines, even when the database is away."""
    try:
        return render(request, "500.html", status=500)
    except Exception:  # whatever failed before may fail here again
        logger.exception("The error page itself could not be built")
        return HttpResponse(static_error_page(), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of a page that was open too long, or of which the browser keeps no cookie."""
    said = _("This page has been open for long. Load it again; nothing is lost.")
    return refusal(request, "403_csrf.html", 403, code="csrf", said=said)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = _("This account may not do that. Nothing of yours is lost.")
    return refusal(request, "403.html", 403, code="forbidden", said=said)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = _("What was sent cannot be read.")
    return refusal(request, "400.html", 400, code="bad_request", said=said)


def refusal(
    request: HttpRequest, template: str, status: int, *, code: str, said: str
) -> HttpResponse:
    """The page *template*, or for a device that sends facts the same in JSON."""
    if request.path_info == reverse("sync"):
        return JsonResponse({"code": code, "reason": said}, status=status)
    context = {"nowhere": True, "again": page_before(request)}
    try:
        with translation.override(language_of(request)):
            response = render(request, template, context, status=status)
    except Exception:  # without the database the page's frame cannot be built
        logger.exception("The page of a refusal could not be built")
        response = HttpResponse(static_error_page(), status=500)
    add_never_cache_headers(response)
    return response


def language_of(request: HttpRequest) -> str:
    """What the middleware found, or would have found had the request come so far."""
    found = getattr(request, "LANGUAGE_CODE", None)
    return found or translation.get_language_from_request(request, check_path=True)


def page_before(request: HttpRequest) -> str:
    """The page of ours from which the request came, or nothing."""
    referrer = request.headers.get("Referer", "")
    try:
        ours = url_has_allowed_host_and_scheme(referrer, {request.get_host()})
    except DisallowedHost:
        return ""
    return referrer if ours else ""


@cache
def static_error_page() -> str:
    """The page in both languages, with the numbers as they stand in our files. Needs no database."""
    file = Path(settings.SITE_DIR, "content", "directory", "helplines.yaml")
    lines = yaml.safe_load(file.read_text(encoding="utf-8"))
    return render_to_string("500_static.html", {"help_lines": lines})
