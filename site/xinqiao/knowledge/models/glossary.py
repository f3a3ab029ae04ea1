from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin

from xinqiao.common import wording


class GlossaryTermQuerySet(models.QuerySet["GlossaryTerm"]):
    def in_active_language(self) -> Self:
        return self.filter(locale__language_code=get_language())


class GlossaryTerm(TranslatableMixin):
    """A word of the field in one language, with what it means here."""

    slug = models.SlugField(_("name in addresses"), max_length=60)
    term = models.CharField(_("term"), max_length=80)
    aliases = models.TextField(
        _("other forms"),
        blank=True,
        help_text=_(
            "One a line: plurals and spellings that mean the same in running text. A line that "
            "begins with a hyphen is a longer word that only looks like the term."
        ),
    )
    definition = models.TextField(_("definition"), help_text=_("Two sentences are enough."))

    objects = GlossaryTermQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"], name="one_glossary_slug_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.term

    def clean(self) -> None:
        super().clean()
        wording.refuse_blocked(self)
