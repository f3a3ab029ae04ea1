"""`my/exams/`: what a candidate sees of exams, before, during and after."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments import beginning, exam_pages, finishing, reviewing, steps
from assessments.attempt_forms import changed, fact_of, place_gone_on
from assessments.beginning import CannotBegin, Terms
from assessments.drawing import CannotDraw
from assessments.models import Attempt, Sitting, Step
from assessments.timing import MAY_BE_EARLY, Window, is_over
from xinqiao.accounts.http import PersonRequest, get_or_post
from xinqiao.common.rates import Rate

SOON = timedelta(days=30)
"""How far ahead the list looks."""

CODES = Rate(burst=10, per_second=0.1)
"""Tries of access codes by one person."""

State = Attempt.State


@require_safe
@never_cache
@login_required
def exams(request: PersonRequest) -> HttpResponse:
    """What is open and what comes, and what was taken."""
    now = timezone.now()
    return render(
        request,
        "assessments/exams.html",
        {
            "sittings": exam_pages.open_sittings(request.user, now, SOON),
            "taken": reviewing.look_at(Attempt.objects.taken_by(request.user)[:50], now),
        },
    )


def sitting_or_404(request: PersonRequest, key: UUID) -> Sitting:
    sittings = Sitting.objects.for_person(request.user).select_related("exam", "unit")
    return get_object_or_404(sittings, key=key)


def attempt_or_404(request: PersonRequest, key: UUID) -> Attempt:
    """One's own attempt, and nobody else's."""
    attempts = Attempt.objects.of(request.user).select_related("version__exam", "sitting__exam")
    return get_object_or_404(attempts, key=key)


def device_in(request: PersonRequest) -> str:
    """The device as it names itself; "" for a page without scripts, and for what is no name."""
    device = request.POST.get("device", "")
    return device if steps.is_device(device) else ""


@get_or_post
@never_cache
@login_required
def start(request: PersonRequest, key: UUID) -> HttpResponse:
    """How long one has and why, in words; then the attempt begins."""
    sitting = sitting_or_404(request, key)
    code = request.POST.get("code", "")[:40]
    if request.method == "POST":
        if sitting.code and code and not CODES.take(f"{request.user.public_id}/{sitting.key}"):
            messages.error(request, _("Too many tries. Wait a minute, and ask for the code."))
            return redirect("exam_start", key)
        try:
            attempt = beginning.begin(request.user, sitting, code=code, device=device_in(request))
        except CannotBegin as refusal:
            messages.error(request, why_not(refusal))
        except CannotDraw:
            messages.error(request, _("This exam lacks questions. Its trainers have to see to it."))
        else:
            return redirect("attempt", attempt.key)
        return redirect("exam_start", key)
    terms = beginning.terms_for(request.user, sitting)
    now = timezone.now()
    going = {State.RUNNING, State.OVERDUE}
    running = terms and next((one for one in terms.begun if one.state in going), None)
    return render(
        request,
        "assessments/start.html",
        {
            "sitting": sitting,
            "terms": terms,
            "running": running,
            "words": in_words(terms, now) if terms else [],
            "course_first": terms and beginning.course_comes_first(request.user, terms.plan),
            **waiting(terms.window if terms else sitting.window, now),
        },
    )


def waiting(window: Window, now: datetime) -> dict[str, Any]:
    """How long it is until the exam opens, in milliseconds, and whether one can wait for it."""
    left = max(window.opens_at - now, timedelta(0))
    return {
        "opens_at": window.opens_at,
        "opens_in": left // timedelta(milliseconds=1),
        "room_opens_at": window.opens_at - MAY_BE_EARLY,
        "may_wait": left <= MAY_BE_EARLY,
        "closed": window.closes_at is not None and window.closes_at <= now,
    }


def minutes_of(time: timedelta) -> int:
    return int(time.total_seconds() // 60)


def in_words(terms: Terms, now: datetime) -> list[str]:
    """How long, how often, what passes: one sentence each."""
    plan = terms.plan
    begins = max(now, terms.window.opens_at)
    given = terms.at(begins)
    said = [
        ngettext("%(n)s question.", "%(n)s questions.", plan.length) % {"n": plan.length},
    ]
    if given.time is None:
        said.append(_("There is no time limit."))
    elif given.cut_by_close and given.limit:
        said.append(
            _(
                "You have %(limit)s minutes; because the exam closes at %(close)s, "
                "%(time)s minutes are left if you begin now."
            )
            % {
                "limit": minutes_of(given.limit),
                "close": time_format(timezone.localtime(terms.window.closes_at), "H:i"),
                "time": minutes_of(given.time),
            }
        )
    else:
        said.append(_("You have %(time)s minutes.") % {"time": minutes_of(given.time)})
    if terms.grant.multiplier or terms.grant.extra_minutes:
        said.append(_("More time was granted to you; it is counted in."))
    said.append(_("To pass, reach %(percent)s percent.") % {"percent": plan.pass_percent})
    if plan.must_pass_counts:
        said.append(_("Questions about children's safety have to be right to pass."))
    if terms.attempts_left is not None:
        said.append(
            ngettext(
                "You can begin %(n)s more time.",
                "You can begin %(n)s more times.",
                terms.attempts_left,
            )
            % {"n": terms.attempts_left}
        )
    if plan.days_between:
        said.append(exam_pages.spacing_said(plan.days_between))
    return said


def why_not(refusal: CannotBegin) -> str:
    """In words."""
    match refusal:
        case beginning.NotOpen(window=window):
            if window.opens_at > timezone.now():
                return _("The exam opens at %(when)s.") % {"when": moment(window.opens_at)}
            return _("This exam is closed.")
        case beginning.WrongCode():
            return _("This is not the access code. It is told in the room.")
        case beginning.NoAttemptLeft():
            return _("You have begun this exam as often as it can be.")
        case beginning.TooSoon(on=on):
            return _("You can begin again from %(when)s.") % {"when": moment(on)}
        case _:
            return _("Finish the course first that leads to this exam.")


def moment(when: datetime) -> str:
    return date_format(timezone.localtime(when), "DATETIME_FORMAT")


@get_or_post
@never_cache
@login_required
def attempt(request: PersonRequest, key: UUID) -> HttpResponse:
    """The questions, on one page: a plain form, with scripts one that saves by itself."""
    mine = attempt_or_404(request, key)
    now = timezone.now()
    finishing.end_if_over(mine, now)
    if request.method == "POST":
        return take_form(request, mine)
    if mine.state not in {State.RUNNING, State.OVERDUE}:
        return redirect("exam_result", key)
    plan = mine.version.plan
    questions = exam_pages.questions_of(mine, plan)
    return render(
        request,
        "assessments/attempt.html",
        {
            "attempt": mine,
            "questions": questions,
            "open": [one for one in questions if one.asks and not one.answered],
            "flagged": [one for one in questions if one.flagged],
            "state": steps.told(mine, now),
            "asked": "hand_in" in request.GET,
        },
    )


def take_form(request: PersonRequest, mine: Attempt) -> HttpResponse:
    """Keep what a plain form holds, and hand in where that was pressed twice."""
    now = timezone.now()
    facts = changed(request.POST, mine, now)
    finish = request.POST.get("press") == "finish" or (
        request.POST.get("press") and is_over(mine.deadline_at, now)
    )
    if finish:
        facts.append(fact_of(mine, {"kind": Step.Kind.FINISH.value}, len(facts), now))
    judged = steps.record(request.user, facts, now)
    for reason in {str(refusal.reason) for refusal in judged.refused.values()}:
        messages.error(request, reason)
    mine.refresh_from_db()
    if mine.state == State.FINISHED:
        return redirect("exam_result", mine.key)
    press = request.POST.get("press", "")
    if press == "hand_in":
        return redirect(f"{request.path}?hand_in#hand-in")
    if (place := place_gone_on(press)) is not None and not judged.refused:
        return redirect(f"{request.path}#question-{place + 1}")
    if not judged.refused:
        messages.success(request, _("Your answers are saved."))
    return redirect("attempt", mine.key)


@get_or_post
@never_cache
@login_required
def take_over(request: PersonRequest, key: UUID) -> HttpResponse:
    """Go on with the exam on the device that asks; the other one may write no more."""
    mine = attempt_or_404(request, key)
    if request.method == "POST":
        steps.take_over(mine, device_in(request), timezone.now())
    return redirect("attempt", key)
