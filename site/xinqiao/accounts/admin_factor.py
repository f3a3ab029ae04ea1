"""Resetting a lost second factor in the editor, for administrators."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access

from xinqiao.accounts import second_factor
from xinqiao.accounts.http import get_or_post
from xinqiao.accounts.models import Person


@get_or_post
@never_cache
@require_admin_access
def reset_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether it is really the person, then take the factor from them."""
    if not request.user.is_superuser:
        raise PermissionDenied
    person = get_object_or_404(Person, pk=pk)
    if request.method == "POST":
        try:
            second_factor.reset(person, by=request.user)
        except second_factor.NoFactor:
            messages.warning(request, gettext("%(name)s has no second factor.") % {"name": person})
        except second_factor.OwnFactor:
            messages.warning(request, gettext("Remove your own on your account page."))
        else:
            said = gettext("The second factor of %(name)s is reset.") % {"name": person}
            messages.success(request, said)
        return redirect("wagtailusers_users:index")
    return render(request, "wagtailadmin/users/reset_factor.html", {"person": person})
