"""What learning shows on `my/`."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum

from courses.history import history
from courses.languages import in_active_language
from courses.learning import places
from courses.models import CourseIndexPage, LessonProgress
from xinqiao.accounts.http import PersonRequest

LATEST = 20
"""Lessons on one page of the history."""


def history_page(request: PersonRequest) -> dict[str, Any]:
    """What was done lately, or further back as `?history=2` asks, and the pages beside it."""
    asked = request.GET.get("history", "")
    number = int(asked) if asked.isdecimal() and 0 < len(asked) < 6 else 1
    entries = history(request.user, limit=LATEST + 1, skip=LATEST * max(number - 1, 0))
    return {
        "history": entries[:LATEST],
        "newer": number - 1 if number > 1 else None,
        "older": number + 1 if len(entries) > LATEST else None,
    }


def learning_panel(request: PersonRequest) -> tuple[str, dict[str, Any]]:
    """The next step, courses with progress, time spent, and what was done lately."""
    mine = places(request.user)
    active = [place for place in mine if place.course and place.enrolment.left_at is None]
    catalogues = in_active_language(CourseIndexPage.objects.live().select_related("locale"))
    return "courses/my.html", {
        "active": active,
        "past": [place for place in mine if place not in active],
        "next": next((place for place in active if place.next_lesson), None),
        "finished": sum(place.finished for place in mine),
        "totals": LessonProgress.objects.filter(person=request.user).aggregate(
            lessons=Count("done_at"), seconds=Sum("seconds", default=0)
        ),
        **history_page(request),
        "catalogue": next(iter(catalogues.values()), None),
    }
