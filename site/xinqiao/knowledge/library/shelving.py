"""Resources are saved for later, and put together into collections."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language

from xinqiao.accounts.models import Person, Role
from xinqiao.knowledge.models import (
    CollectedResource,
    ResourceCollection,
    ResourcePage,
    SavedResource,
)

MAKE_COLLECTIONS = frozenset({Role.TRAINER, Role.AUTHOR, Role.SUPERVISOR})
MOST_SAVED = 500
MOST_COLLECTIONS = 50
MOST_COLLECTED = 60


class NotThere(Exception):
    """There is no such resource that everybody may read."""


class TooMany(Exception):
    """There is a limit to what one person keeps."""


def may_make_collections(person: Person) -> bool:
    return person.is_superuser or person.has_role(*MAKE_COLLECTIONS)


@transaction.atomic
def save(person: Person, key: UUID) -> None:
    """Keep the resource *key* at hand for *person*. Raises `NotThere` or `TooMany`."""
    if not ResourcePage.objects.readable().filter(translation_key=key).exists():
        raise NotThere
    if SavedResource.objects.of(person).count() >= MOST_SAVED:
        raise TooMany
    SavedResource.objects.get_or_create(person=person, resource_key=key)


def let_go(person: Person, key: UUID) -> None:
    SavedResource.objects.of(person).filter(resource_key=key).delete()


def saved_by(person: Person, *, most: int = MOST_SAVED) -> list[ResourcePage]:
    """What *person* has saved and everybody may still read, the latest first."""
    keys = SavedResource.objects.of(person).values_list("resource_key", flat=True)[:most]
    return resources_of(keys)


def resources_of(keys: Iterable[UUID]) -> list[ResourcePage]:
    """The resources of *keys* in this order, in the active language where there is such a version."""
    keys = list(keys)
    found = ResourcePage.objects.readable().filter(translation_key__in=keys)
    here = models.Case(models.When(locale__language_code=get_language(), then=1), default=0)
    by_key = {
        page.translation_key: page for page in found.alias(here=here).order_by("here").for_lists()
    }
    return [by_key[key] for key in keys if key in by_key]


def start_collection(person: Person, *, title: str, note: str, is_open: bool) -> ResourceCollection:
    """Raises PermissionDenied, `TooMany`, or ValidationError for words that hurt."""
    if not may_make_collections(person):
        raise PermissionDenied
    if ResourceCollection.objects.made_by(person).count() >= MOST_COLLECTIONS:
        raise TooMany
    collection = ResourceCollection(
        owner=person, title=title, note=note, is_open=is_open, language=get_language()
    )
    collection.full_clean()
    collection.save()
    return collection


def change_collection(
    collection: ResourceCollection, *, title: str, note: str, is_open: bool
) -> None:
    """Raises ValidationError for words that hurt."""
    collection.title, collection.note, collection.is_open = title, note, is_open
    collection.changed_at = timezone.now()
    collection.full_clean()
    collection.save()


@transaction.atomic
def put_in(collection: ResourceCollection, key: UUID) -> None:
    """At the end; one that is there already stays where it is. Raises `NotThere` or `TooMany`.

    A sensitive resource is never put forward, so it goes into no collection.
    """
    locked = ResourceCollection.objects.select_for_update().get(pk=collection.pk)
    if not ResourcePage.objects.suggestible().filter(translation_key=key).exists():
        raise NotThere
    places = locked.places.all()
    if places.filter(resource_key=key).exists():
        return
    if places.count() >= MOST_COLLECTED:
        raise TooMany
    last = places.aggregate(last=models.Max("position"))["last"] or 0
    CollectedResource.objects.create(collection=locked, resource_key=key, position=last + 1)
    note_change(locked)


@transaction.atomic
def take_out(collection: ResourceCollection, key: UUID) -> None:
    collection.places.filter(resource_key=key).delete()
    note_change(collection)


@transaction.atomic
def move_up(collection: ResourceCollection, key: UUID) -> None:
    """Let the resource *key* change places with the one before it."""
    locked = ResourceCollection.objects.select_for_update().get(pk=collection.pk)
    places = list(locked.places.all())
    for before, place in zip(places, places[1:], strict=False):
        if place.resource_key == key:
            before.position, place.position = place.position, before.position
            CollectedResource.objects.bulk_update([before, place], ["position"])
            note_change(locked)
            return


def note_change(collection: ResourceCollection) -> None:
    collection.changed_at = timezone.now()
    collection.save(update_fields=["changed_at"])


def collected_in(collection: ResourceCollection) -> list[ResourcePage]:
    """What everybody may read of *collection*, in its order."""
    keys = list(collection.places.values_list("resource_key", flat=True))
    sensitive = set(ResourcePage.objects.sensitive().values_list("translation_key", flat=True))
    return resources_of(key for key in keys if key not in sensitive)
