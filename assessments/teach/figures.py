"""`teach/exams/…/figures/`: for those who run an exam, how it and its questions did."""

from __future__ import annotations

import csv
import io
import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from assessments import measured
from assessments.models import Exam, ExamFigures, ExamVersion
from assessments.statistics import LEAST
from assessments.tasks import compute_figures_of
from assessments.teach.figures_page import Figure, item_rows, summary
from xinqiao.accounts import audit
from xinqiao.accounts.http import PersonRequest, get_or_post
from xinqiao.common.cells import safe_cell
from xinqiao.operation.outbox import later

AT_ONCE = 300
"""With so many papers computing takes about a second; more is done aside."""

NUMBER = re.compile(r"[0-9]{1,6}")


@require_safe
@never_cache
@login_required
def exams(request: PersonRequest) -> HttpResponse:
    """The exams that the reader runs; to who runs none, the address tells nothing."""
    found = Exam.objects.run_by(request.user).order_by("slug")
    if not found:
        raise Http404
    return render(request, "assessments/figures/exams.html", {"exams": found})


def exam_of(request: PersonRequest, slug: str) -> Exam:
    """Raises Http404 for an exam that the reader does not run."""
    return get_object_or_404(Exam.objects.run_by(request.user), slug=slug)


def chosen_of(
    request: PersonRequest, exam: Exam
) -> tuple[ExamVersion | None, QuerySet[ExamVersion]]:
    """The version that is asked for, else the newest that somebody took; and all of these.

    Raises Http404 for one that nobody took.
    """
    versions = measured.taken().filter(exam=exam).order_by("-number")
    asked = request.GET.get("version") or request.POST.get("version") or ""
    if asked:
        if not NUMBER.fullmatch(asked):
            raise Http404
        return get_object_or_404(versions, number=int(asked)), versions
    return versions.first(), versions


@get_or_post
@never_cache
@login_required
def figures(request: PersonRequest, slug: str) -> HttpResponse:
    """How a version of the exam did; by a POST it is computed anew."""
    exam = exam_of(request, slug)
    version, versions = chosen_of(request, exam)
    if request.method == "POST" and version is not None:
        return compute_now(request, version)
    kept = ExamFigures.objects.filter(version=version).select_related("version__exam").first()
    context = {
        "exam": exam,
        "version": version,
        "versions": versions,
        "figures": kept,
        "summary": summary(kept) if kept else {},
        "rows": item_rows(kept, request.user) if kept and kept.n >= LEAST else [],
        "least": LEAST,
    }
    return render(request, "assessments/figures/figures.html", context)


def compute_now(request: PersonRequest, version: ExamVersion) -> HttpResponse:
    if measured.counted_for(version).count() <= AT_ONCE:
        measured.compute(version)
        messages.success(request, _("The figures are computed."))
    else:
        later(compute_figures_of, version.pk)
        messages.info(request, _("The figures are being computed. Look again in some minutes."))
    address = reverse("exam_figures", args=[version.exam.slug])
    return redirect(f"{address}?version={version.number}")


@require_GET
@never_cache
@login_required
def items_csv(request: PersonRequest, slug: str) -> HttpResponse:
    """The questions with their figures as a file for a spreadsheet. The audit log tells of it."""
    exam = exam_of(request, slug)
    version, _versions = chosen_of(request, exam)
    kept = get_object_or_404(ExamFigures.objects.select_related("version"), version=version)
    lines = csv_lines(kept, request)
    audit.record(
        audit.Action.EXPORTED,
        actor=request.user,
        unit=exam.unit,
        about=audit.About("assessments.exam", str(exam.key), exam.name),
        details={"kind": "assessments.figures", "entries": len(lines) - 1},
    )
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_NONNUMERIC).writerows(
        [safe_cell(cell) for cell in line] for line in lines
    )
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(
        True, f"{exam.slug}-{kept.version.number}-figures.csv"
    )
    return response


def csv_lines(kept: ExamFigures, request: PersonRequest) -> list[list[str | float]]:
    """The head and a line for each question, in the order of the page."""
    head: list[str | float] = [
        _("No."),
        _("Question"),
        _("Version"),
        _("Bank"),
        _("People"),
        _("Facility (%)"),
        _("Standard deviation (%)"),
        _("By guessing (%)"),
        _("Discrimination"),
        _("Discriminative efficiency (%)"),
        _("Effective weight (%)"),
        _("Reliability without it (%)"),
        _("To look at"),
        _("Not told"),
    ]
    lines = [head]
    for row in item_rows(kept, request.user):
        told = [
            row.facility,
            row.deviation,
            row.guess,
            row.discrimination,
            row.efficiency,
            row.weight,
            row.alpha_without,
        ]
        lines.append(
            [
                row.number,
                row.words or _("not in a bank that you see"),
                row.version,
                row.bank,
                row.n,
                *map(cell, told),
                "; ".join(str(flag.name) for flag in row.flags),
                "; ".join(sorted({str(one.why) for one in told if one.value is None and one.why})),
            ]
        )
    return lines


def cell(told: Figure) -> str | float:
    return "" if told.value is None else round(told.value, 2)
