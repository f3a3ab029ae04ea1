"""A friendly word to learners who have been away for a while.

A time away begins with the last thing that a learner did, in any course, and ends with the next.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import DateTimeField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.learning import Place, places
from courses.models import Enrolment, LessonProgress
from xinqiao.accounts.models import Person
from xinqiao.notifications.kinds import ByMail, Kind, in_each_language
from xinqiao.notifications.models import Notice
from xinqiao.notifications.services import KEPT_AFTER_READING, notify

AWAY_AFTER = timedelta(days=7)
TOO_LONG_AGO = KEPT_AFTER_READING
"""Nobody is reminded of what is half a year old; and reminders that old may be forgotten."""


def is_due(last_at: datetime, reminded_at: datetime | None, now: datetime) -> bool:
    """Whether a learner who last did something at *last_at* is to be reminded *now*.

    Once for each time away: not if the last reminder came after that.
    """
    away = AWAY_AFTER <= now - last_at < TOO_LONG_AGO
    return away and (reminded_at is None or reminded_at <= last_at)


def still_away(person: Person, notice: Notice) -> bool:
    """Whether it is still the same time away, and something is left to do."""
    found = learners().filter(pk=person.pk).values_list("last_at", flat=True).first()
    return found is not None and name_of(found) == notice.about and next_step(person) is not None


IDLE = Kind(
    code="idle",
    title=_("A course waits for you"),
    group=_("Learning"),
    headline=_("“%(course)s” is here whenever you are"),
    text=_("All you have done is kept. When you find a quiet moment, go on with “%(lesson)s”."),
    default=ByMail.AT_ONCE,
    still_fits=still_away,
)


def learners() -> QuerySet:
    """People with a place on a course, each with `last_at` and `reminded_at`. One query.

    `last_at` is when they last did something in any lesson, or joined a course.
    """
    own = {"person": OuterRef("pk")}
    return Person.objects.annotate(
        joined_at=latest(Enrolment.objects.active().filter(**own), "joined_at"),
        touched_at=latest(LessonProgress.objects.filter(**own), "last_at"),
        reminded_at=latest(Notice.objects.of_kind(IDLE).filter(**own), "made_at"),
        last_at=Greatest("joined_at", Coalesce("touched_at", "joined_at")),
    ).filter(is_active=True, joined_at__isnull=False)


def latest(rows: QuerySet, moment: str) -> Subquery:
    """The latest *moment* among *rows* of one person."""
    found = rows.order_by().values("person").annotate(latest=Max(moment)).values("latest")
    return Subquery(found, output_field=DateTimeField())


def name_of(last_at: datetime) -> str:
    """A name for the time away that began then."""
    return last_at.isoformat()


def next_step(person: Person, course_key: UUID | None = None) -> Place | None:
    """Where *person* goes on: in the course touched last that is not finished, or in that one."""
    return next(
        (
            place
            for place in places(person)
            if place.next_lesson
            and place.enrolment.left_at is None
            and course_key in (None, place.enrolment.course_key)
        ),
        None,
    )


def remind_the_idle() -> int:
    """Remind each learner who has been away for 7 days, and tell how many there were.

    Safe to run again, and to die in the middle.
    """
    now = timezone.now()
    away = learners().filter(last_at__lte=now - AWAY_AFTER, last_at__gt=now - TOO_LONG_AGO)
    rows = away.order_by("pk").values_list("pk", "last_at", "reminded_at")
    due = {pk: last_at for pk, last_at, reminded in rows if is_due(last_at, reminded, now)}
    people = Person.objects.filter(pk__in=due).order_by("pk")
    return sum(remind(person, due[person.pk]) for person in people.iterator(chunk_size=500))


def remind(person: Person, last_at: datetime) -> bool:
    """Tells whether there was something to remind of."""
    steps = in_each_language(lambda: next_step(person))
    found = {code: step for code, step in steps.items() if step is not None}
    if not found:
        return False
    notify(
        [person],
        IDLE,
        about=name_of(last_at),
        words={
            "course": {code: step.title for code, step in found.items()},
            "lesson": {code: str(step.next_lesson) for code, step in found.items()},
        },
        url_name="go_on",
        url_args=[found[settings.LANGUAGE_CODE].enrolment.course_key],
    )
    return True
