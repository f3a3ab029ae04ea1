"""A person's own pages: what each app shows on `my/`, and the export of what is kept."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from assessments.my import exams_panel
from courses.my import learning_panel
from xinqiao.accounts import audit, closing
from xinqiao.accounts.forms import CloseForm
from xinqiao.accounts.http import PersonRequest, get_or_post
from xinqiao.knowledge.my import saved_panel
from xinqiao.personal_data import close_account, everything_about

PANELS = [learning_panel, exams_panel, saved_panel]
"""Functions `(request) -> (template, context)`, in the order of the page."""


@require_safe
@never_cache
@login_required
def my_learning(request: PersonRequest) -> HttpResponse:
    """What to do next, the courses with progress, time spent and history."""
    panels = [panel(request) for panel in PANELS]
    return render(request, "my/index.html", {"panels": panels})


@require_GET
@never_cache
@login_required
def export(request: PersonRequest) -> JsonResponse:
    """Everything that is kept about the person, as a file to take away."""
    audit.record(
        audit.Action.EXPORTED,
        actor=request.user,
        person=request.user,
        unit=audit.home_of(request.user),
        about=audit.About("accounts.personal_data", "", ""),
    )
    response = JsonResponse(
        everything_about(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="xinqiao-{day}.json"'
    return response


@get_or_post
@never_cache
@login_required
@reauthentication_required(allow_get=True)
def close(request: PersonRequest) -> HttpResponse:
    """What goes and what stays; then, with the password typed again, the account is closed."""
    form = CloseForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "years": closing.KEPT_FOR.days // 365}
    try:
        if form.is_valid():
            close_account(request.user)
            logout(request)
            messages.success(request, _("Your account is closed. Thank you for your work."))
            return redirect(f"/{get_language()}/")
        closing.check_closable(request.user)
    except closing.LastAdministrator:
        context["last_administrator"] = True
    except closing.OnlySupervisor as fault:
        context["only_supervisor_at"] = fault.units
    return render(request, "account/close.html", context)
