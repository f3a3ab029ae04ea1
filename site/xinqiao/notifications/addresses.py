"""Where mail may go."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress


def confirmed_addresses(people: Iterable[int]) -> dict[int, str]:
    """The address that each of *people*, given by id, has proven to read. One query."""
    proven = EmailAddress.objects.filter(user__in=set(people), verified=True)
    return dict(proven.order_by("primary").values_list("user", "email"))
