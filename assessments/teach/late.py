"""`teach/late-answers/`: for those who lead a sitting, what was delivered after its end."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments import late
from assessments.late import NothingWaits
from assessments.models import LateDecision, Sitting
from xinqiao.accounts.http import PersonRequest, get_or_post

PER_PAGE = 50
DECIDED_SHOWN = 20


class DecideForm(forms.Form):
    """Whether late answers count, with the reason that the candidate reads."""

    accepted = forms.TypedChoiceField(
        label=gettext_lazy("Do they count?"),
        choices=[
            ("yes", gettext_lazy("Yes: the points are worked out anew")),
            ("no", gettext_lazy("No: the result stays as it is")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The candidate reads it beside the result."),
        max_length=300,
    )
    up_to = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)


def leads_sittings(request: PersonRequest) -> None:
    """Raises Http404 for who leads none."""
    if not Sitting.objects.led_by(request.user).exists():
        raise Http404


@require_safe
@never_cache
@login_required
def index(request: PersonRequest) -> HttpResponse:
    """Attempts with answers that wait for a decision; to who leads none, it tells nothing."""
    leads_sittings(request)
    mine = late.decidable_by(request.user)
    waiting = mine.with_late_answers().order_by("finished_at", "pk")
    decided = LateDecision.objects.filter(step__attempt__in=mine.order_by().values("pk"))
    context = {
        "page": Paginator(waiting, PER_PAGE).get_page(request.GET.get("page")),
        "decided": decided.select_related(
            "by", "step__attempt__person", "step__attempt__sitting__exam"
        ).order_by("-at", "-pk")[:DECIDED_SHOWN],
    }
    return render(request, "assessments/late/index.html", context)


@get_or_post
@never_cache
@login_required
def decide(request: PersonRequest, key: UUID) -> HttpResponse:
    """What the late answers of one attempt would change; then whether they count."""
    attempt = get_object_or_404(late.decidable_by(request.user), key=key)
    steps = list(attempt.steps.undecided().order_by("at", "pk"))
    if not steps or not late.decidable_by(request.user).with_late_answers().filter(key=key):
        if request.method == "POST":
            messages.info(request, _("Somebody has decided about these answers already."))
            return redirect("late_answers")
        raise Http404
    form = DecideForm(request.POST or None, initial={"up_to": max(step.pk for step in steps)})
    if form.is_valid():
        try:
            late.decide(attempt, by=request.user, **form.cleaned_data)
        except NothingWaits:
            messages.info(request, _("Somebody has decided about these answers already."))
        else:
            messages.success(request, _("It is decided. The candidate is told."))
        return redirect("late_answers")
    context = {
        "attempt": attempt,
        "steps": steps,
        "effect": late.effect_of(attempt, steps),
        "form": form,
    }
    return render(request, "assessments/late/decide.html", context)
