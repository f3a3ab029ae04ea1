"""`join/`: into a school by a code or on request, and out of it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xinqiao.accounts import limits as account_limits
from xinqiao.accounts.http import PersonRequest, get_or_post, searched
from xinqiao.accounts.models import Assignment, Person, Role, Unit
from xinqiao.accounts.models.roles import SEE_PEOPLE
from xinqiao.joining import limits, places
from xinqiao.joining.forms import AskForm, CodeForm, MovingForm, posted
from xinqiao.joining.models import Invitation, JoinRequest
from xinqiao.joining.services import invitations, people, requests

KEPT_CODE = "join_code"
"""In the session, so that no detour between code and account loses it."""


Step = Callable[[HttpRequest, Invitation], HttpResponse]


def signed_in(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None


# By a code


@get_or_post
@never_cache
def enter_code(request: HttpRequest) -> HttpResponse:
    """Where one types a code."""
    form = CodeForm(posted(request), initial={"code": request.session.get(KEPT_CODE, "")})
    if not form.is_valid():
        return render(request, "joining/enter_code.html", {"form": form})
    return looked_up(request, form.cleaned_data["code"], lead_on)


@get_or_post
@never_cache
def use_code(request: HttpRequest, code: str) -> HttpResponse:
    """What a code leads to, and the button that takes one there."""
    confirmed = request.method == "POST" and request.user.is_authenticated
    return looked_up(request, code, join if confirmed else show)


def looked_up(request: HttpRequest, typed: str, go_on: Step) -> HttpResponse:
    """Go on with the invitation of a code. All that open nothing get one and the same answer."""
    try:
        with limits.a_try(request):
            return go_on(request, invitations.find(typed, signed_in(request)))
    except limits.TooMany:
        return account_limits.refuse(request, limits.BY_ADDRESS)
    except invitations.NotValid:
        return no_such_code(request, typed)
    except invitations.JoinedBefore as told:
        return joined_before(request, told)
    except invitations.OwnCode:
        messages.info(request, _("You made this code yourself. It is for others."))
        return redirect("teach_codes")


def no_such_code(request: HttpRequest, typed: str) -> HttpResponse:
    request.session.pop(KEPT_CODE, None)
    form = CodeForm({"code": typed})
    form.add_error("code", _("This code opens nothing, or no longer does. Look at it once more."))
    return render(request, "joining/enter_code.html", {"form": form}, status=404)


def joined_before(request: HttpRequest, told: invitations.JoinedBefore) -> HttpResponse:
    request.session.pop(KEPT_CODE, None)
    unit = told.invitation.unit
    if told.belongs:
        messages.info(request, _("You belong to %(unit)s already.") % {"unit": unit})
        return redirect("my_account")
    words = _("You have used this code before. To come back to %(unit)s, ask it.")
    messages.info(request, words % {"unit": unit})
    return redirect("join_choose")


def lead_on(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    return redirect("join_code", code=invitation.written)


def show(
    request: HttpRequest, invitation: Invitation, form: MovingForm | None = None
) -> HttpResponse:
    """Where the code leads, and what that means; to be confirmed by those who have an account."""
    person = signed_in(request)
    if person is None:
        request.session[KEPT_CODE] = invitation.written
    learns = invitation.role == Role.LEARNER
    homes = places.learns_at(person) if person and learns else []
    context = {
        "invitation": invitation,
        "way": places.ways_to([invitation.unit])[invitation.unit_id],
        "learns": learns,
        "sees_people": invitation.role in SEE_PEOPLE,
        "form": form or MovingForm(places=homes),
    }
    return render(request, "joining/use_code.html", context)


def join(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    form = MovingForm(request.POST, places=places.learns_at(person))
    if not form.is_valid():
        return show(request, invitation, form)
    leaving = form.left if invitation.role == Role.LEARNER else None
    invitations.join_by_code(person, invitation.code, leaving=leaving)
    request.session.pop(KEPT_CODE, None)
    words = {"unit": invitation.unit, "role": invitation.get_role_display()}
    messages.success(request, _("You now belong to %(unit)s: %(role)s.") % words)
    return redirect("my" if invitation.role == Role.LEARNER else "my_account")


# On request


@require_safe
@never_cache
@login_required
def choose_school(request: PersonRequest) -> HttpResponse:
    """Schools by name, to ask one of them."""
    text = searched(request)
    waiting = JoinRequest.objects.waiting().filter(person=request.user)
    context = {
        "text": text,
        "found": places.find_schools(text),
        "mine": {unit.pk for unit in places.learns_at(request.user)},
        "asked": set(waiting.values_list("unit", flat=True)),
    }
    return render(request, "joining/choose_school.html", context)


@get_or_post
@never_cache
@login_required
def ask_school(request: PersonRequest, slug: str) -> HttpResponse:
    """The note to a school, and sending it."""
    school = Unit.objects.filter(kind=Unit.Kind.SCHOOL, slug=slug).first()
    if school is None:
        return school_is_gone(request)
    form = AskForm(posted(request), places=places.learns_at(request.user))
    if form.is_valid():
        return ask(request, school, form)
    context = {"school": school, "way": places.ways_to([school])[school.pk], "form": form}
    return render(request, "joining/ask_school.html", context)


def school_is_gone(request: PersonRequest) -> HttpResponse:
    messages.warning(request, _("This school is no longer listed here. Nothing was sent."))
    return redirect("join_choose")


def ask(request: PersonRequest, school: Unit, form: AskForm) -> HttpResponse:
    if not limits.may_ask_again(request):
        return account_limits.refuse(request, limits.REQUESTS)
    names = {"unit": school, "most": requests.MOST_OPEN}
    try:
        requests.ask_to_join(
            request.user, school, note=form.cleaned_data["note"], leaving=form.left
        )
    except requests.NoSchool:
        return school_is_gone(request)
    except requests.AlreadyThere:
        messages.info(request, _("You belong to %(unit)s already.") % names)
    except requests.AlreadyAsked:
        messages.info(request, _("Your request to %(unit)s waits for an answer already.") % names)
    except requests.TooManyOpen:
        words = _("%(most)d requests of yours wait already. Withdraw one before you ask again.")
        messages.warning(request, words % names)
    else:
        words = _("Your request is with %(unit)s. The answer will stand here.")
        messages.success(request, words % names)
    return redirect("my_account")


@require_POST
@never_cache
@login_required
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(JoinRequest, pk=pk, person=request.user)
    try:
        requests.withdraw(asked)
    except requests.AnsweredBefore as told:
        words = _("%(unit)s answered in the meantime: %(answer)s.")
        answer = {"unit": told.request.unit_name, "answer": told.request.get_state_display()}
        messages.info(request, words % answer)
    else:
        messages.success(request, _("Your request is withdrawn."))
    return redirect("my_account")


# Leaving


@get_or_post
@never_cache
@login_required
def leave(request: PersonRequest, pk: int) -> HttpResponse:
    """End a role of one's own, after being told what stays."""
    held = Assignment.objects.select_related("unit").filter(pk=pk, person=request.user).first()
    if held is None:  # ended by somebody, or in another tab
        messages.info(request, _("This role has ended already."))
        return redirect("my_account")
    if request.method == "POST":
        people.dismiss(held, by=request.user)
        words = {"unit": held.unit, "role": held.get_role_display()}
        messages.success(request, _("You have left %(unit)s: %(role)s.") % words)
        return redirect("my_account")
    return render(
        request, "joining/leave.html", {"held": held, "learns": held.role == Role.LEARNER}
    )
