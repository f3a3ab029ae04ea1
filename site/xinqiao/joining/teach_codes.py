"""`teach/codes/`: making invitation codes, ending them, and printing them on slips."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xinqiao.accounts.granting import MayNotGive
from xinqiao.accounts.http import PersonRequest, get_or_post
from xinqiao.joining import qr
from xinqiao.joining.forms import InvitationForm, posted
from xinqiao.joining.models import Invitation
from xinqiao.joining.models.invitations import InvitationQuerySet
from xinqiao.joining.services import invitations
from xinqiao.joining.teach import for_givers

CLOSED_SHOWN = 20
SHEETS = [8, 16, 24, 40]
"""How many slips one may print at once; eight stand on a page."""


def managed(request: PersonRequest) -> InvitationQuerySet:
    found = Invitation.objects.managed_by(request.user)
    return found.select_related("unit", "made_by").order_by("-made_at", "-pk")


@get_or_post
@for_givers
def code_list(request: PersonRequest) -> HttpResponse:
    """The open codes, a form for another one, and those that open nothing any more."""
    form = InvitationForm(posted(request), giver=request.user)
    if form.is_valid():
        made = make(request, form)
        if made is not None:
            return redirect("teach_slips", pk=made.pk)
    mine = managed(request)
    context = {
        "form": form,
        "open": mine.open(),
        "closed": mine.exclude(pk__in=mine.open())[:CLOSED_SHOWN],
    }
    return render(request, "joining/teach/codes.html", context)


def make(request: PersonRequest, form: InvitationForm) -> Invitation | None:
    """The new invitation; None where the form says why there is none."""
    values = form.cleaned_data
    try:
        return invitations.make_invitation(
            request.user,
            role=values["role"],
            unit=values["unit"],
            ends_on=values["ends_on"],
            uses=values["uses"],
        )
    except MayNotGive as refused:
        form.add_error(None, str(refused.reason))
        return None


@require_safe
@for_givers
def slips(request: PersonRequest, pk: int) -> HttpResponse:
    """The code in large, and slips of it to print and cut."""
    invitation = get_object_or_404(managed(request), pk=pk)
    asked = request.GET.get("n", "")
    number = int(asked) if asked in map(str, SHEETS) else SHEETS[0]
    context = {
        "invitation": invitation,
        "numbers": SHEETS,
        "number": number,
        "slips": range(number if invitation.state == "open" else 0),
        "qr": qr.path_of(qr.address_of(invitation)),
        "address": qr.short_address(),
    }
    return render(request, "joining/teach/slips.html", context)


@require_POST
@for_givers
def end_code(request: PersonRequest, pk: int) -> HttpResponse:
    invitations.end_invitation(get_object_or_404(managed(request), pk=pk), by=request.user)
    messages.success(request, _("The code has ended. It opens nothing any more."))
    return redirect("teach_codes")
