"""What people keep at hand of the library, and what trainers put together for others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xinqiao.common import wording

if TYPE_CHECKING:
    from xinqiao.accounts.models import Person


class SavedResourceQuerySet(models.QuerySet["SavedResource"]):
    """Each method completes the sentence "saved resources that are …"."""

    def of(self, person: Person) -> Self:
        return self.filter(person=person)


class SavedResource(models.Model):
    """That a person wants to find a resource again, in whichever language."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_resources",
        verbose_name=_("person"),
    )
    resource_key = models.UUIDField(_("translation key of the resource"))
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)

    objects = SavedResourceQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("saved resource")
        verbose_name_plural = _("saved resources")
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "resource_key"], name="a_resource_is_saved_once_per_person"
            )
        ]

    def __str__(self) -> str:
        return str(self.resource_key)


class ResourceCollectionQuerySet(models.QuerySet["ResourceCollection"]):
    """Each method completes the sentence "collections that are …"."""

    def made_by(self, person: Person) -> Self:
        return self.filter(owner=person)

    def open(self) -> Self:
        """For everybody to read."""
        return self.filter(is_open=True)

    def in_active_language(self) -> Self:
        return self.filter(language=get_language())


class ResourceCollection(models.Model):
    """Resources that a trainer puts together, such as "for the first week of term"."""

    key = models.UUIDField(_("key"), unique=True, default=uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="resource_collections",
        verbose_name=_("made by"),
    )
    title = models.CharField(_("title"), max_length=80)
    note = models.TextField(
        _("what it is for"), max_length=300, blank=True, help_text=_("One or two sentences.")
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    is_open = models.BooleanField(
        _("open to everybody"),
        default=False,
        help_text=_("Then it stands in the library. Until then only you see it."),
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    objects = ResourceCollectionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        wording.refuse_blocked(self)


class CollectedResource(models.Model):
    """One place in a collection."""

    collection = models.ForeignKey(
        ResourceCollection,
        on_delete=models.CASCADE,
        related_name="places",
        verbose_name=_("collection"),
    )
    resource_key = models.UUIDField(_("translation key of the resource"))
    position = models.PositiveSmallIntegerField(_("position"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("place in a collection")
        verbose_name_plural = _("places in collections")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "resource_key"], name="a_resource_is_collected_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.resource_key)
