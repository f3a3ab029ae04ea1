"""The tables in which editors see versions, with the editor's own columns."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn, Table, TitleColumn

from xinqiao.common.templatetags.components import day
from xinqiao.review.models import LiveVersion


def texts_due(versions: Iterable[LiveVersion]) -> Table:
    due = Column("due", label=_("Due since"), accessor=lambda version: day(version.next_review_on))
    return texts(versions, due)


def texts_behind(versions: Iterable[LiveVersion]) -> Table:
    step = Column("step", label=_("Last in step"), accessor=lambda version: day(version.in_step_at))
    return texts(versions, step)


def texts(versions: Iterable[LiveVersion], since: Column) -> Table:
    """Each text leads to its editor."""
    title = TitleColumn("title", label=_("Title"), get_url=editor_of)
    language = StatusTagColumn("get_language_display", label=_("Language"))
    return Table([title, language, since], versions)


def editor_of(version: LiveVersion) -> str:
    return reverse("wagtailadmin_pages:edit", args=[version.page_id])
