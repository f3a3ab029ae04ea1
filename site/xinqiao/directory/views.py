from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def help_lines(request: HttpRequest) -> HttpResponse:
    """Every help line with what it is for, its hours, its cost and when it was verified."""
    return render(request, "directory/help_lines.html")
