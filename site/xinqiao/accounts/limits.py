"""What somebody reads who has tried too often."""

from __future__ import annotations

from datetime import timedelta

from allauth.core.internal.ratelimit import get_rates
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

APP = "allauth.account"
ACTIONS = {
    "account_login": "login",
    "account_signup": "signup",
    "account_reset_password": "reset_password",
    "account_reset_password_from_key": "reset_password_from_key",
    "account_change_password": "change_password",
    "account_set_password": "change_password",
    "account_email": "manage_email",
    "account_reauthenticate": "reauthenticate",
    "mfa_reauthenticate": "reauthenticate",
    "mfa_reauthenticate_webauthn": "reauthenticate",
}
"""By the name of an address, what allauth counts there."""


def longest_wait(action: str) -> timedelta:
    """After this time without a try, *action* is surely allowed again."""
    rates = get_rates(app=APP, action=action)
    return timedelta(seconds=max((rate.duration for rate in rates), default=60))


def refuse(request: HttpRequest, action: str) -> HttpResponse:
    """A calm page that says when to try again."""
    wait = longest_wait(action)
    context = {"action": action, "until": timezone.now() + wait}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(int(wait.total_seconds()))
    add_never_cache_headers(response)
    return response


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """The project's `handler429`, which allauth calls."""
    match = request.resolver_match
    return refuse(request, ACTIONS.get(match.url_name or "" if match else "", ""))
