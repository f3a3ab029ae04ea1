"""`teach/marking/`: people mark what no rule can, one answer after the other, without names."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from assessments import marking, releasing
from assessments.models import Exam, Marking, QuestionVersion, Sitting
from assessments.models.marking import MARK_ANSWERS
from assessments.teach import marking_page
from assessments.teach.banks import signed_in
from assessments.teach.marking_forms import FeedbackForm, levels_in
from xinqiao.accounts.http import PersonRequest, get_or_post
from xinqiao.accounts.models import Unit

NOT_YOURS = gettext_lazy(
    "This answer is not yours to mark any more: it was marked already, or the eight hours "
    "were over and somebody else has taken it. Nothing was changed."
)


@require_safe
@signed_in
def index(request: PersonRequest) -> HttpResponse:
    """What waits to be marked, and which results wait to be told; to all others there is no page."""
    marks = Unit.objects.visible_to(request.user, MARK_ANSWERS).exists()
    leads = Sitting.objects.led_by(request.user).exists()
    if not (marks or leads):
        raise Http404
    context = {
        "marks": marks,
        "leads": leads,
        "queues": marking_page.queues_of(request.user, timezone.now()) if marks else [],
        "standings": marking_page.standings_of(request.user) if leads else [],
    }
    return render(request, "assessments/marking/index.html", context)


@require_POST
@signed_in
def next_answer(request: PersonRequest, slug: str, question: UUID, number: int) -> HttpResponse:
    """Claim the next answer to one question, and go to it."""
    version = get_object_or_404(
        QuestionVersion.objects.filter(question__key=question), number=number
    )
    exam = get_object_or_404(Exam, slug=slug)
    if not Unit.objects.visible_to(request.user, MARK_ANSWERS).exists():
        raise Http404
    return go_on(request, exam.pk, version)


def go_on(request: PersonRequest, exam_id: int, version: QuestionVersion) -> HttpResponse:
    claimed = marking.claim_next(request.user, exam_id, version)
    if claimed is None:
        messages.info(request, _("No more answers to this question wait for you."))
        return redirect("teach_marking")
    return redirect("marking_answer", claimed.key)


def held_or_404(request: PersonRequest, key: UUID) -> Marking:
    """What the reader has claimed and not finished; nobody else finds it."""
    held = Marking.objects.markable_by(request.user).filter(by=request.user)
    about = held.select_related(
        "mark__slot__version__question", "mark__slot__attempt__sitting__exam"
    )
    return get_object_or_404(about, key=key)


@get_or_post
@signed_in
def answer(request: PersonRequest, key: UUID) -> HttpResponse:
    """One answer with its rubric; once it is marked, the next one."""
    if request.method == "POST" and lost(request, key):
        return redirect("teach_marking")
    claimed = held_or_404(request, key)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return show(request, claimed, form)
    levels = levels_in(request.POST)
    if not form.is_valid():
        return show(request, claimed, form, levels)
    try:
        score = marking.judge(
            claimed, request.user, levels=levels, feedback=form.cleaned_data["feedback"]
        )
    except marking.Incomplete as incomplete:
        return show(request, claimed, form, levels, incomplete.missing)
    except marking.NotYours:
        messages.error(request, NOT_YOURS)
        return redirect("teach_marking")
    percent = round(100 * (score.points or 0))
    kept = _("Kept: this answer earned %(percent)s out of a hundred points.")
    messages.success(request, kept % {"percent": percent})
    if request.POST.get("then") == "stop":
        return redirect("teach_marking")
    slot = claimed.mark.slot
    return go_on(request, slot.attempt.sitting.exam_id, slot.version)


def lost(request: PersonRequest, key: UUID) -> bool:
    """Whether what the reader was marking is theirs no more; says so."""
    if Marking.objects.markable_by(request.user).filter(key=key, by=request.user).exists():
        return False
    if not Marking.objects.within_reach_of(request.user).filter(key=key).exists():
        raise Http404
    messages.error(request, NOT_YOURS)
    return True


def show(
    request: PersonRequest,
    claimed: Marking,
    form: FeedbackForm,
    levels: dict[str, int] | None = None,
    missing: list[str] | None = None,
) -> HttpResponse:
    slot = claimed.mark.slot
    readings = marking.readings_of(claimed.mark, marking.answer_in(claimed.mark))
    exam = slot.attempt.sitting.exam
    waiting = marking.queue(request.user, exam.pk, slot.version).free(timezone.now())
    context = {
        "marking": claimed,
        "exam": exam,
        "version": slot.version,
        "is_case": slot.version.type == "case",
        "readings": marking_page.shown(readings, levels or {}, missing or []),
        "form": form,
        "refused": bool(missing) or bool(form.errors),
        "waiting": waiting.new_to(request.user).values("mark").distinct().count(),
    }
    return render(request, "assessments/marking/answer.html", context)


@require_POST
@signed_in
def give_back(request: PersonRequest, key: UUID) -> HttpResponse:
    """Let somebody else mark it."""
    claimed = held_or_404(request, key)
    if marking.give_back(claimed, request.user):
        messages.success(request, _("Given back. Somebody else can mark this answer now."))
    return redirect("teach_marking")


@require_POST
@signed_in
def release(request: PersonRequest, key: UUID) -> HttpResponse:
    """Tell the results of a sitting to all together."""
    led = Sitting.objects.led_by(request.user).select_related("exam__unit", "unit")
    sitting = get_object_or_404(led, key=key)
    try:
        count = releasing.release(sitting, by=request.user)
    except releasing.StillMarked as still:
        words = ngettext(
            "%(n)s attempt still waits to be marked. Nothing was released.",
            "%(n)s attempts still wait to be marked. Nothing was released.",
            still.count,
        )
        messages.error(request, words % {"n": still.count})
    except releasing.NothingToRelease:
        messages.info(request, _("All results of this sitting are told already."))
    else:
        words = ngettext(
            "Released: %(n)s person can read the result now.",
            "Released: %(n)s people can read their results now.",
            count,
        )
        messages.success(request, words % {"n": count})
    return redirect("teach_marking")
