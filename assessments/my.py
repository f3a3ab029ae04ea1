"""What exams show on `my/`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from assessments.exam_pages import open_sittings
from assessments.models import Attempt
from assessments.reviewing import look_at
from xinqiao.accounts.http import PersonRequest

SOON = timedelta(days=14)


def exams_panel(request: PersonRequest) -> tuple[str, dict[str, Any]]:
    """Exams that are open or come soon, and the latest results. Up to three queries."""
    now = timezone.now()
    return "assessments/my.html", {
        "sittings": open_sittings(request.user, now, SOON),
        "taken": look_at(Attempt.objects.taken_by(request.user)[:3], now),
    }
