"""Where a learner stands: on one course, and on all of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import cached_property

from courses.kept import kept_lesson_keys, kept_titles
from courses.languages import in_active_language
from courses.models import CoursePage, Enrolment, LessonPage, LessonProgress, ModulePage
from courses.progress import go_on_with
from courses.records import lesson_keys_by_page, progress_by_lesson
from courses.rules import place_to_go_on
from courses.structure import Part, lessons_of, parts_of
from xinqiao.accounts.models import Person


class Standing:
    """What follows from the lessons of a course and a person's progress in them."""

    course: CoursePage | None
    keys: list[UUID]
    progress: dict[UUID, LessonProgress]
    next_lesson: LessonPage | None

    @cached_property
    def done_keys(self) -> set[UUID]:
        return {key for key, row in self.progress.items() if row.done_at is not None}

    @property
    def done(self) -> int:
        """How many lessons are done."""
        return len(self.done_keys)

    @property
    def total(self) -> int:
        return len(self.keys)

    @property
    def finished(self) -> bool:
        return bool(self.keys) and self.done == self.total

    @property
    def seconds(self) -> int:
        """Time spent in the lessons of the course."""
        return sum(row.seconds for row in self.progress.values())

    @cached_property
    def last_at(self) -> datetime | None:
        """When one of the lessons was last touched."""
        return max((row.last_at for row in self.progress.values()), default=None)

    @cached_property
    def next_key(self) -> UUID | None:
        """The lesson to go on with, or None when all are done."""
        return go_on_with(
            self.keys,
            done=self.done_keys,
            touched={key: row.last_at for key, row in self.progress.items()},
            in_order=self.course is not None and self.course.in_order,
        )

    @cached_property
    def place_in_next(self) -> str:
        """The anchor in the lesson to go on with, "" for its top. One query if its body is unread."""
        if self.next_key is None or self.next_lesson is None:
            return ""
        return place_to_go_on(self.next_lesson, self.progress.get(self.next_key))


@dataclass
class LessonPlace:
    """A lesson among the others of its course."""

    part: Part
    lesson: LessonPage
    previous: LessonPage | None
    following: LessonPage | None


@dataclass
class Learning(Standing):
    """One course as one reader sees it: its parts, and how far the reader is."""

    course: CoursePage
    parts: list[Part]
    enrolment: Enrolment | None
    progress: dict[UUID, LessonProgress]

    @cached_property
    def lessons(self) -> list[LessonPage]:
        return lessons_of(self.parts)

    @cached_property
    def keys(self) -> list[UUID]:  # type: ignore[override]
        return [lesson.translation_key for lesson in self.lessons]

    @property
    def enrolled(self) -> bool:
        return self.enrolment is not None

    def is_done(self, lesson: LessonPage) -> bool:
        return lesson.translation_key in self.done_keys

    @cached_property
    def next_lesson(self) -> LessonPage | None:  # type: ignore[override]
        """Where to go on, or None when all is done."""
        return next(
            (lesson for lesson in self.lessons if lesson.translation_key == self.next_key), None
        )

    @cached_property
    def gate(self) -> LessonPage | None:
        """The unfinished lesson that keeps all later ones closed, if the course goes in order.

        For whoever has not joined that is the first one: nobody reads less for having joined.
        """
        if not self.course.in_order:
            return None
        return next((lesson for lesson in self.lessons if not self.is_done(lesson)), None)

    @cached_property
    def locked(self) -> set[int]:
        """Ids of the lessons that stay closed until the one at the gate is done."""
        if self.gate is None:
            return set()
        later = self.lessons[self.lessons.index(self.gate) + 1 :]
        return {lesson.pk for lesson in later if not self.is_done(lesson)}

    def opened_by(self, lesson: LessonPage) -> LessonPage | None:
        """The unfinished lesson that keeps *lesson* locked, or None when it is open."""
        return self.gate if lesson.pk in self.locked else None

    def place_of(self, lesson: LessonPage) -> LessonPlace:
        """Where *lesson* stands in the course. A draft, seen in the editor, stands apart."""
        position = next((i for i, other in enumerate(self.lessons) if other.pk == lesson.pk), None)
        if position is None:
            module = ModulePage.objects.ancestor_of(lesson).get()
            return LessonPlace(Part(len(self.parts) + 1, module, [lesson]), lesson, None, None)
        return LessonPlace(
            part=next(part for part in self.parts if self.lessons[position] in part.lessons),
            lesson=self.lessons[position],
            previous=self.lessons[position - 1] if position else None,
            following=next(iter(self.lessons[position + 1 :]), None),
        )


def learning(person: Person | AnonymousUser, course: CoursePage) -> Learning:
    """How far *person* is on *course*. Four queries, for any number of lessons."""
    parts = parts_of(course)
    if not isinstance(person, Person):
        return Learning(course, parts, None, {})
    enrolment = Enrolment.objects.of(person).on(course).active().first()
    keys = [lesson.translation_key for lesson in lessons_of(parts)]
    return Learning(course, parts, enrolment, progress_by_lesson(person, keys))


@dataclass
class Place(Standing):
    """One of a person's courses, as a line on `my/`; `course` is None when its page is gone."""

    enrolment: Enrolment
    course: CoursePage | None
    title: str
    keys: list[UUID]
    progress: dict[UUID, LessonProgress]
    next_lesson: LessonPage | None = None

    @property
    def touched_at(self) -> datetime:
        """When the course was last touched, or joined."""
        return self.last_at or self.enrolment.joined_at


def places(person: Person) -> list[Place]:
    """All courses of *person*, the one touched last first.

    Five queries, however many, and up to three more when some are gone.
    """
    enrolments = list(Enrolment.objects.of(person))
    courses = in_active_language(
        CoursePage.objects.live()
        .filter(translation_key__in=[enrolment.course_key for enrolment in enrolments])
        .select_related("locale")
        .defer("outcomes")
    )
    offered = lesson_keys_by_page(courses.values())
    gone = {place.course_key for place in enrolments} - courses.keys()
    titles, kept = kept_titles(gone), kept_lesson_keys(gone) if gone else {}
    progress = progress_by_lesson(person, chain(*offered.values(), *kept.values()))
    found = []
    for enrolment in enrolments:
        key, course = enrolment.course_key, courses.get(enrolment.course_key)
        keys = offered[course.pk] if course else kept[key]
        rows = {key: progress[key] for key in keys if key in progress}
        found.append(Place(enrolment, course, course.title if course else titles[key], keys, rows))
    lessons = in_active_language(
        LessonPage.objects.offered()
        .filter(translation_key__in=[place.next_key for place in found if place.course])
        .select_related("locale")
        .defer("objectives", "sources")
    )
    for place in found:
        if place.course and place.next_key:
            place.next_lesson = lessons.get(place.next_key)
    return sorted(found, key=lambda place: place.touched_at, reverse=True)
