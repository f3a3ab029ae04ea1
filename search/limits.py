"""How much one reader may search. A whole school shares an address, and may be in one lesson."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest

from xinqiao.common.rates import Rate

SEARCHES = Rate(burst=300, per_second=5)
SUGGESTIONS = Rate(burst=900, per_second=30)
OPENINGS = Rate(burst=300, per_second=5)


def may(rate: Rate, request: HttpRequest) -> bool:
    """Whether one more is allowed to whoever asks; if so, it is counted."""
    person: Any = request.user
    return rate.take(str(person.public_id) if person.is_authenticated else get_ip(request))
