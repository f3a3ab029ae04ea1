"""What lists ask of all kinds of texts that have topics and readers."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import get_language
from wagtail.query import PageQuerySet

from xinqiao.common.pages import for_everybody

from .terms import Audience, Topic


class ListedQuerySet(PageQuerySet):
    """Each method completes the sentence "texts that are …"."""

    def sensitive(self) -> Self:
        """Marked so themselves, or about a sensitive topic."""
        topics = Topic.objects.filter(sensitive=True)
        return self.filter(models.Q(sensitive=True) | models.Q(topics__in=topics)).distinct()

    def suggestible(self) -> Self:
        """Fit to be put forward in lists: published for everybody and not sensitive."""
        sensitive = self.model.objects.sensitive().values("pk")
        return for_everybody(self).exclude(pk__in=sensitive)

    def in_active_language(self) -> Self:
        return self.filter(locale__language_code=get_language())

    def about(self, topic: Topic) -> Self:
        return self.filter(topics=topic)

    def written_for(self, audience: Audience) -> Self:
        return self.filter(audiences=audience)

    def written_for_group(self, group: Audience.Group) -> Self:
        """For one audience of *group* at least."""
        return self.filter(audiences__group=group).distinct()

    def newest_first(self) -> Self:
        return self.order_by(models.F("first_published_at").desc(nulls_last=True), "path")
