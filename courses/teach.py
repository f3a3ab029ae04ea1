"""`teach/`: for those who may see learners, how far they are."""

from __future__ import annotations

import csv
import re
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
from django.views.decorators.http import require_GET, require_safe

from courses import reports
from courses.kept import KnownCourse, known_course
from courses.models import Enrolment
from courses.reports import Filters
from xinqiao.accounts import audit
from xinqiao.accounts.http import PersonRequest
from xinqiao.accounts.models import Person, Unit
from xinqiao.common.cells import Echo, safe_cell

PER_PAGE = 50
IDLE_CHOICES = [7, 14, 30]


NO_UNIT = "."  # as `?unit=`; no unit is called so
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,50}")


@dataclass
class Selection:
    """A course, the filters as asked for, and the learners they leave."""

    course: KnownCourse
    filters: Filters
    learners: QuerySet[Enrolment]

    @property
    def unit_slug(self) -> str:
        """The unit that is asked for, as the form says it."""
        if self.filters.no_unit:
            return NO_UNIT
        return self.filters.unit.slug if self.filters.unit else ""


def may_teach(request: PersonRequest) -> None:
    """404 for people who see nobody: the address tells them nothing."""
    if not reports.sees_learners(request.user):
        raise Http404


def selection(request: PersonRequest, course_key: UUID) -> Selection:
    """What is asked for. Raises Http404 for an unknown course, or a unit out of sight.

    A course that is gone is there for those who see learners on it.
    """
    may_teach(request)
    course = known_course(course_key)
    if course is None:
        raise Http404
    filters = asked_for(request)
    found = reports.learners(request.user, course, filters)
    if course.page is None and not reports.learners(request.user, course).exists():
        raise Http404
    return Selection(course, filters, found)


def asked_for(request: PersonRequest) -> Filters:
    slug = request.GET.get("unit", "")
    unit = None
    if slug and not (slug == NO_UNIT and request.user.is_superuser):
        visible = Unit.objects.visible_to(request.user)
        unit = visible.filter(slug=slug).first() if SLUG.fullmatch(slug) else None
        if unit is None:
            raise Http404
    idle = request.GET.get("idle", "")
    idle_days = int(idle) if idle in map(str, IDLE_CHOICES) else None
    return Filters(unit, no_unit=slug == NO_UNIT, idle_days=idle_days)


@require_safe
@never_cache
@login_required
def courses(request: PersonRequest) -> HttpResponse:
    """All courses with the number of learners that the reader may see."""
    may_teach(request)
    return render(request, "courses/teach/courses.html", {"rows": reports.overview(request.user)})


@require_safe
@never_cache
@login_required
def learners(request: PersonRequest, course_key: UUID) -> HttpResponse:
    """A course's learners with their progress, by unit and by how long they have been away."""
    chosen = selection(request, course_key)
    page = Paginator(chosen.learners, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "chosen": chosen,
        "course": chosen.course,
        "units": options(request.user, chosen.course),
        "idle_choices": IDLE_CHOICES,
        "page": page,
        "rows": list(reports.learner_rows(page.object_list, timezone.now())),
    }
    return render(request, "courses/teach/learners.html", context)


def options(viewer: Person, course: KnownCourse) -> list[dict[str, Any]]:
    """The units to choose from in tree order, each indented as a `<select>` can show it."""
    units = reports.units_with_learners(viewer, course)
    top = min((unit.depth for unit in units), default=0)
    found = [
        {"slug": unit.slug, "name": "\u3000" * (unit.depth - top) + unit.name} for unit in units
    ]
    if reports.some_without_unit(viewer, course):
        found.append({"slug": NO_UNIT, "name": _("No unit yet")})
    return found


@require_GET
@never_cache
@login_required
def learners_csv(request: PersonRequest, course_key: UUID) -> StreamingHttpResponse:
    """The same list as a file for a spreadsheet, all pages, with the same filters.

    That it was taken stands in the audit log."""
    chosen = selection(request, course_key)
    audit.record(
        audit.Action.EXPORTED,
        actor=request.user,
        unit=chosen.filters.unit or audit.home_of(request.user),
        about=audit.About("courses.learners", str(course_key), chosen.course.title),
        details={"kind": "courses.learners", "entries": chosen.learners.count()},
    )
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
        _("User name"),
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
            row.username,
            row.unit,
            timezone.localdate(row.joined_at).isoformat(),
            row.done,
            row.total,
            row.seconds // 60,
            timezone.localdate(row.last_at).isoformat(),
            row.idle_days or "",
        ]
        yield writer.writerow(map(safe_cell, cells))
