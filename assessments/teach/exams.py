"""`teach/exams/`: for those who build exams, their rules, the check before they are brought out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import building
from assessments.models import Exam, ExamVersion, Sitting
from assessments.models.exams import BUILD_EXAMS
from assessments.publishing import NotFit
from assessments.question_types.faults import Faulty
from assessments.teach.banks import signed_in
from assessments.teach.exam_forms import ExamForm, NamesForm
from assessments.teach.exam_said import rules_said
from assessments.teach.plan_form import DEFAULTS, PlanForm
from assessments.teach.plan_shown import shown
from xinqiao.accounts.http import PersonRequest, get_or_post
from xinqiao.accounts.models import Unit
from xinqiao.joining.forms import posted


@get_or_post
@signed_in
def exams(request: PersonRequest) -> HttpResponse:
    """What the reader builds or runs, and a form for another one; to others there is nothing."""
    found = Exam.objects.run_by(request.user).select_related("unit").prefetch_related("versions")
    builds = Unit.objects.visible_to(request.user, BUILD_EXAMS).exists()
    if not builds and not found:
        raise Http404
    form = ExamForm(posted(request), builder=request.user) if builds else None
    if form and form.is_valid():
        exam = form.save()
        messages.success(request, _("Now say which questions it asks, and by which rules."))
        return redirect("teach_rules", slug=exam.slug)
    rows = [
        {
            "exam": exam,
            "draft": next((one for one in exam.versions.all() if not one.published_at), None),
            "published": [one.number for one in exam.versions.all() if one.published_at][-1:],
        }
        for exam in found.order_by("unit__path", "slug")
    ]
    return render(request, "assessments/exams/list.html", {"rows": rows, "form": form})


def run_exam(request: PersonRequest, slug: str) -> Exam:
    """Raises Http404 for an exam that the reader does not run."""
    return get_object_or_404(Exam.objects.run_by(request.user).select_related("unit"), slug=slug)


def built_exam(request: PersonRequest, slug: str) -> Exam:
    """Raises Http404 for an exam that the reader does not build."""
    return get_object_or_404(Exam.objects.built_by(request.user).select_related("unit"), slug=slug)


def builds(request: PersonRequest, exam: Exam) -> bool:
    return Exam.objects.built_by(request.user).filter(pk=exam.pk).exists()


@get_or_post
@signed_in
def exam(request: PersonRequest, slug: str) -> HttpResponse:
    """An exam with its draft and what it lacks, its versions and its sittings."""
    asked = run_exam(request, slug)
    may_build = builds(request, asked)
    if request.method == "POST" and not may_build:
        raise Http404
    names = NamesForm(posted(request), instance=asked) if may_build else None
    if names and names.is_valid():
        names.save()
        messages.success(request, _("The names are changed."))
        return redirect("teach_exam", slug=slug)
    versions = list(asked.versions.select_related("published_by").order_by("-number"))
    published = [version for version in versions if version.published_at]
    context: dict[str, Any] = {
        "exam": Exam.objects.get(pk=asked.pk),
        "may_build": may_build,
        "names": names,
        "published": published,
        "said": rules_said(published[0].plan) if published else [],
        "sittings": Sitting.objects.led_by(request.user)
        .filter(exam=asked)
        .select_related("unit")
        .order_by("-opens_at", "-pk"),
    }
    if may_build and versions and not versions[0].published_at:
        context |= about_draft(request, versions[0])
    return render(request, "assessments/exams/exam.html", context)


def about_draft(request: PersonRequest, draft: ExamVersion) -> dict[str, Any]:
    plan = draft.plan
    return {
        "draft": draft,
        "draft_said": rules_said(plan),
        "read": building.read_mark(draft),
        "problems": building.problems_for(plan, request.user),
    }


@get_or_post
@signed_in
def rules(request: PersonRequest, slug: str) -> HttpResponse:
    """The rules as one form: each of its buttons sends all that was typed."""
    asked = built_exam(request, slug)
    newest = building.newest_of(asked)
    form = PlanForm(request.user, newest.data if newest else DEFAULTS, posted(request))
    context = {"exam": asked, "newest": newest, "form": form, "read": building.read_mark(newest)}
    if form.posted is not None:
        context["read"] = form.posted.get("read", "")
        if form.keeps:
            refused = keep(form, asked)
            if not refused:
                messages.success(request, _("Kept as a draft."))
                return redirect("teach_exam", slug=slug)
            context |= refused
    return render(request, "assessments/exams/rules.html", {**context, **shown(form)})


def keep(form: PlanForm, asked: Exam) -> dict[str, Any]:
    """Keep what the form says; why it was not kept, if it was not."""
    data, based_on = form.data, form.posted.get("read", "") if form.posted else ""
    if data is None:
        return {"refused": True}
    try:
        building.keep_draft(asked, data, based_on=based_on)
    except Faulty as faulty:
        form.faults = faulty.faults
        return {"refused": True}
    except building.ChangedMeanwhile:
        return {"changed": True, "read": building.read_mark(building.newest_of(asked))}
    return {}


@require_safe
@signed_in
def version(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """The rules of one published version, for reading."""
    asked = run_exam(request, slug)
    published = asked.versions.filter(published_at__isnull=False)
    found = get_object_or_404(published.select_related("published_by"), number=number)
    form = PlanForm(request.user, found.data)
    context = {"exam": asked, "version": found, "form": form, "said": rules_said(found.plan)}
    return render(request, "assessments/exams/version.html", {**context, **shown(form)})


@require_POST
@signed_in
def publish(request: PersonRequest, slug: str) -> HttpResponse:
    asked = built_exam(request, slug)
    try:
        building.bring_out(asked, by=request.user, based_on=request.POST.get("read", ""))
    except building.NoDraft:
        messages.error(request, _("There is no draft any more. Nothing was changed."))
    except building.ChangedMeanwhile:
        changed = _("The rules were changed meanwhile. Please read them again.")
        messages.error(request, changed)
    except NotFit:
        messages.error(request, _("Not published: the check below says what is missing."))
    else:
        messages.success(request, _("Published. Who begins from now on gets these rules."))
    return redirect("teach_exam", slug=slug)


@require_POST
@signed_in
def drop(request: PersonRequest, slug: str) -> HttpResponse:
    building.drop_draft(built_exam(request, slug))
    messages.success(request, _("The draft is thrown away."))
    return redirect("teach_exam", slug=slug)
