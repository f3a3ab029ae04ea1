"""Joining, leaving, and recording a fact from a page that runs without scripts."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from courses import facts, services
from courses.languages import in_active_language
from courses.models import CoursePage, LessonFact, LessonPage
from courses.notes import as_told, notes_in
from courses.notices import next_step
from xinqiao.accounts.http import PersonRequest
from xinqiao.common.facts import Fact, Refused, fingerprint, other_person, read_uuid, unknown_kind

# After signing in, a browser asks with GET for what it had posted. That changes nothing; it
# leads to the page with the button.
get_or_post = require_http_methods(["GET", "POST"])


def course_or_404(key: UUID) -> CoursePage:
    """The published course in the active language."""
    return get_object_or_404(
        CoursePage.objects.live(), translation_key=key, locale__language_code=get_language()
    )


@get_or_post
@login_required
def join(request: PersonRequest, course_key: UUID) -> HttpResponse:
    course = course_or_404(course_key)
    if request.method == "POST":
        try:
            services.enrol(request.user, course)
        except services.PrerequisitesMissing as missing:
            links = format_html_join(
                _(", "),
                '<a href="{}">{}</a>',
                ((other.get_url(request), other.title) for other in missing.courses),
            )
            messages.error(request, format_html(_("Finish this first: {courses}"), courses=links))
        else:
            messages.success(request, _("You have joined. Your progress is kept from now on."))
    return redirect(course.get_url(request))


@get_or_post
@login_required
def leave(request: PersonRequest, course_key: UUID) -> HttpResponse:
    """Leave a course, also one whose page is gone."""
    if request.method == "POST" and services.leave(request.user, course_key):
        messages.success(
            request, _("You have left the course. Your progress is kept, should you come back.")
        )
    courses = CoursePage.objects.live().filter(translation_key=course_key)
    course = in_active_language(courses.select_related("locale")).get(course_key)
    return redirect(course.get_url(request) if course else "my")


@require_safe
@never_cache
@login_required
def go_on(request: PersonRequest, course_key: UUID) -> HttpResponse:
    """To the place in the course where the reader goes on, or to `my/` when nothing is left."""
    place = next_step(request.user, course_key)
    if place is None or place.next_lesson is None:
        return redirect("my")
    return redirect(f"{place.next_lesson.get_url(request)}{place.place_in_next}")


@csrf_exempt  # `take_in` asks for it; without one, what was written is shown again
@get_or_post
def record(request: PersonRequest, lesson_key: UUID) -> HttpResponse:
    """Take one fact from a plain form and lead back to the place in the lesson.

    What cannot be kept just now is shown again with the reason: nobody writes a note twice.
    """
    if request.method == "GET":
        return to_lesson(request, lesson_key)
    if not request.user.is_authenticated:
        reason = _("You are signed out. Sign in, come back to this page and press “Save”.")
        return show_again(request, lesson_key, reason, status=401)
    response = take_in(request, lesson_key)
    if response.status_code == 403:
        reason = _("This page has been open for long. Please press “Save” once more.")
        return show_again(request, lesson_key, reason, status=403)
    return response


@csrf_protect
def take_in(request: PersonRequest, lesson_key: UUID) -> HttpResponse:
    now = timezone.now()
    try:
        refuse_other_person(request)
        judged = facts.record(request.user, [fact_of(request, lesson_key, now)], now)
        for refusal in judged.refused.values():
            raise refusal
    except Refused as refusal:
        if request.POST.get("text"):
            return show_again(request, lesson_key, str(refusal.reason), status=422)
        messages.error(request, str(refusal.reason))
    return to_lesson(request, lesson_key)


def to_lesson(request: PersonRequest, lesson_key: UUID) -> HttpResponse:
    """To the place in the lesson that the form told of, or to `my/` when the lesson is gone."""
    lesson = lesson_of(lesson_key)
    if lesson is None:
        messages.info(request, _("This lesson is no longer offered. What you did in it is kept."))
        return redirect("my")
    address = lesson.get_url(request)
    item = request.POST.get("item", "")
    choice = request.POST.getlist("choice")
    if choice:
        address += "?" + urlencode({"check": item, "choice": choice}, doseq=True)
    return redirect(f"{address}#{item}" if item else address)


def lesson_of(lesson_key: UUID) -> LessonPage | None:
    """The lesson as it is offered, in the active language where there is one."""
    lessons = LessonPage.objects.offered().filter(translation_key=lesson_key)
    return in_active_language(lessons.select_related("locale")).get(lesson_key)


FORM_FIELDS = ("client_uuid", "person", "kind", "item", "choice", "base")
"""What the forms of a lesson send besides the text of a note."""


def show_again(
    request: PersonRequest, lesson_key: UUID, reason: str, *, status: int
) -> HttpResponse:
    """The page with what was posted and could not be kept, ready to be sent again."""
    context = {
        "reason": reason,
        "lesson_key": lesson_key,
        "lesson": lesson_of(lesson_key),
        "text": request.POST.get("text"),
        "fields": [(name, value) for name in FORM_FIELDS for value in request.POST.getlist(name)],
    }
    return render(request, "courses/not_saved.html", context, status=status)


def refuse_other_person(request: PersonRequest) -> None:
    """A phone may be shared: what one person wrote is never kept for another. Raises `Refused`."""
    writer = request.POST.get("person")
    if writer and writer != str(request.user.public_id):
        raise other_person()


def fact_of(request: PersonRequest, lesson_key: UUID, now: datetime) -> Fact:
    """The fact that a plain form tells. Raises `Refused`.

    Pressing a button twice tells the same fact; another answer given after going back in the
    browser is another fact, although the form has the same id. A note is a fact of its own
    each time, since going back to an earlier wording is a change too.
    """
    kind = request.POST.get("kind", "")
    if kind not in facts.KINDS:
        raise unknown_kind()
    text = request.POST.get("text")
    said: dict[str, Any] = {
        "lesson": str(lesson_key),
        "language": get_language(),
        "kind": kind,
        "item": request.POST.get("item", ""),
        "choice": request.POST.getlist("choice"),
        # Browsers send a line end as two characters; scripts, and the limit, know one.
        "text": text if text is None else text.replace("\r\n", "\n"),
        "base": request.POST.get("base", ""),
    }
    form_id = read_uuid(request.POST.get("client_uuid"))
    own = uuid4() if kind == LessonFact.Kind.REFLECTION else uuid5(form_id, json.dumps(said))
    return Fact(
        place=0, client_uuid=own, kind=kind, at=now, body=said, fingerprint=fingerprint(said)
    )


@never_cache
@require_GET
def notes(request: PersonRequest, lesson_key: UUID) -> JsonResponse:
    """A person's notes in a lesson as they stand, for a page that was left open for a while."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    stored = notes_in(request.user.pk, [lesson_key])
    return JsonResponse(
        {
            "person": str(request.user.public_id),
            "notes": {item: as_told(note) for (_lesson, item), note in stored.items()},
        }
    )
