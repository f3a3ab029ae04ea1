"""What a course or a lesson has in common in all languages, kept alike when one is published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.counterparts import Item, alone, items_of
from courses.models import CoursePage, LessonPage
from courses.outlines import record_outline
from xinqiao.accounts.models import Person
from xinqiao.review.services import record_version

P = TypeVar("P", CoursePage, LessonPage)

OF_COURSES = [
    "in_order",
    "audiences",
    "topics",
    "level",
    "track",
    "hours_online",
    "hours_on_site",
    "trainers",
    "picture",
]
OF_LESSONS = ["minutes", "must_see", "must_check", "must_reflect", "topics", "competences"]


def shared_by(page: CoursePage | LessonPage) -> list[str]:
    """Names of the fields of *page* that hold in all languages.

    Closing is handed on, opening is not: an old draft could open what was closed meanwhile.
    """
    if isinstance(page, LessonPage):
        return OF_LESSONS
    return [*OF_COURSES, "access"] if page.access == CoursePage.Access.ENROLLED else OF_COURSES


@transaction.atomic
def hand_on(page: P, editor: Person) -> list[P]:
    """Give what readers see of *page* to its versions in other languages, and to their drafts.

    The versions that differed. Words, and what only a draft says, stay where they are.
    """
    page = type(page).objects.get(pk=page.pk)
    if not page.live:
        return []
    return [other for other in page.get_translations() if receive(other, page, editor)]


def unlike(page: P) -> list[P]:
    """The versions in other languages that would differ if *page* were published as it is."""
    names = shared_by(page)
    return [
        other
        for other in page.get_translations()
        if any(value_of(page, name) != value_of(other, name) for name in names)
    ]


def receive(other: P, page: P, editor: Person) -> bool:
    """Give *other* what it has to share with *page*. Tells whether anything differed."""
    names = shared_by(page)
    ahead = other.live and other.has_unpublished_changes
    rewritten = ahead and give(page, other, names)
    if rewritten:
        other.save(clean=False)  # type: ignore[call-arg]
        if isinstance(other, LessonPage):
            record_outline(other)
        record_version(other, other.live_revision, at=timezone.now())
    draft = other.get_latest_revision_as_object()
    if not give(page, draft, names):
        return rewritten
    revision = draft.save_revision(user=editor, clean=False)
    if other.live and not ahead:
        revision.publish()  # its words are approved already
    return True


def give(page: P, other: P, names: list[str]) -> bool:
    """Set the fields *names* of *other* as *page* has them; whether any differed."""
    unlike = [name for name in names if value_of(page, name) != value_of(other, name)]
    for name in unlike:
        if page._meta.get_field(name).many_to_many:
            getattr(other, name).set(getattr(page, name).all())
        else:
            setattr(other, name, getattr(page, name))
    return bool(unlike)


def value_of(page: P, name: str) -> Any:
    """To be compared: for a relation to many, the keys of the others."""
    if page._meta.get_field(name).many_to_many:
        return {row.pk for row in getattr(page, name).all()}
    return getattr(page, name)


def problems(page: CoursePage | LessonPage) -> Iterator[str]:
    """What does not fit between *page* and its published versions in other languages, in words."""
    for other in page.get_translations().filter(live=True).select_related("locale"):
        language = other.locale.get_display_name()
        if isinstance(page, LessonPage):
            yield from unmatched(items_of(page.body), items_of(other.body), language)
        elif page.access == CoursePage.Access.OPEN and other.access != page.access:
            yield _(
                "The version in the other language ({language}) is for enrolled people only, and "
                "so is this one until you open that one too."
            ).format(language=language)


def unmatched(mine: list[Item], theirs: list[Item], language: str) -> Iterator[str]:
    """Names the questions that one language asks and the other does not."""
    here, there = quoted(alone(mine, theirs)), quoted(alone(theirs, mine))
    if here:
        yield _(
            "Asked here, but without a counterpart in the other language ({language}): {words}"
        ).format(language=language, words=here)
    if there:
        yield _(
            "Asked in the other language ({language}), but without a counterpart here: {words}"
        ).format(language=language, words=there)
    if here or there:
        yield _(
            "Who answers partly in one language and partly in the other may never finish this "
            "lesson. Give both versions the same questions in the same order; a question that is "
            "there already in both: delete it here, add it again and publish."
        )


def quoted(items: list[Item]) -> str:
    return " ".join(f"“{item.words}”" for item in items)
