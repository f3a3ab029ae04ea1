from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xinqiao.directory.models import HelpLine


@require_safe
def help_lines(request: HttpRequest) -> HttpResponse:
    """Every help line with what it is for, its hours, its cost and when it was verified."""
    lines = HelpLine.objects.from_the_nation_down()
    return render(request, "directory/help_lines.html", {"lines": lines})
