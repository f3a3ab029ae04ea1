"""What readers see now, held against the rules of today: rules change after publishing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from xinqiao.common import wording
from xinqiao.common.pages import Worded


@dataclass(frozen=True)
class Published:
    """A page or a snippet that readers see, and its words that are blocked or warned about."""

    thing: models.Model
    findings: list[wording.Finding]

    @property
    def is_blocked(self) -> bool:
        """Whether it could not be published today."""
        return any(finding.blocks for finding in self.findings)

    @property
    def address(self) -> str:
        """Where readers find a page, and editors a snippet, which stands on many pages."""
        if isinstance(self.thing, Page):
            return self.thing.full_url or ""
        return f"{settings.BASE_URL}{AdminURLFinder().get_edit_url(self.thing) or ''}"


def published() -> Iterator[Published]:
    """All published pages in the order of the tree, then all snippets."""
    for page in Page.objects.live().order_by("path").specific().iterator():
        if isinstance(page, Worded):  # else it is the root of the tree
            yield Published(page, wording.check(page))
    for kind in get_snippet_models():
        for snippet in kind._default_manager.order_by("pk"):
            yield Published(snippet, wording.check(snippet))
