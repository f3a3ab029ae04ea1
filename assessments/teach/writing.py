"""`teach/banks/…/new/…` and `…/edit/`: questions are written and changed in a form."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments import authoring
from assessments.models import QuestionVersion
from assessments.question_types import TYPES
from assessments.teach.bank_lists import Row
from assessments.teach.banks import bank_of, question_of, signed_in, versions_of
from assessments.teach.question_forms import Posted, QuestionForm
from xinqiao.accounts.http import PersonRequest, get_or_post


def writable_bank(request: PersonRequest, slug: str) -> Row:
    """Raises Http404 for a bank where the reader writes nothing."""
    row = bank_of(request, slug)
    if not row.writes:
        raise Http404
    return row


def posted_in(request: PersonRequest) -> Posted | None:
    if request.method != "POST":
        return None
    return Posted(request.POST, request.FILES, request.user)


@get_or_post
@signed_in
def new(request: PersonRequest, slug: str, name: str) -> HttpResponse:
    """A form for a new question of one type."""
    row = writable_bank(request, slug)
    if name not in TYPES:
        raise Http404
    form = QuestionForm(TYPES[name], posted=posted_in(request))
    if form.written:
        version = authoring.write(row.bank, form.written, by=request.user, family=form.family)
        return kept(request, row, version)
    return show(request, row, form)


@get_or_post
@signed_in
def edit(request: PersonRequest, slug: str, key: UUID) -> HttpResponse:
    """The same form with the newest version."""
    row = writable_bank(request, slug)
    before = versions_of(question_of(row, key))[0]
    form = QuestionForm(before.kind, before, posted_in(request))
    if not form.written:
        return show(request, row, form)
    try:
        version = authoring.revise(
            before.question,
            form.written,
            by=request.user,
            based_on=request.POST.get("read", "-"),
            family=form.family,
        )
    except authoring.ChangedMeanwhile:
        return show(request, row, form, changed=True)
    return kept(request, row, version)


def kept(request: PersonRequest, row: Row, version: QuestionVersion) -> HttpResponse:
    if version.status == QuestionVersion.Status.DRAFT:
        messages.success(request, _("Kept as a draft. Hand it in when it is finished."))
    else:
        messages.info(request, _("Nothing was different, so nothing was changed."))
    return redirect("teach_question", slug=row.bank.slug, key=version.question.key)


def show(
    request: PersonRequest, row: Row, form: QuestionForm, *, changed: bool = False
) -> HttpResponse:
    context = {"row": row, "bank": row.bank, "form": form, "changed": changed}
    return render(request, "assessments/teach/write.html", context)
