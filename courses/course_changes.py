"""What deleting, unpublishing or moving pages means for the people on their courses.

Progress outlives its pages, so nothing is lost; but nobody can go on where nothing is offered.
What people are learning is unpublished by editors, which can be undone, and deleted by
administrators alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page

from courses.models import CoursePage, Enrolment, LessonPage, ModulePage
from xinqiao.accounts.http import PersonRequest


def is_part(page: Page) -> bool:
    """Whether *page* stands inside a course."""
    return issubclass(page.specific_class or Page, ModulePage | LessonPage)


def courses_of(page: Page) -> QuerySet[CoursePage]:
    """The courses at or below *page*, or the one that it is a part of."""
    if is_part(page):
        return CoursePage.objects.ancestor_of(page)
    return CoursePage.objects.descendant_of(page, inclusive=True)


def was_offered(page: Page) -> bool:
    """Whether *page* or a lesson below it is or was published, itself and not its translation."""
    pages = Page.objects.descendant_of(page, inclusive=True).type(CoursePage, LessonPage)
    return pages.filter(Q(live=True) | Q(first_published_at__isnull=False)).exists()


def people_on(page: Page) -> int:
    """How many people are on the courses that a change of *page* touches. Up to two queries."""
    if not was_offered(page):
        return 0
    keys = courses_of(page).values("translation_key")
    places = Enrolment.objects.active().filter(course_key__in=keys)
    return places.values("person").distinct().count()


def warning(page: Page) -> str:
    """What an editor should know before *page* goes; empty if nobody is on its course."""
    n = people_on(page)
    if not n:
        return ""
    if is_part(page):
        text = ngettext(
            "“%(title)s” is part of a course that %(n)d person is taking. What was done in it is "
            "kept, but it no longer counts towards the course.",
            "“%(title)s” is part of a course that %(n)d people are taking. What they did in it is "
            "kept, but it no longer counts towards the course.",
            n,
        )
    else:
        text = ngettext(
            "%(n)d person is learning in “%(title)s”. What was done is kept, but nobody can go on.",
            "%(n)d people are learning in “%(title)s”. What they did is kept, but nobody can go on.",
            n,
        )
    return text % {"title": page.get_admin_display_title(), "n": n}


def before_deleting(request: PersonRequest, page: Page) -> HttpResponse | None:
    """Warn an administrator, and lead others to unpublishing."""
    words = warning(page)
    if words and not request.user.is_superuser:
        refuse(request, words)
        rights = page.permissions_for_user(request.user)
        if rights.can_unpublish():
            return redirect("wagtailadmin_pages:unpublish", page.pk)
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    tell(request, words)
    return None


def before_moving(request: HttpRequest, page: Page, destination: Page) -> None:
    """Warn when a part leaves its course. Within the course it only changes its place."""
    leaves = courses_of(page).filter(depth__lt=page.depth).first()
    if leaves and not (destination == leaves or destination.is_descendant_of(leaves)):
        tell(request, warning(page))


def before_many_are_deleted(
    request: PersonRequest, action_type: str, objects: Iterable[Model], action: BulkAction
) -> HttpResponse | None:
    """The same rule for pages ticked in a list; Wagtail's page before shows the warnings."""
    if action_type != "delete" or request.user.is_superuser:
        return None
    found = [warning(page) for page in objects if isinstance(page, Page)]
    for words in filter(None, found):
        refuse(request, words)
    return redirect(action.next_url) if any(found) else None


def refuse(request: HttpRequest, words: str) -> None:
    rule = _("Only administrators delete it; you can unpublish it.")
    messages.error(request, f"{words} {rule}")


def tell(request: HttpRequest, words: str) -> None:
    if words and request.method == "GET":
        messages.warning(request, words)
