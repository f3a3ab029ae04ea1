"""`teach/regrades/`: a question that went wrong is marked anew, proposed by one, approved by another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from assessments.models import Bank, Exam, QuestionVersion, Regrade
from assessments.models.exams import LEAD_SITTINGS
from assessments.regrading import deciding
from assessments.regrading.effects import How, done_by, try_dry
from assessments.teach import regrade_page
from assessments.teach.banks import signed_in
from xinqiao.accounts.http import PersonRequest, get_or_post
from xinqiao.accounts.models import Unit
from xinqiao.common import wording

State = Regrade.State

WHY_NOT: dict[type[deciding.CannotRegrade], str | Promise] = {
    deciding.WrongVersion: gettext_lazy("Choose an approved version of the same question."),
    deciding.MarkedByPeople: gettext_lazy("What people mark has no key."),
    deciding.AlreadyOpen: gettext_lazy(
        "Somebody has proposed to mark this question anew already. That has to be decided first."
    ),
    deciding.OwnAttempt: gettext_lazy(
        "You have taken this exam yourself, so somebody else has to do this."
    ),
    deciding.OwnProposal: gettext_lazy("You proposed this: somebody else has to approve it."),
    deciding.NotOpen: gettext_lazy("This was decided already. Nothing was changed."),
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("In a sentence or two. Candidates read it on their results."),
    )

    def clean_reason(self) -> str:
        words: str = self.cleaned_data["reason"]
        refused = [one for one in wording.check_text(words) if one.blocks]
        if refused:
            raise ValidationError([str(one) for one in refused])
        return words


@require_safe
@signed_in
def index(request: PersonRequest) -> HttpResponse:
    """What was proposed and done, and the exams in which something may be proposed."""
    if not Unit.objects.visible_to(request.user, LEAD_SITTINGS).exists():
        raise Http404
    found = Regrade.objects.visible_to(request.user).select_related(
        "exam", "version__question", "proposed_by", "decided_by"
    )
    context = {"regrades": found[:100], "exams": regrade_page.exams_of(request.user)}
    return render(request, "assessments/regrades/index.html", context)


def built_or_404(request: PersonRequest, slug: str) -> Exam:
    return get_object_or_404(Exam.objects.built_by(request.user), slug=slug)


@require_safe
@signed_in
def exam(request: PersonRequest, slug: str) -> HttpResponse:
    """The questions that were asked in an exam."""
    built = built_or_404(request, slug)
    context = {"exam": built, "asked": regrade_page.asked_in(built, request.user)}
    return render(request, "assessments/regrades/exam.html", context)


@get_or_post
@signed_in
def question(request: PersonRequest, slug: str, question: UUID, number: int) -> HttpResponse:
    """How to mark a question anew: first what it would do, then the proposal."""
    built = built_or_404(request, slug)
    banks = Bank.objects.visible_to(request.user).order_by().values("pk")
    version = get_object_or_404(
        QuestionVersion.objects.select_related("question__bank"),
        question__key=question,
        number=number,
        question__bank__in=banks,
    )
    others = deciding.other_versions(version)
    asked = request.POST if request.method == "POST" else request.GET
    how = how_in(asked, others)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and how and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            made = deciding.propose(built, version, how, reason=reason, by=request.user)
        except deciding.CannotRegrade as refusal:
            messages.error(request, str(WHY_NOT[type(refusal)]))
            return redirect(request.path)
        messages.success(request, _("Proposed. Somebody else approves or declines it."))
        return redirect("teach_regrade", made.key)
    context: dict[str, Any] = {
        "exam": built,
        "version": version,
        "others": others,
        "ways": ways_for(others),
        "how": how,
        "asked": "way" in asked,
        "form": form,
        "lines": version.kind.key_lines(version.content),
    }
    if how:
        context["run"] = try_dry(built, version, how)
        context["names"] = regrade_page.names_in(context["run"], request.user)
        context["other_lines"] = how.by and how.by.kind.key_lines(how.by.content)
    return render(request, "assessments/regrades/question.html", context)


def ways_for(others: list[QuestionVersion]) -> list[tuple[str, str | Promise]]:
    """Without another approved version there is no other key."""
    return [
        (value, label)
        for value, label in Regrade.Way.choices
        if others or value not in deciding.WITH_KEY
    ]


def how_in(asked: Any, others: list[QuestionVersion]) -> How | None:
    """What was chosen; None while that is not whole, or makes no sense."""
    way = asked.get("way", "")
    if way not in Regrade.Way.values:
        return None
    if way not in deciding.WITH_KEY:
        return How(way)
    by = next((one for one in others if str(one.number) == asked.get("by", "")), None)
    return How(way, by) if by else None


def regrade_or_404(request: PersonRequest, key: UUID) -> Regrade:
    seen = Regrade.objects.visible_to(request.user).select_related(
        "exam__unit", "version__question__bank", "by_version", "proposed_by", "decided_by"
    )
    return get_object_or_404(seen, key=key)


@require_safe
@signed_in
def regrade(request: PersonRequest, key: UUID) -> HttpResponse:
    """What is proposed and what it would do; once it is done, what it did."""
    found = regrade_or_404(request, key)
    how = How(found.way, found.by_version)
    if found.state == State.PROPOSED:
        run = try_dry(found.exam, found.version, how)
    else:
        run = done_by(found)
    other = found.by_version
    context = {
        "regrade": found,
        "exam": found.exam,
        "version": found.version,
        "how": how,
        "run": run,
        "names": regrade_page.names_in(run, request.user),
        "own": found.proposed_by_id == request.user.pk,
        "lines": found.version.kind.key_lines(found.version.content),
        "other_lines": other and other.kind.key_lines(other.content),
    }
    return render(request, "assessments/regrades/regrade.html", context)


@require_POST
@signed_in
def approve(request: PersonRequest, key: UUID) -> HttpResponse:
    found = regrade_or_404(request, key)
    try:
        deciding.approve(found, by=request.user)
    except deciding.CannotRegrade as refusal:
        messages.error(request, str(WHY_NOT[type(refusal)]))
    else:
        messages.success(
            request, _("Approved. It is being done, and those whose result changes are told.")
        )
    return redirect("teach_regrade", key)


@require_POST
@signed_in
def decline(request: PersonRequest, key: UUID) -> HttpResponse:
    found = regrade_or_404(request, key)
    try:
        deciding.decline(found, by=request.user)
    except deciding.NotOpen as refusal:
        messages.error(request, str(WHY_NOT[type(refusal)]))
    else:
        messages.success(request, _("Declined. No result was changed."))
    return redirect("teach_regrade", key)
