"""What views share: the request as it comes behind `login_required`, and which methods they take."""

from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

from .models import Person

get_or_post = require_http_methods(["GET", "HEAD", "POST"])

LONGEST_SEARCH = 40
"""Characters of a name that is searched for; the rest is left out."""


class PersonRequest(HttpRequest):
    user: Person  # type: ignore[assignment]


def searched(request: HttpRequest) -> str:
    """The name in the search box of the page, or nothing."""
    return request.GET.get("q", "").strip()[:LONGEST_SEARCH]
