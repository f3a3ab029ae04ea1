"""`teach/banks/…/import/` and `…/export/`: questions from files and into files."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from assessments import imports
from assessments.exchange import FORMATS
from assessments.exchange.base import Export, Format
from assessments.exchange.exporting import items_of
from assessments.models import QuestionImport
from assessments.teach.bank_lists import Row
from assessments.teach.banks import bank_of, signed_in
from assessments.teach.writing import writable_bank
from xinqiao.accounts import audit
from xinqiao.accounts.http import PersonRequest, get_or_post

TEMPLATES = ("xlsx", "csv")
MOST_MB = imports.MOST_BYTES // (1024 * 1024)


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=255,
        allow_empty_file=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.gift,.txt,.xml,.zip"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > imports.MOST_BYTES:
            raise forms.ValidationError(
                _("This file is too large: up to %(most)s MB.") % {"most": MOST_MB}
            )
        beginning = file.read(4000)
        file.seek(0)
        self.format = imports.format_in(file.name or "", beginning)
        if not self.format:
            raise forms.ValidationError(
                _("Questions come from files that end in .xlsx, .csv, .gift, .txt, .xml or .zip.")
            )
        return file


@get_or_post
@signed_in
def put_up(request: PersonRequest, slug: str) -> HttpResponse:
    """A file is chosen; then it is checked aside."""
    row = writable_bank(request, slug)
    posted = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if posted else FileForm()
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        put = imports.put_up(
            row.bank, name=file.name, content=file.read(), format_=form.format, by=request.user
        )
        return redirect("teach_import", slug=slug, key=put.key)
    context = {
        "row": row,
        "bank": row.bank,
        "form": form,
        "most": MOST_MB,
        "templates": [FORMATS[name] for name in TEMPLATES],
        "earlier": QuestionImport.objects.of(request.user).filter(bank=row.bank).defer("content"),
    }
    return render(request, "assessments/teach/put_up.html", context)


def import_of(request: PersonRequest, row: Row, key: UUID) -> QuestionImport:
    """Raises Http404 for one that somebody else put up."""
    found = QuestionImport.objects.of(request.user).filter(bank=row.bank).defer("content")
    return get_object_or_404(found, key=key)


@require_safe
@signed_in
def seen(request: PersonRequest, slug: str, key: UUID) -> HttpResponse:
    """How far it is, and what would become or became of each question."""
    row = writable_bank(request, slug)
    put = import_of(request, row, key)
    context = {
        "row": row,
        "bank": row.bank,
        "put": put,
        "format": FORMATS[put.format],
        "read": imports.read_so_far(put) if put.works else 0,
    }
    return render(request, "assessments/teach/import.html", context)


@require_POST
@signed_in
def confirm(request: PersonRequest, slug: str, key: UUID) -> HttpResponse:
    put = import_of(request, writable_bank(request, slug), key)
    try:
        imports.confirm(put)
    except imports.NotChecked:
        messages.error(request, _("There is nothing here that could be taken in."))
    return redirect("teach_import", slug=slug, key=key)


@require_POST
@signed_in
def discard(request: PersonRequest, slug: str, key: UUID) -> HttpResponse:
    import_of(request, writable_bank(request, slug), key).delete()
    messages.success(request, _("The file is deleted. Nothing was taken in from it."))
    return redirect("teach_put_up", slug=slug)


@require_safe
@signed_in
def template(request: PersonRequest, slug: str, name: str) -> HttpResponse:
    """An empty table with all headings, to be filled."""
    writable_bank(request, slug)
    if name not in TEMPLATES:
        raise Http404
    return as_file(FORMATS[name], FORMATS[name].write([]), _("questions"))


@require_safe
@signed_in
def export(request: PersonRequest, slug: str, name: str) -> HttpResponse:
    """All questions of the bank in one file. The audit log tells of it."""
    bank = bank_of(request, slug).bank
    if name not in FORMATS:
        raise Http404
    exported = FORMATS[name].write(items_of(bank))
    audit.record(
        audit.Action.EXPORTED,
        actor=request.user,
        unit=bank.unit,
        about=audit.About("assessments.bank", bank.slug, bank.name),
        details={"kind": "assessments.questions", "entries": exported.written},
    )
    if exported.refused:
        messages.warning(request, left_out(exported))
    return as_file(FORMATS[name], exported, slug)


def left_out(exported: Export) -> str:
    """Which questions are not in the file, and why."""
    count = len(exported.refused)
    head = ngettext(
        "%(n)s question could not be written in this format:",
        "%(n)s questions could not be written in this format:",
        count,
    ) % {"n": count}
    first = "; ".join(f"{row.title} – {row.reason}" for row in exported.refused[:5])
    return f"{head} {first}{' …' if count > 5 else ''}"


def as_file(format_: Format, exported: Export, name: str) -> HttpResponse:
    response = HttpResponse(exported.content, content_type=format_.media_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}{format_.extension}")
    return response
