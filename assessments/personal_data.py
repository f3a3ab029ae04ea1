"""What exams keep about a person. All of it stays when the account is closed: results rest on it."""

from __future__ import annotations

from typing import Any

from assessments.models import Attempt, Override, Step
from xinqiao.accounts.models import Person


def exams_of(person: Person) -> dict[str, Any]:
    """All attempts with their results and steps, and what was granted. Three queries.

    The points of single questions are told on the page of the result, as its exam allows.
    """
    attempts = Attempt.objects.of(person).order_by("started_at")
    steps = Step.objects.filter(attempt__person=person).order_by("attempt", "at", "pk")
    grants = Override.objects.filter(person=person).order_by("at")
    return {
        "attempts": list(
            attempts.values(
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
        ),
        "steps": list(
            steps.values("attempt__key", "kind", "place", "payload", "at", "received_at", "late")
        ),
        "grants": list(
            grants.values("sitting__key", "extra_minutes", "multiplier", "extra_attempts", "at")
        ),
    }
