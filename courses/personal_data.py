"""What the academy keeps about a person, and what goes when the account is closed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from courses.history import last_titles
from courses.models import Enrolment, LessonFact, LessonProgress, Reflection
from xinqiao.accounts.models import Person


def learning_of(person: Person) -> dict[str, Any]:
    """All records of learning, each lesson with the title it last had. Five queries."""
    places = Enrolment.objects.of(person).order_by("joined_at")
    progress = (
        LessonProgress.objects.filter(person=person)
        .order_by("opened_at")
        .values(
            "lesson_key",
            "opened_at",
            "last_at",
            "seen_at",
            "right",
            "reflected",
            "seconds",
            "done_at",
        )
    )
    facts = (
        LessonFact.objects.filter(person=person)
        .order_by("pk")
        .values(
            "client_uuid", "kind", "lesson_key", "language", "item", "data", "at", "received_at"
        )
    )
    notes = (
        Reflection.objects.filter(person=person)
        .order_by("written_at")
        .values("lesson_key", "item", "text", "written_at")
    )
    titles = last_titles(row["lesson_key"] for row in progress)
    return {
        "enrolments": list(places.values("course_key", "course_title", "joined_at", "left_at")),
        "progress": with_titles(progress, titles),
        "facts": with_titles(facts, titles),
        "reflections": with_titles(notes, titles),
    }


def forget_learning(person: Person) -> None:
    """Private notes go. What was learnt stays for a time: certificates and totals rest on it."""
    Reflection.objects.filter(person=person).delete()
    Enrolment.objects.of(person).active().update(left_at=timezone.now())


def with_titles(rows: QuerySet, titles: dict[UUID, str]) -> list[dict[str, Any]]:
    return [{"lesson": titles.get(row["lesson_key"], ""), **row} for row in rows]
