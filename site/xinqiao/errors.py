"""The pages that say what went wrong: what happened, what is safe, what to do."""

from __future__ import annotations

import logging
import sys
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xinqiao.operation import ids

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"nowhere": True}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say sorry and show the help lines, even when the database is away.

    When it is, the page says that it is worth trying again soon.
    """
    if database_is_away(sys.exc_info()[1]):
        return unavailable(request)
    if asks_for_json(request):
        with translation.override(language_of(request)):
            return in_json(500, "fault", _(SORRY))
    try:
        return render(request, "500.html", {"number": ids.to_tell()}, status=500)
    except Exception as fault:  # whatever failed before may fail here again
        logger.exception("The error page itself could not be built")
        return without_frame(request, fault)


SORRY = gettext_noop(
    "The fault is ours, not yours. What you wrote stays on this device. Please try again in a minute."
)
AWAY = gettext_noop(
    "We cannot get at what is kept just now, and are at work on it. What you wrote stays on this "
    "device. Please try again in a minute."
)
RETRY_AFTER = 5
"""Seconds after which a database that was started again mostly answers."""


def database_is_away(fault: BaseException | None) -> bool:
    """Whether *fault*, or what it came from, is that the database did not answer."""
    while fault is not None:
        if isinstance(fault, (OperationalError, InterfaceError)):
            return True
        fault = fault.__cause__ or fault.__context__
    return False


def unavailable(request: HttpRequest) -> HttpResponse:
    """Nothing is asked of the database for this one."""
    if asks_for_json(request):
        with translation.override(language_of(request)):
            response: HttpResponse = in_json(503, "unavailable", _(AWAY))
    else:
        response = HttpResponse(static_page("503_static.html"), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    return response


def without_frame(request: HttpRequest, fault: Exception) -> HttpResponse:
    """The answer when the frame of a page cannot be built, for which the database is needed."""
    if database_is_away(fault):
        return unavailable(request)
    return HttpResponse(static_page("500_static.html"), status=500)


def asks_for_json(request: HttpRequest) -> bool:
    return request.path_info == reverse("sync")


def in_json(status: int, code: str, said: str) -> JsonResponse:
    body = {"code": code, "reason": said, "id": ids.to_tell()}
    return JsonResponse(body, status=status)


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
    if asks_for_json(request):
        return in_json(status, code, said)
    context = {"nowhere": True, "again": page_before(request), "number": ids.to_tell()}
    try:
        with translation.override(language_of(request)):
            response = render(request, template, context, status=status)
    except Exception as fault:  # without the database the page's frame cannot be built
        logger.exception("The page of a refusal could not be built")
        response = without_frame(request, fault)
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


def static_page(template: str) -> str:
    """The page in both languages with the number of this request. Needs no database."""
    return numberless_page(template).replace(PLACE_OF_NUMBER, ids.to_tell())


PLACE_OF_NUMBER = "0000-0000-0000"


@cache
def numberless_page(template: str) -> str:
    """With the help lines as they stand in our files."""
    file = Path(settings.SITE_DIR, "content", "directory", "helplines.yaml")
    lines = yaml.safe_load(file.read_text(encoding="utf-8"))
    return render_to_string(template, {"help_lines": lines, "number": PLACE_OF_NUMBER})
