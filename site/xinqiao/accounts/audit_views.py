"""`audit/`: the log of who did what to whom, for data officers and administrators."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import chain
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from xinqiao.accounts import audit
from xinqiao.accounts.audit_words import about_said, actor_said, person_said
from xinqiao.accounts.http import PersonRequest
from xinqiao.accounts.models import Action, AuditEntry, AuditHead, Person, Role
from xinqiao.accounts.models.audit import AuditEntryQuerySet
from xinqiao.common.cells import Echo, safe_cell

PER_PAGE = 50


def may_read(person: Person | AnonymousUser) -> bool:
    """Whether there is a part of the log for *person*. One query."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    return person.is_superuser or person.has_role(Role.DATA_OFFICER)


class FilterForm(forms.Form):
    """Which entries are asked for; all by default."""

    action = forms.ChoiceField(
        label=_("What was done"), choices=[("", _("Everything")), *Action.choices], required=False
    )
    person = forms.CharField(label=_("By or about (user name)"), max_length=254, required=False)
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Please give the day as 2026-01-31.")},
        required=False,
    )

    def clean_person(self) -> Person | None:
        if not (login := self.cleaned_data["person"].strip()):
            return None
        person = Person.objects.called(login).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has an account of this name."), code="nobody")
        return person

    def leaves(self, entries: AuditEntryQuerySet) -> AuditEntryQuerySet:
        """Those of *entries* that are asked for; none if what is asked cannot be."""
        if not self.is_valid():
            return entries.none()
        asked = self.cleaned_data
        if asked["action"]:
            entries = entries.filter(action=asked["action"])
        if asked["person"]:
            entries = entries.concerning(asked["person"])
        if asked["day"]:
            start = timezone.make_aware(datetime.combine(asked["day"], time()))
            entries = entries.filter(moment__gte=start, moment__lt=start + timedelta(days=1))
        return entries


def asked_for(request: PersonRequest) -> tuple[FilterForm, AuditEntryQuerySet]:
    """The filters and the entries they leave. Raises Http404 for those who may read nothing."""
    if not may_read(request.user):
        raise Http404
    form = FilterForm({name: request.GET.get(name, "") for name in FilterForm.base_fields})
    return form, form.leaves(AuditEntry.objects.visible_to(request.user)).with_names()


@require_safe
@never_cache
@login_required
def entries(request: PersonRequest) -> HttpResponse:
    """The newest entries first, by what was done, by person and by day."""
    form, found = asked_for(request)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [row(entry) for entry in page],
        "filtered": any(form.data.values()),
        "head": AuditHead.objects.first(),
    }
    return render(request, "account/audit/entries.html", context)


def row(entry: AuditEntry) -> dict[str, Any]:
    return {
        "sequence": entry.sequence,
        "moment": timezone.localtime(entry.moment),
        "action": entry.get_action_display(),
        "actor": actor_said(entry),
        "person": person_said(entry),
        "unit": entry.unit.name if entry.unit else "",
        "about": about_said(entry),
    }


@require_GET
@never_cache
@login_required
def entries_csv(request: PersonRequest) -> HttpResponseBase:
    """The same list as a file, all pages. That it was taken is an entry of its own."""
    form, found = asked_for(request)
    if not form.is_valid():
        return redirect(f"{reverse('audit')}?{request.GET.urlencode()}")
    taken = audit.record(
        audit.Action.EXPORTED,
        actor=request.user,
        person=form.cleaned_data["person"],
        unit=audit.home_of(request.user),
        about=audit.About("accounts.audit_log", "", ""),
        details={"entries": found.count()},
    )
    lines = csv_lines(found.filter(sequence__lt=taken.sequence))
    return csv_file("audit", lines)


def csv_file(name: str, lines: Iterator[str]) -> StreamingHttpResponse:
    day = timezone.localdate().isoformat()
    response = StreamingHttpResponse(
        chain(["\ufeff"], lines), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    return response


def csv_lines(found: AuditEntryQuerySet) -> Iterator[str]:
    """The lines of the file, read from the database as they are sent."""
    head = [
        _("No."),
        _("When"),
        _("Done by"),
        _("What was done"),
        _("Person"),
        _("Unit"),
        _("What about"),
    ]
    writer = csv.writer(Echo(), quoting=csv.QUOTE_NONNUMERIC)
    yield writer.writerow(map(str, head))
    for entry in found.iterator(chunk_size=500):
        cells = row(entry)
        order = ("actor", "action", "person", "unit", "about")
        moment = cells["moment"].isoformat(timespec="seconds")
        yield writer.writerow(
            [cells["sequence"], moment, *(safe_cell(cells[name]) for name in order)]
        )
