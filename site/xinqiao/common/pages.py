"""What all our page types have in common."""

from __future__ import annotations

import logging
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
from wagtail.log_actions import log
from wagtail.models import Page, PagePermissionTester, PageViewRestriction, Revision
from wagtail.query import PageQuerySet

from xinqiao.common import wording
from xinqiao.common.forms import SafePageForm

logger = logging.getLogger(__name__)

SCHEDULED = "wagtail.publish.scheduled"
"""How Wagtail's command says that it publishes what is due."""

LONGEST_BEGINNING = 120


class Worded(models.Model):
    """A page with words that are published only where safe wording has nothing against them.

    A draft may hold any words. Every way to the readers ends in `publish` or `save`.
    """

    base_form_class = SafePageForm

    class Meta:
        abstract = True

    def save(self, clean: bool = True, **options: Any) -> None:
        """Save; raises `wording.BlockedWords` rather than let readers see such words."""
        if clean and self.live:  # type: ignore[attr-defined]
            wording.refuse_blocked(self)
        super().save(clean=clean, **options)  # type: ignore[call-arg]

    def publish(self, revision: Revision, user: Any = None, **options: Any) -> None:
        """Publish *revision*, now or at its time. Raises `wording.BlockedWords`.

        What is due at a set time and holds words that have been blocked since stays a draft:
        nobody is there to be told, and what else is due must not wait for it.
        """
        text = revision.as_object()
        try:
            wording.refuse_blocked(text)
        except wording.BlockedWords as refusal:
            if options.get("log_action") != SCHEDULED:
                raise
            take_off_schedule(text, revision, refusal)
        else:
            super().publish(revision, user=user, **options)  # type: ignore[misc]


def take_off_schedule(page: Page, revision: Revision, refusal: wording.BlockedWords) -> None:
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    log(instance=page, action="wagtail.schedule.cancel", revision=revision)
    logger.error("Not published at its time: %s: %s", page, "; ".join(refusal.messages))


class Described(Worded):
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

    def is_sensitive(self) -> bool:
        """Whether the text may stir up a reader who is not well. It is never put forward."""
        return False


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
