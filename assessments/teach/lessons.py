"""The lessons that a question can lead to, as a form offers them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.models import CoursePage, LessonPage


def lesson_choices(kept: UUID | None) -> list[tuple[str, Any]]:
    """By course; *kept* is among them, also where it has no page in the reader's language.

    Two queries.
    """
    pages = {"locale__language_code": get_language()}
    courses = {page.path: page.title for page in CoursePage.objects.live().filter(**pages)}
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    known = set()
    for lesson in LessonPage.objects.live().filter(**pages).order_by("path"):
        course = next(
            (words for path, words in courses.items() if lesson.path.startswith(path)), ""
        )
        groups[course].append((str(lesson.translation_key), lesson.title))
        known.add(lesson.translation_key)
    choices: list[tuple[str, Any]] = [("", _("none")), *groups.items()]
    if kept and kept not in known:
        choices.insert(1, (str(kept), _("the one it leads to now, not shown in this language")))
    return choices
