"""What happens to a request of somebody who is signed in or signs in, before a view sees it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from xinqiao.accounts import lane, second_factor
from xinqiao.accounts.views import busy


class EditorLanguage:
    """The editor speaks the person's language, unless another was chosen in its own settings."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/cms/") and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class SecondFactor:
    """Lead staff who lack a second factor to where they set one up, or show it.

    As learners they go on as before. Programs hear the same as JSON.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not second_factor.is_for_staff(request.path_info):
            return self.get_response(request)
        lack = second_factor.missing(request.user, request)
        if lack is None:
            return self.get_response(request)
        if not wants_page(request):
            said = gettext("This account needs a second factor here. Please open the site itself.")
            return JsonResponse({"code": "second_factor", "reason": said}, status=403)
        back = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
        if lack is second_factor.Missing.PROOF:
            return redirect(f"{reverse('mfa_reauthenticate')}?{back}")
        return redirect("mfa_index")


def wants_page(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept", "text/html")
    by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    return "text/html" in accepted and not by_script


class Lane:
    """Gives a place to whoever has a password hashed, for as long as that takes.

    When all are taken, the request is refused before anything is counted or changed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            if getattr(request, "has_place", False):
                lane.places.release()

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        if request.method != "POST" or not match or match.url_name not in lane.HASHING_VIEWS:
            return None
        if not lane.places.acquire(blocking=False):
            return busy(request)
        request.has_place = True  # type: ignore[attr-defined]
        return None
