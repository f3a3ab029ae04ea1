"""What Wagtail asks of readers of a restricted page or document, on our own terms.

Its bare sign-in page leads to ours, where failures are counted, and its forms for a password
take only so many wrong ones from one network and for one page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal.ratelimit import consume
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import authenticate_with_password as open_document
from wagtail.views import authenticate_with_password as open_page

from xinqiao.accounts import limits

View = Callable[..., HttpResponse]


@require_safe
@never_cache
def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Where Wagtail sends people who may not read a page: to sign in, or if they have, no further.

    Back to the page would be a circle. A wrong `next` is not followed by the sign-in page.
    """
    if request.user.is_authenticated:
        return render(request, "account/not_for_you.html", status=403)
    return redirect_to_login(request.GET.get("next", reverse("my")), reverse("account_login"))


def counted(kind: str, view: View) -> View:
    """*view*, which takes a password for a restriction, until there were too many wrong ones."""

    @wraps(view)
    def guarded(request: HttpRequest, restriction: int, **place: Any) -> HttpResponse:
        usage = consume(
            request, app=limits.APP, action="page_password", key=f"{kind}:{restriction}"
        )
        if usage is None:
            return limits.refuse(request, "page_password")
        response = view(request, restriction, **place)
        if response.status_code == 302:  # it was right, and is not counted
            usage.rollback()
        return response

    return guarded


document_password = path(
    "documents/authenticate_with_password/<int:restriction>/", counted("document", open_document)
)
urlpatterns = [
    path("_util/login/", sign_in_first, name="wagtailcore_login"),
    path(
        "_util/authenticate_with_password/<int:restriction>/<int:page_id>/",
        counted("page", open_page),
        name="wagtailcore_authenticate_with_password",
    ),
]
