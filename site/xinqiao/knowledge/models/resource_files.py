from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .resources import ResourcePage


class ResourceFileQuerySet(models.QuerySet["ResourceFile"]):
    """Each method completes the sentence "files that are …"."""

    def of(self, resource: ResourcePage) -> Self:
        """All that were ever added to *resource* in its language."""
        return self.filter(
            resource_key=resource.translation_key, language=resource.locale.language_code
        )

    def shown(self) -> Self:
        """Those that readers have been given; the others wait for a review, or were left."""
        return self.filter(shown_at__isnull=False)

    def newest_first(self) -> Self:
        return self.order_by("-version", "variant")

    def with_downloads(self) -> Self:
        return self.annotate(downloads=Coalesce(models.Sum("days__count"), 0))


def place_of(file: ResourceFile, name: str) -> str:
    """Never by the name that came from outside. No address leads here: see `library.serving`."""
    return f"library/{file.key}/{name}"


class ResourceFile(models.Model):
    """One version of a file of a resource. It never changes; a better one is another version.

    Which version readers get is said by the resource, so a new one goes through its review.
    """

    class Variant(models.TextChoices):
        COLOUR = "colour", _("in colour")
        MONO = "mono", _("in black and white")

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", _("Word document")
        PPTX = "pptx", _("slides")
        XLSX = "xlsx", _("Excel sheet")
        MP3 = "mp3", _("recording (MP3)")
        M4A = "m4a", _("recording (M4A)")
        OGG = "ogg", _("recording (OGG)")
        JPG = "jpg", _("picture (JPEG)")
        PNG = "png", _("picture (PNG)")
        WEBP = "webp", _("picture (WebP)")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be read")
        READ = "read", _("read")
        FAILED = "failed", _("cannot be read")

    key = models.UUIDField(_("key"), unique=True, default=uuid4, editable=False)
    resource_key = models.UUIDField(_("translation key of the resource"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    variant = models.CharField(_("variant"), max_length=10, choices=Variant, default=Variant.COLOUR)
    version = models.PositiveSmallIntegerField(_("version"))
    format = models.CharField(_("format"), max_length=10, choices=Format)
    file = models.FileField(_("file"), upload_to=place_of)
    name = models.CharField(_("name of the file"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    made_from = models.CharField(
        _("fingerprint of its source"),
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("Of a file that we make ourselves: what it was made from."),
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    shown_at = models.DateTimeField(_("given to readers since"), null=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    problem = models.CharField(
        _("why it cannot be read"), max_length=30, blank=True, help_text=_("A code.")
    )
    text = models.TextField(_("text"), blank=True)
    pages = models.PositiveIntegerField(_("pages"), null=True)
    previews = models.PositiveSmallIntegerField(_("pictures of pages"), default=0)

    objects = ResourceFileQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("file of a resource")
        verbose_name_plural = _("files of resources")
        ordering = ["resource_key", "language", "variant", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource_key", "language", "variant", "version"],
                name="one_file_of_a_resource_per_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name or self.get_format_display()} · {self.version}"

    @property
    def is_recording(self) -> bool:
        return self.format in {self.Format.MP3, self.Format.M4A, self.Format.OGG}

    @property
    def is_picture(self) -> bool:
        return self.format in {self.Format.JPG, self.Format.PNG, self.Format.WEBP}

    def preview_name(self, number: int) -> str:
        """Where the picture of a page lies. The first is 1."""
        return f"library/{self.key}/{number}.webp"


class DownloadCount(models.Model):
    """How often a file was given out on one day, and nothing about to whom."""

    file = models.ForeignKey(
        ResourceFile, on_delete=models.CASCADE, related_name="days", verbose_name=_("file")
    )
    day: models.DateField[date, date] = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("downloads"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("downloads of a day")
        verbose_name_plural = _("downloads by day")
        constraints = [
            models.UniqueConstraint(fields=["file", "day"], name="one_count_per_file_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"
