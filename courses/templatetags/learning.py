"""What the pages of a course ask about their reader."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import template
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page

from courses import catalogue, learning, structure
from courses.models import CoursePage, LessonPage, LessonProgress, ModulePage, Reflection
from courses.models.pages import ACADEMIC_HOUR_MINUTES
from courses.notes import notes_in
from courses.progress import is_right
from courses.rules import rules_of
from courses.services import missing_prerequisites, prerequisites
from xinqiao.accounts.models import Person

register = template.Library()


@register.simple_tag(takes_context=True)
def learning_of(context: template.Context, page: CoursePage | LessonPage) -> learning.Learning:
    """How far the reader is on the course of *page*."""
    request: HttpRequest = context["request"]
    if hasattr(request, "learning"):
        return request.learning
    course = page if isinstance(page, CoursePage) else CoursePage.objects.ancestor_of(page).get()
    return learning.learning(request.user, course)


@register.simple_tag(takes_context=True)
def course_cards(context: template.Context, limit: int | None = None) -> list[catalogue.Card]:
    """The courses in the reader's language, with the reader's progress."""
    courses = (
        CoursePage.objects.live()
        .in_language(get_language())
        .select_related("level", "locale")
        .prefetch_related("audiences")
        .order_by("path")
        .defer("outcomes")
    )
    return catalogue.cards(list(courses[:limit] if limit else courses), context["request"].user)


@register.filter
def any_joined(cards: list[catalogue.Card]) -> bool:
    """Whether the reader is on one of these courses."""
    return any(card.enrolled for card in cards)


@register.simple_tag(takes_context=True)
def first_missing(context: template.Context, course: CoursePage) -> list[CoursePage]:
    """The courses that the reader has to finish before *course*."""
    user = context["request"].user
    return missing_prerequisites(user, course) if isinstance(user, Person) else []


@register.simple_tag
def required_courses(course: CoursePage) -> list[CoursePage]:
    """The courses to finish before *course*, as far as they are published."""
    return prerequisites(course)


@register.simple_tag
def beside_lessons(course: CoursePage) -> list[Page]:
    """What stands below the modules of *course* beside its lessons."""
    return structure.beside_lessons(course)


@register.filter
def in_module(pages: Any, module: ModulePage) -> list[Page]:
    """Those of *pages* that stand below *module*."""
    return [page for page in pages or () if page.path.startswith(module.path)]


@register.simple_tag(takes_context=True)
def notes_of(context: template.Context, lesson: LessonPage) -> dict[str, Reflection]:
    """The reader's own reflections in *lesson*, by prompt."""
    user = context["request"].user
    if not isinstance(user, Person):
        return {}
    notes = notes_in(user.pk, [lesson.translation_key])
    return {item: note for (_lesson, item), note in notes.items()}


@register.simple_tag(takes_context=True)
def answered(context: template.Context, key: str, check: Any) -> dict[str, Any] | None:
    """The answer to question *key* that a page without scripts was asked to judge, if any."""
    query = context["request"].GET
    if query.get("check") != key or not query.getlist("choice"):
        return None
    choice = query.getlist("choice")
    return {"choice": choice, "right": is_right(choice, check.right_keys)}


@register.simple_tag
def new_uuid() -> UUID:
    """An id for a fact; pressing a button twice then sends the same fact."""
    return uuid4()


@register.filter
def by_key(mapping: dict, key: object) -> object:
    return mapping.get(key)


@register.simple_tag
def lesson_state(state: learning.Learning, lesson: LessonPage) -> str:
    """ "done", "locked", "begun" or "" for *lesson* in a list; without a place, "locked" or ""."""
    if lesson.pk in state.locked:
        return "locked"
    if not state.enrolled:
        return ""
    if state.is_done(lesson):
        return "done"
    return "begun" if lesson.translation_key in state.progress else ""


@register.simple_tag
def lesson_place(state: learning.Learning, lesson: LessonPage) -> learning.LessonPlace:
    """The module of *lesson*, and the lessons before and after it."""
    return state.place_of(lesson)


@register.simple_tag
def row_of(state: learning.Learning, lesson: LessonPage) -> LessonProgress | None:
    return state.progress.get(lesson.translation_key)


@register.simple_tag
def lesson_rules(state: learning.Learning, lesson: LessonPage) -> dict[str, Any]:
    """What finishes *lesson*, and how much of it is done, in words."""
    return rules_of(lesson, state.progress.get(lesson.translation_key))


@register.simple_tag
def judge_option(said: dict[str, Any] | None, option: dict[str, Any]) -> str:
    """ "right" or "wrong" for an answer that was chosen, else ""."""
    if said is None or option["key"] not in said["choice"]:
        return ""
    return "right" if option["right"] else "wrong"


@register.simple_tag(takes_context=True)
def course_data(context: template.Context, course: CoursePage) -> dict[str, Any]:
    """schema.org data of a course."""
    base = context["BASE_URL"]
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": course.title,
        "description": course.description,
        "inLanguage": "en" if get_language() == "en" else "zh-Hans",
        "url": base + (course.get_url(context["request"]) or ""),
        "isAccessibleForFree": True,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "provider": {"@type": "Organization", "name": "心桥 Xinqiao", "url": base},
        "teaches": [str(outcome.value) for outcome in course.outcomes],
        "offers": {"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "CNY"},
        "hasCourseInstance": {
            "@type": "CourseInstance",
            "courseMode": "blended" if course.hours_on_site else "online",
            "courseWorkload": f"PT{int(course.hours * ACADEMIC_HOUR_MINUTES)}M",
        },
    }
