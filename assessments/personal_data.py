"""What exams keep about a person. All of it stays when the account is closed: results rest on it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from assessments.models import Attempt, Marking, Override, Step
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
    """All attempts with their steps, what was granted, and what was marked. Up to six queries.

    Results, and words about answers, stand here when they are told; the points of single questions
    are told on the page of the result.
    """
    attempts = Attempt.objects.of(person).select_related("version", "sitting")
    steps = Step.objects.filter(attempt__person=person).order_by("attempt", "at", "pk")
    words = Marking.objects.filter(
        mark__slot__attempt__person=person, mark__slot__attempt__released_at__isnull=False
    ).exclude(feedback="")
    marked = Marking.objects.filter(by=person, done_at__isnull=False).order_by("done_at")
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
        "words_about_answers": list(
            words.order_by("done_at").values(
                "mark__slot__attempt__key", "mark__slot__place", "feedback", "done_at"
            )
        ),
        "marked_for_others": list(marked.values("key", "points", "feedback", "done_at")),
    }


def row_of(attempt: Attempt) -> dict[str, Any]:
    row = {name: getattr(attempt, name) for name in COLUMNS}
    return row if "total" in attempt.shown else row | {"percent": None, "passed": None}
