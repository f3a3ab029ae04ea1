"""`teach/people/` and `teach/requests/`: for those who may give a role, who belongs to their units."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xinqiao.accounts import granting
from xinqiao.accounts.granting import MayNotGive
from xinqiao.accounts.http import PersonRequest, get_or_post, searched
from xinqiao.accounts.models import Assignment, Person, Role, Unit
from xinqiao.common.templatetags.components import day
from xinqiao.joining.forms import DeclineForm, RoleForm, indented, posted, units_within_reach
from xinqiao.joining.models import JoinRequest
from xinqiao.joining.services import people, requests

PER_PAGE = 50
ANSWERED_SHOWN = 20

View = Callable[..., HttpResponse]


def for_givers(view: View) -> View:
    """*view* for those who may give some role; to others the address tells nothing."""

    @wraps(view)
    @never_cache
    @login_required
    def guarded(request: PersonRequest, **place: Any) -> HttpResponse:
        if not granting.roles_to_give(request.user):
            raise Http404
        return view(request, **place)

    return guarded


# People


@require_safe
@for_givers
def people_list(request: PersonRequest) -> HttpResponse:
    """Who belongs to the reader's units, with their roles there."""
    text = searched(request)
    shown = granting.roles_shown_to(request.user)
    unit = chosen_unit(request)
    if unit is not None:
        shown = shown.filter(unit__path__startswith=unit.path)
    found = Person.objects.filter(pk__in=shown.values("person"))
    if text:
        found = found.filter(Q(display_name__icontains=text) | Q(username__icontains=text))
    page = Paginator(
        found.prefetch_related(roles_among(shown)).order_by("display_name", "username"), PER_PAGE
    ).get_page(request.GET.get("page"))
    units = indented(units_within_reach(request.user))
    context = {"page": page, "text": text, "unit": unit, "units": units}
    return render(request, "joining/teach/people.html", context)


def roles_among(shown: QuerySet[Assignment]) -> Prefetch:
    """Of each person, as `shown_roles`, those roles that the reader may know of."""
    rows = shown.select_related("unit").order_by("unit__path", "role")
    return Prefetch("assignments", queryset=rows, to_attr="shown_roles")


def chosen_unit(request: PersonRequest) -> Unit | None:
    """The unit asked for. Raises Http404 for one out of reach."""
    slug = request.GET.get("unit", "")
    if not slug:
        return None
    return get_object_or_404(units_within_reach(request.user), slug=slug)


@get_or_post
@for_givers
def person_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One of the reader's people: their roles, to be ended, and another one to be given."""
    shown = granting.roles_shown_to(request.user)
    of_mine = Person.objects.filter(pk__in=shown.values("person"))
    person = get_object_or_404(of_mine, public_id=public_id)
    form = RoleForm(posted(request), giver=request.user)
    if form.is_valid() and give(request, person, form):
        return redirect("teach_person", public_id=public_id)
    roles = [
        (held, held.person_id != request.user.pk and may_end(request.user, held))
        for held in shown.filter(person=person).select_related("unit").order_by("unit__path")
    ]
    context = {"person": person, "roles": roles, "form": form, "self": person == request.user}
    return render(request, "joining/teach/person.html", context)


def may_end(reader: Person, held: Assignment) -> bool:
    return granting.may_give(reader, Role(held.role), held.unit)


def give(request: PersonRequest, person: Person, form: RoleForm) -> bool:
    """Give the role that the form names; otherwise the form says why not."""
    role, unit = form.cleaned_data["role"], form.cleaned_data["unit"]
    try:
        people.appoint(person, role, unit=unit, by=request.user)
    except MayNotGive as refused:
        form.add_error(None, str(refused.reason))
        return False
    except people.Stranger:
        raise Http404 from None
    words = {"person": person, "role": role.label, "unit": unit}
    messages.success(request, _("%(person)s: %(role)s at %(unit)s.") % words)
    return True


@get_or_post
@for_givers
def end_role(request: PersonRequest, pk: int) -> HttpResponse:
    """Asks once more, then ends a role of one of the reader's people."""
    shown = granting.roles_shown_to(request.user).select_related("person", "unit")
    held = get_object_or_404(shown, pk=pk)
    if request.method == "POST":
        words = {"person": held.person, "role": held.get_role_display(), "unit": held.unit}
        try:
            people.dismiss(held, by=request.user)
        except MayNotGive as refused:
            messages.error(request, str(refused.reason))
        else:
            ended = _("%(person)s is no longer %(role)s at %(unit)s.")
            messages.success(request, ended % words)
        return redirect("teach_people")
    return render(request, "joining/teach/end_role.html", {"held": held})


# Requests


@require_safe
@for_givers
def request_list(request: PersonRequest) -> HttpResponse:
    return show_requests(request)


def show_requests(
    request: PersonRequest, failed: JoinRequest | None = None, form: DeclineForm | None = None
) -> HttpResponse:
    """Who waits for an answer, and who got one lately; *form* is of the answer that *failed*."""
    seen = JoinRequest.objects.seen_by(request.user).with_people()
    answered = seen.filter(state__in=[JoinRequest.State.ACCEPTED, JoinRequest.State.DECLINED])
    waiting = [
        (one, form if form and failed == one else DeclineForm(auto_id=f"{one.pk}-%s"))
        for one in seen.waiting().order_by("asked_at")
    ]
    context = {
        "waiting": waiting,
        "failed": failed,
        "answered": answered.order_by("-answered_at")[:ANSWERED_SHOWN],
    }
    return render(request, "joining/teach/requests.html", context)


@require_POST
@for_givers
def accept(request: PersonRequest, pk: int) -> HttpResponse:
    asked = asked_of(request, pk)
    return answered(request, lambda: requests.accept(asked, by=request.user))


@require_POST
@for_givers
def decline(request: PersonRequest, pk: int) -> HttpResponse:
    asked = asked_of(request, pk)
    form = DeclineForm(request.POST, auto_id=f"{asked.pk}-%s")
    if not form.is_valid():
        return show_requests(request, asked, form)
    reason = form.cleaned_data["reason"]
    return answered(request, lambda: requests.decline(asked, by=request.user, reason=reason))


def asked_of(request: PersonRequest, pk: int) -> JoinRequest:
    """The request, answered or not. Raises Http404 for one that is none of the reader's."""
    return get_object_or_404(JoinRequest.objects.seen_by(request.user).with_people(), pk=pk)


def answered(request: PersonRequest, answer: Callable[[], JoinRequest]) -> HttpResponse:
    try:
        told = answer()
    except requests.AnsweredBefore as before:
        messages.info(request, who_was_quicker(before.request))
    except requests.NoSchool:
        messages.warning(request, _("The school is no longer there. Nothing was changed."))
    else:
        words = {"person": told.person, "answer": told.get_state_display()}
        messages.success(request, _("%(person)s: %(answer)s.") % words)
    return redirect("teach_requests")


def who_was_quicker(asked: JoinRequest) -> str:
    words = {
        "person": asked.person,
        "answer": asked.get_state_display(),
        "who": asked.answered_by or asked.person,
        "day": day(asked.answered_at),
    }
    return _("%(person)s: %(answer)s already, by %(who)s on %(day)s. Nothing was changed.") % words
