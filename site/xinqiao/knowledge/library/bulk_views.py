"""`teach/library/`: a folder of resources comes in."""

from __future__ import annotations

from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xinqiao.accounts.http import PersonRequest, get_or_post
from xinqiao.knowledge.library.bulk import folder, sheet, uploads
from xinqiao.knowledge.library.bulk.taking import Outcome
from xinqiao.knowledge.models import ResourceUpload


class FolderForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The folder as a ZIP file"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > folder.MOST_BYTES:
            most = folder.MOST_BYTES // (1024 * 1024)
            raise forms.ValidationError(
                _("This file is too large: up to %(most)s MB.") % {"most": most}
            )
        start = file.read(4)
        file.seek(0)
        if start != b"PK\x03\x04":
            raise forms.ValidationError(_("This is no ZIP file, or it is damaged."))
        return file


def for_writers(view: Any) -> Any:
    """For those who write resources; to all others there is nothing here."""

    @wraps(view)
    @never_cache
    @login_required
    def guarded(request: PersonRequest, *args: Any, **place: Any) -> HttpResponse:
        if not uploads.may_put_up(request.user):
            raise Http404
        return view(request, *args, **place)

    return guarded


@get_or_post
@for_writers
def put_up(request: PersonRequest) -> HttpResponse:
    form = FolderForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        put = uploads.put_up(form.cleaned_data["file"], by=request.user)
        return redirect("library_upload", put.key)
    context = {"form": form, "earlier": ResourceUpload.objects.of(request.user)[:10]}
    return render(request, "knowledge/library/put_up.html", context)


def own(request: PersonRequest, key: UUID) -> ResourceUpload:
    return get_object_or_404(ResourceUpload.objects.of(request.user), key=key)


@require_safe
@for_writers
def upload(request: PersonRequest, key: UUID) -> HttpResponse:
    """What would become of the folder, or what became of it."""
    put = own(request, key)
    counts = put.report.get("counts", {})
    context = {
        "put": put,
        "counts": [(one.label, counts.get(one.value, 0)) for one in Outcome],
        "rows": [
            row | {"said": Outcome(row["outcome"]).label} for row in put.report.get("rows", [])
        ],
        "brings": uploads.brings_something(put),
    }
    return render(request, "knowledge/library/upload.html", context)


@require_POST
@for_writers
def take(request: PersonRequest, key: UUID) -> HttpResponse:
    put = own(request, key)
    try:
        uploads.confirm(put)
    except uploads.NotChecked:
        messages.error(request, _("There is nothing to take in."))
    return redirect("library_upload", put.key)


@require_POST
@for_writers
def discard(request: PersonRequest, key: UUID) -> HttpResponse:
    own(request, key).delete()
    return redirect("library_uploads")


@require_safe
@for_writers
def empty_sheet(request: PersonRequest) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="resources.csv"'}
    return HttpResponse(
        sheet.empty_sheet(), content_type="text/csv; charset=utf-8", headers=headers
    )
