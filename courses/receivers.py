"""What happens here when Wagtail publishes or moves a page."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page, Revision
from wagtail.signals import page_published, post_page_move

from courses import versions
from courses.models import CoursePage, LessonPage
from courses.outlines import record_outline, record_title


@receiver(page_published, sender=LessonPage, dispatch_uid="outline of a published lesson")
def outline_published(instance: LessonPage, **kwargs: Any) -> None:
    record_outline(instance)


@receiver(page_published, sender=CoursePage, dispatch_uid="title of a published course")
def course_published(instance: CoursePage, **kwargs: Any) -> None:
    record_title(instance)


@receiver(page_published, dispatch_uid="what a text shares with its other language")
def keep_languages_alike(instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    """What a person has changed and reviewers have approved; content files name both languages."""
    editor = revision and revision.user
    if editor and isinstance(instance, CoursePage | LessonPage):
        versions.hand_on(instance, editor)


@receiver(post_page_move, dispatch_uid="outlines of moved lessons")
def outline_moved(instance: Page, **kwargs: Any) -> None:
    for lesson in LessonPage.objects.descendant_of(instance, inclusive=True).live():
        record_outline(lesson)
