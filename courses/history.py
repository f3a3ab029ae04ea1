"""What a person has done in which lesson and when, also in lessons that are gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language

from courses.languages import in_active_language
from courses.models import LessonOutline, LessonPage, LessonProgress
from xinqiao.accounts.models import Person


@dataclass(slots=True)
class Entry:
    """One lesson; `at` is when it was done, else last touched. `lesson` is None when gone."""

    title: str
    lesson: LessonPage | None
    at: datetime
    done: bool
    seconds: int

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


def history(person: Person, *, limit: int, skip: int = 0) -> list[Entry]:
    """*limit* lessons, newest first, after the *skip* latest ones. Three queries."""
    rows = list(
        LessonProgress.objects.filter(person=person)
        .annotate(moment=Coalesce("done_at", "last_at"))
        .order_by("-moment", "pk")[skip : skip + limit]
    )
    keys = [row.lesson_key for row in rows]
    lessons = in_active_language(
        LessonPage.objects.offered()
        .filter(translation_key__in=keys)
        .select_related("locale")
        .defer("body", "objectives", "sources")
    )
    titles = last_titles(key for key in keys if key not in lessons)
    return [
        Entry(
            title=lessons[row.lesson_key].title
            if row.lesson_key in lessons
            else titles.get(row.lesson_key, ""),
            lesson=lessons.get(row.lesson_key),
            at=row.done_at or row.last_at,
            done=row.done_at is not None,
            seconds=row.seconds,
        )
        for row in rows
    ]


def last_titles(keys: Iterable[UUID]) -> dict[UUID, str]:
    """By lesson key, what the lesson was last called, in the active language where it was.

    One query, none for no keys.
    """
    rows = LessonOutline.objects.filter(lesson_key__in=set(keys))
    titles: dict[UUID, dict[str, str]] = {}
    for lesson_key, language, title in rows.values_list("lesson_key", "language", "title"):
        titles.setdefault(lesson_key, {})[language] = title
    return {
        key: called.get(get_language() or "", next(iter(called.values())))
        for key, called in titles.items()
    }
