from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Unindexed(models.Model):
    """A text that has changed and that an engine has not taken in yet. What it took in has no row.

    It is written in the transaction of the change, so that neither an engine that is away nor a
    process that dies can lose it. Rows are only ever added and removed: who reads a text anew
    removes just the rows that were there before.
    """

    engine = models.CharField(_("search engine"), max_length=20)
    family = models.CharField(
        _("text"), max_length=100, help_text=_("The same in both languages, such as course:….")
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text to be indexed")
        verbose_name_plural = _("texts to be indexed")
        indexes = [models.Index(fields=["engine", "id"], name="unindexed_by_engine")]

    def __str__(self) -> str:
        return f"{self.engine} {self.family}"
