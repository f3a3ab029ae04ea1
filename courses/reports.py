"""Who is how far in a course, for those who may see it. Answers and notes are in no report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
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
from django.utils.translation import gettext as _

from courses.kept import KnownCourse, kept_titles, offered_courses
from courses.models import Enrolment, LessonProgress
from courses.models.enrolments import EnrolmentQuerySet
from xinqiao.accounts.models import Assignment, Person, Role, Unit

IDLE_AFTER_DAYS = 7
"""An unfinished course not touched for so long is marked."""


def sees_learners(viewer: Person | AnonymousUser) -> bool:
    """Whether there are units whose learners *viewer* may see, or all there are."""
    return viewer.is_superuser or Unit.objects.visible_to(viewer).exists()


def seats(viewer: Person) -> QuerySet[Assignment]:
    """Where learners whom *viewer* may see belong, in the order of the tree."""
    visible = Unit.objects.visible_to(viewer)
    return Assignment.objects.filter(role=Role.LEARNER, unit__in=visible).order_by("unit__path")


def places(viewer: Person) -> EnrolmentQuerySet:
    """Active enrolments of learners whom *viewer* may see: for an administrator, of everybody."""
    active = Enrolment.objects.active()
    return active if viewer.is_superuser else active.filter(person__in=people(seats(viewer)))


def people(found: QuerySet[Assignment]) -> QuerySet:
    return found.order_by().values("person")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which learners of a course are asked for; all by default."""

    unit: Unit | None = None
    """A branch of the tree."""
    no_unit: bool = False
    """Those who belong to no unit. Only administrators see any."""
    idle_days: int | None = None
    """Those who have not finished and not touched the course for so long."""


def learners(
    viewer: Person, course: KnownCourse, filters: Filters = Filters()
) -> QuerySet[Enrolment]:
    """Active enrolments on *course* of learners whom *viewer* may see, by unit and name.

    Each row carries `unit_name`, `total` and `done` (lessons), `seconds` and `last_at` (last
    touched, or joined). Two queries.
    """
    keys = course.lesson_keys()
    allowed = seats(viewer)
    found = places(viewer).filter(course_key=course.key)
    if filters.no_unit:
        found = found.exclude(person__in=people(allowed))
    elif filters.unit is not None:
        allowed = allowed.filter(unit__path__startswith=filters.unit.path)
        found = found.filter(person__in=people(allowed))
    seat = allowed.filter(person=OuterRef("person"))
    touched = (
        LessonProgress.objects.filter(person=OuterRef("person"), lesson_key__in=keys)
        .order_by()
        .values("person")
    )
    rows = (
        found.select_related("person")
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
        .order_by(F("unit_path").asc(nulls_last=True), "person__display_name", "person__username")
    )
    if filters.idle_days is not None:
        since = timezone.now() - timedelta(days=filters.idle_days)
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
    username: str
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
            username=row.person.username,
            unit=row.unit_name or _("No unit yet"),  # type: ignore[attr-defined]
            joined_at=row.joined_at,
            done=row.done,  # type: ignore[attr-defined]
            total=row.total,  # type: ignore[attr-defined]
            seconds=row.seconds,  # type: ignore[attr-defined]
            last_at=row.last_at,  # type: ignore[attr-defined]
            idle_days=away if away >= IDLE_AFTER_DAYS and not finished else 0,
        )


def units_with_learners(viewer: Person, course: KnownCourse) -> list[Unit]:
    """The visible units that have learners on *course*, or stand above such; in tree order.

    Two queries.
    """
    taking = Enrolment.objects.active().filter(course_key=course.key)
    paths = seats(viewer).filter(person__in=taking.values("person")).values_list("unit__path")
    step = Unit.steplen
    wanted = {
        path[:end] for (path,) in paths.distinct() for end in range(step, len(path) + 1, step)
    }
    return [unit for unit in Unit.objects.visible_to(viewer) if unit.path in wanted]


def some_without_unit(viewer: Person, course: KnownCourse) -> bool:
    """Whether *viewer* sees learners on *course* who belong to no unit. Up to one query."""
    taking = places(viewer).filter(course_key=course.key)
    return viewer.is_superuser and taking.exclude(person__in=people(seats(viewer))).exists()


@dataclass(slots=True)
class CourseRow:
    course: KnownCourse
    learners: int


def overview(viewer: Person) -> list[CourseRow]:
    """Every published course with how many of its learners *viewer* may see.

    Then those no longer offered that such learners are on. Up to four queries.
    """
    taking = places(viewer).order_by().values_list("course_key")
    counts = dict(taking.annotate(n=Count("pk")))
    courses = offered_courses()
    rows = [CourseRow(course, counts.pop(key, 0)) for key, course in courses.items()]
    gone = sorted((title, str(key), key) for key, title in kept_titles(counts).items())
    rows += [CourseRow(KnownCourse(key, title, None), counts[key]) for title, _order, key in gone]
    return rows
