"""A person's own pages: what each app shows on `my/`, and the export of what is kept."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.my import learning_panel
from xinqiao.accounts.http import PersonRequest
from xinqiao.personal_data import everything_about

PANELS = [learning_panel]
"""Functions `(request) -> (template, context)`, in the order of the page."""


@require_safe
@never_cache
@login_required
def my_learning(request: PersonRequest) -> HttpResponse:
    """What to do next, the courses with progress, time spent and history."""
    panels = [panel(request) for panel in PANELS]
    return render(request, "my/index.html", {"panels": panels})


@require_safe
@never_cache
@login_required
def export(request: PersonRequest) -> JsonResponse:
    """Everything that is kept about the person, as a file to take away."""
    response = JsonResponse(
        everything_about(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="xinqiao-{day}.json"'
    return response
