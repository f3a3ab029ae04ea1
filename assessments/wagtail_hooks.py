"""Who may open a self-check: whoever may read the lessons of its course."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from assessments.models import SelfCheckPage
from courses.models import Enrolment, ModulePage
from courses.wagtail_hooks import published_course


@hooks.register("before_serve_page")
def lead_to_self_checks(
    page: Page, request: HttpRequest, args: Any, kwargs: Any
) -> HttpResponse | None:
    return keep_out(page, request) if isinstance(page, SelfCheckPage) else None


def keep_out(page: SelfCheckPage, request: HttpRequest) -> HttpResponse | None:
    """What somebody sees who may not take it; None for all others. Raises Http404 in a draft."""
    course = published_course(page)
    if not ModulePage.objects.ancestor_of(page).live().exists():
        raise Http404
    if course.is_open or page.permissions_for_user(request.user).can_edit():
        return None
    mine = Enrolment.objects.active().filter(course_key=course.translation_key)
    if request.user.is_authenticated and mine.filter(person=request.user).exists():
        return None
    messages.info(request, _("This self-check is for people who have joined the course."))
    return redirect(course.get_url(request))
