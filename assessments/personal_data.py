"""What exams keep about a person. All of it stays when the account is closed: results rest on it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from assessments.models import Attempt, Override, Step
from assessments.reviewing import look_at
from xinqiao.accounts.models import Person

COLUMNS = (
    "key",
    "exam_key",
    "number",
    "preview",
    "state",
    "started_at",
    "deadline_at",
    "finished_at",
    "percent",
    "passed",
)


def exams_of(person: Person) -> dict[str, Any]:
    """All attempts with their results and steps, and what was granted. Up to four queries.

    Results stand here when their exam tells them; the points of single questions are told on the
    page of the result.
    """
    attempts = Attempt.objects.of(person).select_related("version", "sitting")
    steps = Step.objects.filter(attempt__person=person).order_by("attempt", "at", "pk")
    grants = Override.objects.filter(person=person).order_by("at")
    return {
        "attempts": [
            row_of(attempt) for attempt in look_at(attempts.order_by("started_at"), timezone.now())
        ],
        "steps": list(
            steps.values(
                "attempt__key",
                "kind",
                "place",
                "payload",
                "at",
                "received_at",
                "late",
                "decision__accepted",
                "decision__reason",
            )
        ),
        "grants": list(
            grants.values("sitting__key", "extra_minutes", "multiplier", "extra_attempts", "at")
        ),
    }


def row_of(attempt: Attempt) -> dict[str, Any]:
    row = {name: getattr(attempt, name) for name in COLUMNS}
    return row if "total" in attempt.shown else row | {"percent": None, "passed": None}
