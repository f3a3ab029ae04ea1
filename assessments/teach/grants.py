"""`teach/exams/…/grants/`: more time, attempts or another window, for one person or a unit."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments import granting, sittings
from assessments.models import Sitting
from assessments.teach.banks import signed_in
from assessments.teach.exam_forms import GrantForm
from assessments.teach.sittings import led_sitting
from xinqiao.accounts.http import PersonRequest, get_or_post
from xinqiao.accounts.models import Person
from xinqiao.accounts.models.units import UnitQuerySet
from xinqiao.joining.forms import posted


@get_or_post
@signed_in
def grants(request: PersonRequest, slug: str, key: UUID) -> HttpResponse:
    """What was granted at a sitting, to whom and why; and a form to grant more."""
    sitting = led_sitting(request, slug, key)
    people = sittings.people_for(request.user, sitting)
    form = GrantForm(
        posted(request),
        people=people,
        units=units_at(request.user, sitting),
        initial={"person": request.GET.get("person", "")[:150]},
    )
    if form.is_valid() and given(request, sitting, form):
        return redirect("teach_grants", slug=slug, key=key)
    given_so_far = list(sitting.overrides.select_related("person", "unit", "by"))
    named = people.filter(pk__in=[one.person_id for one in given_so_far if one.person_id])
    seen = set(named.values_list("pk", flat=True))
    rows = [(one, one.person_id is None or one.person_id in seen) for one in given_so_far]
    context = {"exam": sitting.exam, "sitting": sitting, "form": form, "rows": rows}
    return render(request, "assessments/exams/grants.html", context)


def units_at(leader: Person, sitting: Sitting) -> UnitQuerySet:
    """To whose people *leader* may grant something: those of the sitting that the leader leads."""
    mine = sittings.units_for(leader)
    return mine.below(sitting.unit) if sitting.unit else mine


def given(request: PersonRequest, sitting: Sitting, form: GrantForm) -> bool:
    """Grant what the form says; otherwise the form says why not."""
    reason = form.cleaned_data["reason"]
    try:
        granting.grant(sitting, form.to, terms=form.terms, reason=reason, by=request.user)
    except granting.NeverOpen:
        form.add_error("closes_at", _("With that, the sitting would close before it opens."))
        return False
    messages.success(request, _("Granted. It holds at once, also for who has begun."))
    return True
