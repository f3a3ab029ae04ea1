from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AskedWordsQuerySet(models.QuerySet["AskedWords"]):
    """Each method completes the sentence "asked words that are …"."""

    def legible(self) -> Self:
        """Asked often enough to be kept as words."""
        return self.exclude(words="")

    def without_result(self) -> Self:
        return self.filter(without_result__gt=0).order_by("-without_result", "-times", "pk")

    def never_opened(self) -> Self:
        """Something was found each time, and nobody opened any of it."""
        found = self.filter(without_result=0, opened=0)
        return found.order_by("-times", "pk")


class AskedWords(models.Model):
    """What was searched for, counted by day. Nothing tells who asked.

    Words can be about somebody: until they have been asked on several days only their fingerprint
    is here. See `search.collecting`.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    words = models.CharField(_("words"), max_length=60, blank=True)
    days = models.PositiveIntegerField(_("days"), default=1)
    times = models.PositiveIntegerField(_("searches"), default=0)
    without_result = models.PositiveIntegerField(_("without a result"), default=0)
    opened = models.PositiveIntegerField(_("results opened"), default=0)
    last_day = models.DateField(_("last asked"), db_index=True)

    objects = AskedWordsQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("asked words")
        verbose_name_plural = _("asked words")

    def __str__(self) -> str:
        return self.words or self.fingerprint[:8]
