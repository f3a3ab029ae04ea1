from __future__ import annotations

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from search.words import key_of
from xinqiao.common.pages import for_everybody


class BestBetQuerySet(models.QuerySet["BestBet"]):
    """Each method completes the sentence "best bets that are …"."""

    def for_words(self, words: str) -> Self:
        """Chosen for just these words, in the active language, and open to everybody."""
        pages = for_everybody(Page.objects.filter(locale__language_code=get_language()))
        return self.filter(
            keys__contains=f"\n{key_of(words)}\n", page__in=pages.values("pk")
        ).select_related("page")


class BestBet(models.Model):
    """A page that editors put before all others when somebody searches for certain words."""

    words = models.TextField(
        _("words"),
        help_text=_(
            "One search a line, as readers write it. Capitals, blanks and full-width letters make "
            "no difference."
        ),
    )
    page = models.ForeignKey(
        Page,
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Shown to those who search in its language."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Of several pages for the same words, lower first.")
    )
    keys = models.TextField(editable=False)

    objects = BestBetQuerySet.as_manager()

    class Meta:
        verbose_name = _("best bet")
        verbose_name_plural = _("best bets")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return " · ".join(self.words.split("\n")[:3]).strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        keys = [key_of(line) for line in self.words.splitlines()]
        self.keys = "\n".join(["", *filter(None, keys), ""])
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.page_id and is_sensitive(self.page):
            said = _("A text about a hard subject is never put forward.")
            raise ValidationError({"page": said})


def is_sensitive(page: Page) -> bool:
    """Whether *page* is one of those that are never put forward."""
    asks = getattr(page.specific, "is_sensitive", None)
    return bool(asks and asks())
