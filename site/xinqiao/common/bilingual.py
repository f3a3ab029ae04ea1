"""Small data that exists in both languages at once: units, topics, competences."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xinqiao.common import wording


def in_language(chinese: str, english: str) -> str:
    """The text for the language that is active now, or the other one if that is empty."""
    if (get_language() or "").startswith("en"):
        return english or chinese
    return chinese or english


class Bilingual(models.Model):
    """A model with a name in Chinese and in English."""

    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuses words that hurt: what is saved here stands on pages at once."""
        super().clean()
        wording.refuse_blocked(self)

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)
