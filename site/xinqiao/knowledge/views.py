from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xinqiao.knowledge.models import GlossaryTerm


def glossary(request: HttpRequest) -> HttpResponse:
    """All terms in the reader's language."""
    terms = GlossaryTerm.objects.in_active_language()
    return render(request, "knowledge/glossary.html", {"terms": terms})
