"""`teach/`: for those who may see learners, how far they are."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from courses import reports
from courses.models import CoursePage, Enrolment
from xinqiao.accounts.http import PersonRequest
from xinqiao.accounts.models import Unit
from xinqiao.common.cells import Echo, safe_cell

PER_PAGE = 50
IDLE_CHOICES = [7, 14, 30]


@dataclass
class Selection:
    """A course, the filters as asked for, and the learners they leave."""

    course: CoursePage
    unit: Unit | None
    idle_days: int | None
    learners: QuerySet[Enrolment]


def may_teach(request: PersonRequest) -> None:
    """404 for people who see nobody: the address tells them nothing."""
    if not Unit.objects.visible_to(request.user).exists():
        raise Http404


def selection(request: PersonRequest, course_key: UUID) -> Selection:
    """What is asked for. Raises Http404 for an unknown course, or a unit out of sight."""
    may_teach(request)
    course = reports.course_in_language(course_key)
    if course is None:
        raise Http404
    slug = request.GET.get("unit", "")
    unit = Unit.objects.visible_to(request.user).filter(slug=slug).first() if slug else None
    if slug and unit is None:
        raise Http404
    idle = request.GET.get("idle", "")
    idle_days = int(idle) if idle in map(str, IDLE_CHOICES) else None
    found = reports.learners(request.user, course, unit=unit, idle_days=idle_days)
    return Selection(course, unit, idle_days, found)


@never_cache
@login_required
def courses(request: PersonRequest) -> HttpResponse:
    """All courses with the number of learners that the reader may see."""
    may_teach(request)
    return render(request, "courses/teach/courses.html", {"rows": reports.overview(request.user)})


@never_cache
@login_required
def learners(request: PersonRequest, course_key: UUID) -> HttpResponse:
    """A course's learners with their progress, by unit and by how long they have been away."""
    chosen = selection(request, course_key)
    page = Paginator(chosen.learners, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "chosen": chosen,
        "course": chosen.course,
        "units": options(reports.units_with_learners(request.user, chosen.course)),
        "idle_choices": IDLE_CHOICES,
        "page": page,
        "rows": list(reports.learner_rows(page.object_list, timezone.now())),
    }
    return render(request, "courses/teach/learners.html", context)


def options(units: list[Unit]) -> list[dict[str, Any]]:
    """*units* in tree order, each with an indentation that a `<select>` can show."""
    top = min((unit.depth for unit in units), default=0)
    return [
        {"slug": unit.slug, "name": "\u3000" * (unit.depth - top) + unit.name} for unit in units
    ]


@never_cache
@login_required
def learners_csv(request: PersonRequest, course_key: UUID) -> StreamingHttpResponse:
    """The same list as a file for a spreadsheet, all pages, with the same filters."""
    chosen = selection(request, course_key)
    day = timezone.localdate().isoformat()
    response = StreamingHttpResponse(
        chain(["\ufeff"], csv_lines(chosen.learners)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(
        True, f"{chosen.course.slug}-{day}.csv"
    )
    return response


def csv_lines(found: QuerySet[Enrolment]) -> Iterator[str]:
    """The lines of the file, read from the database as they are sent."""
    head = [
        _("Learner"),
        _("Unit"),
        _("Joined"),
        _("Lessons done"),
        _("Lessons"),
        _("Minutes"),
        _("Last active"),
        _("Days without activity"),
    ]
    writer = csv.writer(Echo(), quoting=csv.QUOTE_NONNUMERIC)
    yield writer.writerow(map(safe_cell, head))
    for row in reports.learner_rows(found.iterator(chunk_size=500), timezone.now()):
        cells = [
            row.name,
            row.unit,
            timezone.localdate(row.joined_at).isoformat(),
            row.done,
            row.total,
            row.seconds // 60,
            timezone.localdate(row.last_at).isoformat(),
            row.idle_days or "",
        ]
        yield writer.writerow(map(safe_cell, cells))
