"""`learn/self-checks/`: judges the answers to a self-check, and keeps nothing."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from assessments import answers, self_checks
from assessments.models import SelfCheckPage
from assessments.wagtail_hooks import keep_out
from xinqiao.accounts.http import get_or_post


@csrf_exempt  # nothing is kept or changed; the page may be an old one, kept for everybody
@get_or_post
@never_cache
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """The page of the self-check with how each answer did; without answers, the page itself."""
    language = get_language() or ""
    page = (
        SelfCheckPage.objects.live()
        .filter(translation_key=key, locale__language_code=language)
        .first()
    )
    if page is None:
        raise Http404
    if request.method == "GET":
        return redirect(page.get_url(request))
    if (refusal := keep_out(page, request)) is not None:
        return refusal
    checked = self_checks.judged(page, answers.by_place(request.POST), language)
    context = page.get_context(request) | {"checked": checked, "judged": True}
    return TemplateResponse(request, page.get_template(request), context)
