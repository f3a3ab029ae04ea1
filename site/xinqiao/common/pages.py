"""What all our page types have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks.stream_block import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page, PagePermissionTester, PageViewRestriction
from wagtail.query import PageQuerySet

LONGEST_BEGINNING = 120


class Described(models.Model):
    """A page with a summary, which also serves search engines and share cards."""

    summary = models.TextField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences for lists, search engines and share cards."),
    )

    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title")], heading=_("Address and title")
        )
    ]

    class Meta:
        abstract = True

    @property
    def description(self) -> str:
        """The summary; where nobody has written one, how the text begins, or the title."""
        return self.summary or beginning_of(self) or self.title  # type: ignore[attr-defined]


class AnchoredPermissions(PagePermissionTester):
    """What one may do to pages below holds below; the page itself is for administrators."""

    def can_edit(self) -> bool:
        return self.user.is_superuser and super().can_edit()

    def can_publish(self) -> bool:
        return self.user.is_superuser and super().can_publish()

    def can_unpublish(self) -> bool:
        return self.user.is_superuser and super().can_unpublish()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self.user.is_superuser and super().can_delete(ignore_bulk)


class Anchored(models.Model):
    """A page that carries a part of the site. No role closes, moves, renames or removes it."""

    class Meta:
        abstract = True

    def permissions_for_user(self, user: AbstractBaseUser) -> PagePermissionTester:
        return AnchoredPermissions(user, self)


def beginning_of(page: models.Model) -> str:
    """The first words of the texts of *page*, with an ellipsis where more would follow."""
    texts = map(text_of, streams_of(page))
    return Truncator(" ".join(" ".join(texts).split())).chars(LONGEST_BEGINNING, truncate="…")


def text_of(stream: Any) -> str:
    """All words of a StreamField value, as plain text with a blank between blocks."""
    return " ".join(map(str, stream.stream_block.get_searchable_content(stream)))


def streams_of(page: models.Model) -> Iterator[StreamValue]:
    """The values of all StreamFields of *page*."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield getattr(page, field.name)


P = TypeVar("P", bound=PageQuerySet)

PATH = ExpressionWrapper(OuterRef("path"), output_field=models.CharField())


def for_everybody(pages: P) -> P:
    """Those of *pages* that are published and not restricted to anybody.

    The same as `live().public()`, without a query of its own.
    """
    restrictions = PageViewRestriction.objects.order_by().alias(here=PATH)
    return pages.live().exclude(Exists(restrictions.filter(here__startswith=F("page__path"))))


def reachable(pages: P) -> P:
    """Those of *pages* that are published with all pages above them. For a few pages only."""
    drafts = Page.objects.order_by().filter(live=False).alias(here=PATH)
    return pages.exclude(Exists(drafts.filter(here__startswith=F("path"))))


def live_versions(page: Page) -> dict[str, Page]:
    """The versions of *page* that one can read, by language, and *page* itself. One query."""
    others = reachable(Page.objects.filter(translation_key=page.translation_key))
    versions = Page.objects.filter(models.Q(pk=page.pk) | models.Q(pk__in=others.values("pk")))
    return {version.locale.language_code: version for version in versions.select_related("locale")}
