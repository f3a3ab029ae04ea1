"""Whatever changes what can be found is noted in the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from courses.models import CoursePage, LessonPage
from search.indexing import note
from search.sources import SOURCES
from search.tasks import catch_up
from xinqiao.directory.models import HelpLine
from xinqiao.knowledge.models import GlossaryTerm, ResourceFile, ResourcePage, Topic
from xinqiao.operation.outbox import later

BY_MODEL = {source.model: source for source in SOURCES}


def note_and_catch_up(families: Iterable[str]) -> None:
    if note(families):
        later(catch_up)


@receiver(page_published, dispatch_uid="search: published")
@receiver(page_unpublished, dispatch_uid="search: unpublished")
@receiver(post_page_move, dispatch_uid="search: moved")
@receiver(page_slug_changed, dispatch_uid="search: renamed")
def page_changed(instance: Page, **kwargs: Any) -> None:
    note_and_catch_up(families_below(instance))


@receiver(post_save, sender=PageViewRestriction, dispatch_uid="search: restricted")
@receiver(post_delete, sender=PageViewRestriction, dispatch_uid="search: opened")
def restriction_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    note_and_catch_up(families_below(instance.page))


@receiver(post_save, sender=GlossaryTerm, dispatch_uid="search: term saved")
@receiver(post_save, sender=HelpLine, dispatch_uid="search: help line saved")
def row_saved(instance: models.Model, **kwargs: Any) -> None:
    note_and_catch_up([BY_MODEL[type(instance)].family(instance)])


@receiver(post_save, sender=ResourceFile, dispatch_uid="search: file read")
def file_saved(instance: ResourceFile, **kwargs: Any) -> None:
    """Its words are known a while after its resource was published."""
    if instance.state == ResourceFile.State.READ:
        note_and_catch_up([BY_MODEL[ResourcePage].family_of(instance.resource_key)])


@receiver(post_delete, dispatch_uid="search: deleted")
def row_deleted(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    if source := BY_MODEL.get(sender):
        note_and_catch_up([source.family(instance)])


@receiver(post_save, sender=Topic, dispatch_uid="search: topic saved")
def topic_saved(instance: Topic, created: bool, **kwargs: Any) -> None:
    """Texts are found by the names of their topics, and sensitive when one of them is."""
    if created:
        return
    about = [
        source.family(page)
        for source in SOURCES
        if hasattr(source.model, "topics")
        for page in source.model.objects.filter(topics=instance)
    ]
    note_and_catch_up(about)


def families_below(page: Page) -> list[str]:
    """Of *page* and all below it: they are found, addressed and closed by what is above them.

    Where lessons open one after the other, any of them may now be the first.
    """
    top = course_in_order(page) or page
    kinds = {
        ContentType.objects.get_for_model(model).pk: source.kind
        for model, source in BY_MODEL.items()
        if issubclass(model, Page)
    }
    below = Page.objects.descendant_of(top, inclusive=True).filter(content_type__in=kinds)
    pairs = below.values_list("content_type_id", "translation_key")
    return [f"{kinds[content_type]}:{key}" for content_type, key in pairs]


def course_in_order(page: Page) -> Page | None:
    if not isinstance(page, LessonPage):
        return None
    return CoursePage.objects.ancestor_of(page).filter(in_order=True).first()
