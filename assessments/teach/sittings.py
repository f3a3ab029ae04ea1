"""`teach/exams/…/sittings/`: when and for whom an exam is taken, and how it goes on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import live, sittings
from assessments.beginning import CannotBegin, begin
from assessments.drawing import CannotDraw
from assessments.live import Standing
from assessments.models import Exam, Sitting
from assessments.teach.banks import signed_in
from assessments.teach.exam_forms import SittingForm
from assessments.teach.exams import run_exam
from assessments.timing import MAY_BE_EARLY
from xinqiao.accounts.http import PersonRequest, get_or_post, searched
from xinqiao.joining import qr
from xinqiao.joining.forms import posted

PER_PAGE = 50


def led_sitting(request: PersonRequest, slug: str, key: UUID) -> Sitting:
    """Raises Http404 for a sitting that the reader does not lead."""
    led = Sitting.objects.led_by(request.user).select_related("exam__unit", "unit")
    return get_object_or_404(led, exam__slug=slug, key=key)


@require_safe
@signed_in
def sitting(request: PersonRequest, slug: str, key: UUID) -> HttpResponse:
    """How many have begun, are saving, have gone quiet or handed in; and who."""
    found = led_sitting(request, slug, key)
    now = timezone.now()
    room = live.look_into(found, now)
    seen = live.seen_by(request.user, live.candidates(found))
    text, standing = searched(request), request.GET.get("standing", "")
    if standing in Standing:
        seen = room.standing_as(Standing(standing), seen)
    if text:
        seen = seen.filter(Q(display_name__icontains=text) | Q(username__icontains=text))
    page = Paginator(seen, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "exam": found.exam,
        "sitting": found,
        "now": now,
        "counts": [
            (one, n)
            for one, n in room.counts.items()
            if n or one not in {Standing.ENDED, Standing.NOT_BEGUN}
        ],
        "total": sum(room.counts.values()),
        "standing": standing if standing in Standing else "",
        "text": text,
        "page": page,
        "rows": live.rows_of(page.object_list, room),
    }
    return render(request, "assessments/exams/sitting.html", context)


def show_form(request: PersonRequest, exam: Exam, form: SittingForm, **more: Any) -> HttpResponse:
    context = {"exam": exam, "form": form, **more}
    return render(request, "assessments/exams/sitting_form.html", context)


def with_new_code(request: PersonRequest, form: SittingForm) -> SittingForm:
    """The same form as typed, with a new access code in it."""
    typed = request.POST.copy()
    typed["code"] = sittings.new_code()
    form.data = typed
    return form


@get_or_post
@signed_in
def make(request: PersonRequest, slug: str) -> HttpResponse:
    exam = run_exam(request, slug)
    mine = sittings.units_for(request.user).filter(pk=exam.unit_id)
    initial = {"close": Sitting.Close.CUT, "unit": mine.first()}
    form = SittingForm(posted(request), leader=request.user, exam=exam, initial=initial)
    if request.POST.get("press") == "code":
        return show_form(request, exam, with_new_code(request, form))
    if form.is_valid():
        made = sittings.set_sitting(exam, form.setting, by=request.user)
        messages.success(request, _("The sitting is set."))
        return redirect("teach_sitting", slug=slug, key=made.key)
    return show_form(request, exam, form)


@get_or_post
@signed_in
def change(request: PersonRequest, slug: str, key: UUID) -> HttpResponse:
    found = led_sitting(request, slug, key)
    initial = {name: getattr(found, name) for name in SittingForm.base_fields}
    begun = sittings.has_begun(found)
    form = SittingForm(
        posted(request), leader=request.user, exam=found.exam, begun=begun, initial=initial
    )
    about = {"sitting": found, "begun": begun}
    if request.POST.get("press") == "code":
        return show_form(request, found.exam, with_new_code(request, form), **about)
    if form.is_valid() and kept(request, found, form):
        return redirect("teach_sitting", slug=slug, key=key)
    return show_form(request, found.exam, form, **about)


def kept(request: PersonRequest, found: Sitting, form: SittingForm) -> bool:
    """Change the sitting as the form says; otherwise the form says why not."""
    try:
        sittings.change_sitting(found, form.setting, by=request.user)
    except sittings.HasBegun:
        form.add_error(None, _("Somebody has begun meanwhile: unit and beginning stay."))
        return False
    except sittings.NotYours:
        form.add_error("unit", _("You do not look after these people."))
        return False
    messages.success(request, _("The sitting is changed."))
    return True


@require_safe
@signed_in
def notice(request: PersonRequest, slug: str, key: UUID) -> HttpResponse:
    """A sheet for the door of the room."""
    found = led_sitting(request, slug, key)
    address = f"{settings.BASE_URL}{reverse('exam_start', args=[found.key])}"
    context = {
        "exam": found.exam,
        "sitting": found,
        "qr": qr.path_of(address),
        "address": settings.BASE_URL.split("://")[-1],
        "room_opens_at": found.opens_at - MAY_BE_EARLY,
    }
    return render(request, "assessments/exams/notice.html", context)


@require_POST
@signed_in
def try_out(request: PersonRequest, slug: str, key: UUID) -> HttpResponse:
    """The exam as a candidate gets it; it counts for nothing."""
    found = led_sitting(request, slug, key)
    try:
        attempt = begin(request.user, found, preview=True)
    except CannotBegin:
        messages.error(request, _("There is nothing to try yet: publish the exam first."))
    except CannotDraw:
        messages.error(request, _("The banks hold too few questions meanwhile."))
    else:
        return redirect("attempt", attempt.key)
    return redirect("teach_sitting", slug=slug, key=key)
