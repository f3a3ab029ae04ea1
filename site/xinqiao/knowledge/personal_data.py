"""What the library keeps about a person, and what goes when the account is closed."""

from __future__ import annotations

from typing import Any

from xinqiao.accounts.models import Person
from xinqiao.knowledge.models import ResourceCollection, ResourceUpload, SavedResource


def library_of(person: Person) -> dict[str, Any]:
    """Saved resources, collections with what is in them, and uploads. Four queries."""
    collections = ResourceCollection.objects.made_by(person).prefetch_related("places")
    return {
        "saved": list(
            SavedResource.objects.of(person).order_by("saved_at").values("resource_key", "saved_at")
        ),
        "collections": [
            {
                "title": one.title,
                "note": one.note,
                "is_open": one.is_open,
                "changed_at": one.changed_at,
                "resources": [place.resource_key for place in one.places.all()],
            }
            for one in collections.order_by("pk")
        ],
        "uploads": list(ResourceUpload.objects.of(person).order_by("at").values("name", "at")),
    }


def forget_library(person: Person) -> None:
    """All of it goes, open collections too: nobody would be there to mend them."""
    SavedResource.objects.of(person).delete()
    ResourceCollection.objects.made_by(person).delete()
    ResourceUpload.objects.of(person).delete()
