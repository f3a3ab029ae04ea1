"""Pages and answers that belong to the site as a whole."""

from __future__ import annotations

import hashlib
import json
import mimetypes
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils._os import safe_join
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from xinqiao.common.giving import give
from xinqiao.common.styles import SHEETS, sheet


@vary_on_headers("Accept-Language", "Cookie")
def choose_language(request: HttpRequest, path: str = "") -> HttpResponse:
    """To *path* in the account's or the browser's language, Chinese when unsure."""
    person = request.user
    language = person.language if person.is_authenticated else get_language_from_request(request)
    return redirect(f"/{language}/{path}")


def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /cms/", "Disallow: /sync/"]
    lines += [
        f"Disallow: /{code}/{part}/"
        for code, _ in settings.LANGUAGES
        for part in ("account", "audit", "my", "teach", "learn")
    ]
    lines.append(f"Sitemap: {settings.BASE_URL}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


SERVED = {"images", "media_thumbnails", "media"}


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture or recording that editors have put up; anything else here is not given out."""
    try:
        file = Path(safe_join(settings.MEDIA_ROOT, path))
    except SuspiciousFileOperation:
        raise Http404 from None
    if path.split("/")[0] not in SERVED or not file.is_file():
        raise Http404
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Type": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
    }
    return give(request, str(file), headers)


def offline(request: HttpRequest) -> HttpResponse:
    """What the browser shows while there is no network. Fetched without cookies and kept."""
    return render(request, "offline.html")


@cache_control(max_age=0, must_revalidate=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps `offline` on the device; its version follows what it keeps."""
    pages = {code: f"/{code}/offline/" for code, _name in settings.LANGUAGES}
    scripts = ("site", "lesson", "outbox", "unsent", "offline", "recover")
    first = [*pages.values(), *(static(f"js/{name}.js") for name in scripts)]
    version = hashlib.sha256(" ".join([*first, *map(sheet, SHEETS)]).encode()).hexdigest()[:12]
    context = {
        "version": version,
        "offline": json.dumps(pages),
        "first": json.dumps(first),
        "static_url": settings.STATIC_URL,
        "default": settings.LANGUAGE_CODE,
    }
    return render(request, "sw.js", context, content_type="text/javascript; charset=utf-8")
