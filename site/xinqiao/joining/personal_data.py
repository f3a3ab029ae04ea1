"""What joining keeps about a person. The codes themselves are left out: they open doors."""

from __future__ import annotations

from typing import Any

from xinqiao.accounts.models import Person
from xinqiao.joining.services.requests import withdraw


def joining_of(person: Person) -> dict[str, Any]:
    """Requests, answers given to others, and invitations made and used. Four queries."""
    terms = ("unit__slug", "role", "uses", "used", "ends_on", "made_at", "ended_at")
    return {
        "requests": [
            {
                "unit": asked.unit.slug if asked.unit else None,
                "unit_zh": asked.unit_zh,
                "unit_en": asked.unit_en,
                "leaving": asked.leaving.slug if asked.leaving else None,
                "note": asked.note,
                "asked_at": asked.asked_at,
                "state": asked.state,
                "answered_at": asked.answered_at,
                "reason": asked.reason,
            }
            for asked in person.join_requests.select_related("unit", "leaving").order_by("pk")
        ],
        "answers_given": list(
            person.join_requests_answered.order_by("answered_at").values(
                "unit_zh", "unit_en", "state", "reason", "answered_at"
            )
        ),
        "invitations_made": list(person.invitations_made.order_by("made_at").values(*terms)),
        "invitations_used": list(
            person.invitations_used.order_by("at").values(
                "invitation__unit__slug", "invitation__role", "at"
            )
        ),
    }


def forget_joining(person: Person) -> None:
    """Requests go with their notes. Codes open nothing once nobody stands behind them."""
    for asked in person.join_requests.waiting():
        withdraw(asked)
    person.join_requests.all().delete()
