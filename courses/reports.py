"""Who is how far in a course, for those who may see it. Answers and notes are in no report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import (
    Count,
    DateTimeField,
    F,
    IntegerField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language

from courses.languages import in_active_language
from courses.models import CoursePage, Enrolment, LessonProgress
from courses.records import lesson_keys
from xinqiao.accounts.models import Assignment, Person, Role, Unit

IDLE_AFTER_DAYS = 14
"""An unfinished course not touched for so long is marked."""


def seats(viewer: Person) -> QuerySet[Assignment]:
    """Where learners whom *viewer* may see belong, in the order of the tree."""
    visible = Unit.objects.visible_to(viewer)
    return Assignment.objects.filter(role=Role.LEARNER, unit__in=visible).order_by("unit__path")


def learners(
    viewer: Person, course: CoursePage, *, unit: Unit | None = None, idle_days: int | None = None
) -> QuerySet[Enrolment]:
    """Active enrolments on *course* of learners whom *viewer* may see, by unit and name.

    Each row carries `unit_name`, `total` and `done` (lessons), `seconds` and `last_at` (last
    touched, or joined). *unit* narrows to a branch of the tree, *idle_days* to those who have
    not finished and not touched the course for so long. Two queries.
    """
    keys = lesson_keys(course)
    allowed = seats(viewer)
    if unit is not None:
        allowed = allowed.filter(unit__path__startswith=unit.path)
    seat = allowed.filter(person=OuterRef("person"))
    touched = (
        LessonProgress.objects.filter(person=OuterRef("person"), lesson_key__in=keys)
        .order_by()
        .values("person")
    )
    rows = (
        Enrolment.objects.on(course)
        .active()
        .filter(person__in=allowed.values("person"))
        .select_related("person")
        .annotate(
            unit_path=Subquery(seat.values("unit__path")[:1]),
            unit_name=Subquery(seat.values(unit_name_field())[:1]),
            total=Value(len(keys)),
            done=counted(touched.annotate(n=Count("done_at"))),
            seconds=counted(touched.annotate(n=Sum("seconds"))),
            last_at=Coalesce(
                Subquery(
                    touched.annotate(n=Max("last_at")).values("n"), output_field=DateTimeField()
                ),
                F("joined_at"),
            ),
        )
        .order_by("unit_path", "person__display_name", "person__username")
    )
    if idle_days is not None:
        since = timezone.now() - timedelta(days=idle_days)
        rows = rows.filter(last_at__lt=since, done__lt=F("total"))
    return rows


def counted(rows: QuerySet) -> Coalesce:
    """The number `n` of the one row that *rows* finds for a person, or 0."""
    return Coalesce(Subquery(rows.values("n"), output_field=IntegerField()), 0)


def unit_name_field() -> str:
    return "unit__name_en" if get_language() == "en" else "unit__name_zh"


@dataclass(slots=True)
class LearnerRow:
    """One learner in a list; `idle_days` is 0 for those who are finished or at work."""

    name: str
    unit: str
    joined_at: datetime
    done: int
    total: int
    seconds: int
    last_at: datetime
    idle_days: int


def learner_rows(enrolments: Iterable[Enrolment], now: datetime) -> Iterator[LearnerRow]:
    """Plain values of enrolments from `learners`, as the page and the file show them."""
    for row in enrolments:
        away = (now - row.last_at).days  # type: ignore[attr-defined]
        finished = row.done >= row.total  # type: ignore[attr-defined]
        yield LearnerRow(
            name=row.person.get_full_name(),
            unit=row.unit_name or "",  # type: ignore[attr-defined]
            joined_at=row.joined_at,
            done=row.done,  # type: ignore[attr-defined]
            total=row.total,  # type: ignore[attr-defined]
            seconds=row.seconds,  # type: ignore[attr-defined]
            last_at=row.last_at,  # type: ignore[attr-defined]
            idle_days=away if away >= IDLE_AFTER_DAYS and not finished else 0,
        )


def units_with_learners(viewer: Person, course: CoursePage) -> list[Unit]:
    """The visible units that have learners on *course*, or stand above such; in tree order.

    Two queries.
    """
    places = Enrolment.objects.on(course).active()
    paths = seats(viewer).filter(person__in=places.values("person")).values_list("unit__path")
    step = Unit.steplen
    wanted = {
        path[:end] for (path,) in paths.distinct() for end in range(step, len(path) + 1, step)
    }
    return [unit for unit in Unit.objects.visible_to(viewer) if unit.path in wanted]


def learner_counts(viewer: Person, course_keys: Iterable[UUID]) -> dict[UUID, int]:
    """By course key, how many active learners *viewer* may see. One query."""
    rows = Enrolment.objects.active().filter(
        course_key__in=list(course_keys), person__in=seats(viewer).values("person")
    )
    return dict(rows.order_by().values_list("course_key").annotate(n=Count("pk")))


def course_in_language(key: UUID) -> CoursePage | None:
    """The published course *key* in the active language, else in any."""
    versions = CoursePage.objects.live().filter(translation_key=key).select_related("locale")
    return in_active_language(versions).get(key)


@dataclass(slots=True)
class CourseRow:
    course: CoursePage
    learners: int


def overview(viewer: Person) -> list[CourseRow]:
    """Every published course with how many of its learners *viewer* may see. Two queries."""
    versions = CoursePage.objects.live().select_related("locale").order_by("path")
    courses = in_active_language(versions)
    counts = learner_counts(viewer, courses)
    return [CourseRow(course, counts.get(key, 0)) for key, course in courses.items()]
