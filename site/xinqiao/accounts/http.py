"""The request as a view behind `login_required` gets it."""

from django.http import HttpRequest

from .models import Person


class PersonRequest(HttpRequest):
    user: Person  # type: ignore[assignment]
