from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .banks import Bank

if TYPE_CHECKING:
    from datetime import datetime

    from xinqiao.accounts.models import Person


class QuestionImportQuerySet(models.QuerySet["QuestionImport"]):
    """Each method completes the sentence "imports that are …"."""

    def of(self, person: Person) -> Self:
        return self.filter(by=person)

    def begun_before(self, then: datetime) -> Self:
        return self.filter(at__lt=then)


class QuestionImport(models.Model):
    """A file that one person puts up for a bank: first only checked, then taken in.

    The file itself lies here and nowhere else, and goes as soon as it was taken in.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        TAKING = "taking", _("being taken in")
        TAKEN = "taken", _("taken in")

    key = models.UUIDField(_("key"), unique=True, default=uuid4, editable=False)
    bank = models.ForeignKey(
        Bank, on_delete=models.CASCADE, related_name="imports", verbose_name=_("question bank")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    language = models.CharField(_("language"), max_length=10)
    format = models.CharField(_("format"), max_length=20)
    name = models.CharField(_("name of the file"), max_length=100)
    content = models.BinaryField(_("content"), default=bytes)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    report = models.JSONField(_("what became of it"), default=dict)
    at = models.DateTimeField(_("put up"), default=timezone.now)

    objects = QuestionImportQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("import of questions")
        verbose_name_plural = _("imports of questions")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def works(self) -> bool:
        """Whether something is being done with the file at this time."""
        return self.state in {self.State.CHECKING, self.State.TAKING}

    @property
    def counts(self) -> dict[str, Any]:
        return {name: self.report.get(name, 0) for name in COUNTS}


COUNTS = ("found", "imported", "unchanged", "refused")
