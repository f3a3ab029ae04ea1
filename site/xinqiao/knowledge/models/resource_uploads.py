from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime

    from xinqiao.accounts.models import Person


class ResourceUploadQuerySet(models.QuerySet["ResourceUpload"]):
    """Each method completes the sentence "uploads that are …"."""

    def of(self, person: Person) -> Self:
        return self.filter(by=person)

    def begun_before(self, then: datetime) -> Self:
        return self.filter(at__lt=then)


def place_of_upload(upload: ResourceUpload, name: str) -> str:
    return f"library-uploads/{upload.key}.zip"


class ResourceUpload(models.Model):
    """A folder of resources that one person puts up: first only checked, then taken in.

    The folder goes as soon as it was taken in.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        TAKING = "taking", _("being taken in")
        TAKEN = "taken", _("taken in")

    key = models.UUIDField(_("key"), unique=True, default=uuid4, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    name = models.CharField(_("name of the file"), max_length=100)
    file = models.FileField(_("file"), upload_to=place_of_upload)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    report = models.JSONField(_("what became of it"), default=dict)
    at = models.DateTimeField(_("put up"), default=timezone.now)

    objects = ResourceUploadQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("upload of resources")
        verbose_name_plural = _("uploads of resources")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def works(self) -> bool:
        """Whether something is being done with the folder at this time."""
        return self.state in {self.State.CHECKING, self.State.TAKING}
