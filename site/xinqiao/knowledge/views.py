from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xinqiao.knowledge.models import GlossaryTerm


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """All terms in the reader's language."""
    terms = GlossaryTerm.objects.in_active_language()
    return render(request, "knowledge/glossary.html", {"terms": terms})
