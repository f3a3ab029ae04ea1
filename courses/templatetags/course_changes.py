from __future__ import annotations

from collections.abc import Iterable

from django import template
from wagtail.models import Page

from courses.course_changes import warning

register = template.Library()


@register.inclusion_tag("courses/admin/people_on_course.html")
def people_on_course(page: Page) -> dict[str, list[str]]:
    """What an editor should know before *page* goes."""
    return told_about([page])


@register.inclusion_tag("courses/admin/people_on_course.html")
def people_on_courses(items: list[dict[str, Page]]) -> dict[str, list[str]]:
    """The same for the rows of a page that asks about many."""
    return told_about(row["item"] for row in items)


def told_about(pages: Iterable[Page]) -> dict[str, list[str]]:
    return {"warnings": [words for page in pages if (words := warning(page))]}
