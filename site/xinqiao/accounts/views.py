"""A person's own account page, and the door of the editor."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.account.views import SignupView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xinqiao.accounts import lane
from xinqiao.accounts.audit_views import may_read
from xinqiao.accounts.forms import AccountForm, AgainForm, SignupForm
from xinqiao.accounts.http import PersonRequest, get_or_post
from xinqiao.accounts.models import Person, Role


class SignUp(SignupView):
    """As allauth's, but what was typed is never lost, and the device forgets unless told."""

    def form_valid(self, form: SignupForm) -> HttpResponse:
        try:
            response = super().form_valid(form)
        except IntegrityError:  # somebody was quicker: checked again, the form says with what
            form.full_clean()
            if form.is_valid():
                form.add_error(None, gettext("That did not work. Please send it once more."))
            return self.form_invalid(form)
        if form.cleaned_data["remember"]:
            self.request.session.set_expiry(settings.SESSION_COOKIE_AGE)
        return response


sign_up = SignUp.as_view()


@get_or_post
@never_cache
@login_required
def my_account(request: PersonRequest) -> HttpResponse:
    """Where people correct what we hold about them. The page follows a change of language."""
    mine = Person.objects.get(pk=request.user.pk)  # the page's head keeps what is saved
    form = AccountForm(request.POST or None, instance=mine)
    if form.is_valid():
        person = form.save()
        with translation.override(person.language):
            messages.success(request, gettext("Your details are saved."))
            return redirect("my_account")
    context = {
        "form": form,
        "username": request.user.username,
        "email": EmailAddress.objects.get_primary_email(request.user),
        "confirmed": EmailAddress.objects.get_verified(request.user) is not None,
        "unseen": not (request.user.is_superuser or request.user.has_role(Role.LEARNER)),
        "roles": request.user.assignments.select_related("unit").order_by("unit__path", "role"),
        "reads_audit": may_read(request.user),
        "edits": request.user.has_perm("wagtailadmin.access_admin"),
    }
    return render(request, "account/my_account.html", context)


@require_safe
@never_cache
def enter_editor(request: HttpRequest) -> HttpResponse:
    """The editor's sign-in address: our own page, or for those in already, whether they may.

    Wagtail sends people here who may not open the editor; back to where they came from would
    be a circle.
    """
    asked = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        asked, {request.get_host()}, require_https=request.is_secure()
    )
    target = asked if safe else reverse("wagtailadmin_home")
    if not request.user.is_authenticated:
        return redirect_to_login(target, reverse("account_login"))
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect(target)
    list(messages.get_messages(request))  # read already: the page says what Wagtail's says
    return render(request, "account/no_editor.html", {"messages": []}, status=403)


def busy(request: HttpRequest) -> HttpResponse:
    """So many are signing in that this one is asked to come back. What was typed stays, but for
    passwords, which no page holds."""
    form = AgainForm(request.POST)
    response = render(request, "account/busy.html", {"form": form}, status=503)
    add_never_cache_headers(response)
    return come_back(response)


@require_safe
@never_cache
def room(request: HttpRequest) -> HttpResponse:
    """Whether somebody can sign in just now: 204, or 503 and when to ask again."""
    if lane.is_full():
        return come_back(HttpResponse(status=503))
    return HttpResponse(status=204)


def come_back(response: HttpResponse) -> HttpResponse:
    """*response* with the time after which to ask again."""
    response["Retry-After"] = str(lane.COME_BACK)
    # No fault of the site: Django would log an error for each.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
