"""`my/exams/attempts/…/result/`: the receipt, and what the exam lets its candidate see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments import exam_pages, finishing, review_page, reviewing
from assessments.candidate import attempt_or_404
from assessments.models import Attempt
from assessments.teach import marking_page
from assessments.texts import TAGS
from xinqiao.accounts.http import PersonRequest

State = Attempt.State


@require_safe
@never_cache
@login_required
def result(request: PersonRequest, key: UUID) -> HttpResponse:
    """The receipt, and the result as far as the exam lets it be seen."""
    mine, now = attempt_or_404(request, key), timezone.now()
    finishing.end_if_over(mine, now)
    if mine.state in {State.RUNNING, State.OVERDUE}:
        return redirect("attempt", key)
    context: dict[str, Any] = {"attempt": mine, "late": late_said(mine)}
    if mine.state == State.FINISHED:
        reviewing.look_at([mine], now)
        context |= finished(mine)
    return render(request, "assessments/result.html", context)


def finished(mine: Attempt) -> dict[str, Any]:
    """What the page shows of an attempt that was handed in."""
    plan = mine.version.plan
    language = exam_pages.language_of(plan)
    slots = list(mine.slots.select_related("version").order_by("place"))
    marks = finishing.newest_marks(mine)
    scores = [exam_pages.score_of(marks.get(slot.pk)) for slot in slots]
    shown: dict[str, Any] = {
        "plan": plan,
        "receipt": finishing.receipt(mine),
        "questions": review_page.review_of(mine, plan, slots, scores),
        "language": language,
        "lang": TAGS[language] if language != get_language() else "",
        "more_to_come": bool(reviewing.withheld(plan) - mine.shown),
    }
    if "total" in mine.shown:
        shown["result"] = finishing.result_of(plan, slots, scores)
        shown["helps"] = exam_pages.profile(slots, scores)
    if mine.released_at:
        shown["feedback"] = marking_page.feedback_in(mine)
        shown["marked_anew"] = marking_page.marked_anew(mine)
    return shown


@dataclass(frozen=True)
class Decided:
    """So many late answers were decided about at once."""

    accepted: bool
    reason: str
    count: int


def late_said(mine: Attempt) -> dict[str, Any]:
    """How many late answers wait, and what was decided about others. One query."""
    rows = mine.steps.late_answers().order_by("decision__at")
    counts: Counter[tuple[Any, ...]] = Counter(
        rows.values_list("decision__at", "decision__accepted", "decision__reason")
    )
    waiting = counts.pop((None, None, None), 0)
    decided = [Decided(accepted, reason, n) for (_at, accepted, reason), n in counts.items()]
    return {"waiting": waiting, "decided": decided}
