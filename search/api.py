"""What the box for searching and browsers ask for behind the page.

`GET /search/suggest?q=<beginning>&lang=zh-hans|en` answers as OpenSearch has it, in
`application/x-suggestions+json`: `[q, [text, …], [kind, …], [path, …]]`, at most eight, for
characters, pinyin and initials. An empty path means words to search for. Nothing sensitive is
among them, and nobody's notes. 429 with Retry-After and no suggestions for whoever asks too much.

`POST /search/opened?q=<words>&lang=…` tells that a result was opened; browsers send it by
themselves (`ping`), and it is counted without telling who.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from . import collecting, finding, limits
from .asking import Suggestion
from .language import is_suggested
from .naming import KINDS
from .words import cleaned

KEPT_FOR = 300
"""Seconds for which a browser need not ask again."""

COME_BACK = 30


def language_of(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    beginning, language = cleaned(request.GET.get("q", "")), language_of(request)
    if not limits.may(limits.SUGGESTIONS, request):
        answer = in_opensearch([beginning, [], [], []], status=429)
        answer["Retry-After"] = str(COME_BACK)
        return answer
    found = suggested(beginning, language) if beginning else []
    with translation.override(language):
        kinds = [str(KINDS.get(suggestion.kind, "")) for suggestion in found]
    texts, urls = [each.text for each in found], [each.url for each in found]
    answer = in_opensearch([beginning, texts, kinds, urls])
    answer["Cache-Control"] = f"public, max-age={KEPT_FOR}"
    return answer


def suggested(beginning: str, language: str) -> list[Suggestion]:
    """Words that may stir somebody up are found by whoever writes them in full, and never put forward."""
    found = finding.suggestions(beginning, language)
    return [suggestion for suggestion in found if is_suggested(suggestion.text)]


def in_opensearch(body: list[object], status: int = 200) -> JsonResponse:
    return JsonResponse(
        body,
        safe=False,
        status=status,
        content_type="application/x-suggestions+json",
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )


@csrf_exempt  # it changes a number, and browsers send it without a form
@require_POST
def opened(request: HttpRequest) -> HttpResponse:
    if limits.may(limits.OPENINGS, request):
        collecting.count_opening(cleaned(request.GET.get("q", "")), language_of(request))
    return HttpResponse(status=204)


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """By which a browser offers this site among its searches."""
    context = {"icon": static("img/favicon.svg"), "language": translation.get_language()}
    response = render(request, "search/opensearch.xml", context)
    response["Content-Type"] = "application/opensearchdescription+xml; charset=utf-8"
    return response
