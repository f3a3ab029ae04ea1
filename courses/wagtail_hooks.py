"""Who may read a lesson, and what an editor is told about the other language."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from courses import course_changes, versions
from courses.learning import learning
from courses.models import CoursePage, LessonPage, ModulePage


@hooks.register("before_serve_page")
def lead_through_the_course(
    page: Page, request: HttpRequest, args: Any, kwargs: Any
) -> HttpResponse | None:
    """A module is a place on its course's page; a lesson may be locked or for enrolled people."""
    if isinstance(page, ModulePage):
        return redirect(f"{published_course(page).get_url(request)}#{page.slug}")
    if isinstance(page, LessonPage):
        return keep_out(page, request)
    return None


def published_course(page: Page) -> CoursePage:
    """The course of *page*. Raises Http404 if it is not published."""
    course = CoursePage.objects.ancestor_of(page).live().first()
    if course is None:
        raise Http404
    return course


def keep_out(lesson: LessonPage, request: HttpRequest) -> HttpResponse | None:
    """What somebody sees who may not read *lesson*; None for all others.

    Those who may edit the lesson may read it too.
    """
    course = published_course(lesson)
    state = learning(request.user, course)
    if lesson not in state.lessons:  # its module is a draft
        raise Http404
    request.learning = state  # type: ignore[attr-defined]
    if course.is_open or state.enrolled:
        gate = state.opened_by(lesson)
        if gate is None or lesson.permissions_for_user(request.user).can_edit():
            return None
        context = {"page": lesson, "course": course, "gate": gate, "state": state}
        return render(request, "courses/locked.html", context, status=403)
    if request.user.is_authenticated:
        if lesson.permissions_for_user(request.user).can_edit():
            return None
        messages.info(request, _("This lesson is for people who have joined the course."))
    else:
        messages.info(
            request, _("This lesson is for people who have joined the course. Sign in first.")
        )
    return redirect(course.get_url(request))


@hooks.register("after_edit_page")
def tell_what_is_shared(request: HttpRequest, page: Page) -> None:
    """Whoever submits a text hears what goes to the other language with it, and what is amiss."""
    if request.POST.get("action-submit") and isinstance(page, CoursePage | LessonPage):
        for other in versions.unlike(page):
            text = _(
                "When this is published, the settings shared by all languages are handed on to "
                "“{title}”."
            )
            messages.info(request, text.format(title=other.get_admin_display_title()))
        warn(request, page)


@hooks.register("before_edit_page")
def warn_before_editing(request: HttpRequest, page: Page) -> None:
    if request.method == "GET" and isinstance(page, CoursePage | LessonPage):
        warn(request, page)


def warn(request: HttpRequest, page: CoursePage | LessonPage) -> None:
    for problem in versions.problems(page):
        messages.warning(request, problem)


hooks.register("before_delete_page", course_changes.before_deleting)
hooks.register("before_move_page", course_changes.before_moving)
hooks.register("before_bulk_action", course_changes.before_many_are_deleted)
