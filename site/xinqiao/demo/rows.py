"""Rows and pages brought in line with the content files; what is right already stays untouched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Locale, ModelLogEntry, Page

from .reading.files import LANGUAGES

M = TypeVar("M", bound=models.Model)
P = TypeVar("P", bound=Page)


@dataclass(slots=True)
class Tally:
    """What one run did, counted in rows of plain data and in pages."""

    new: int = 0
    changed: int = 0
    kept: list[str] = field(default_factory=list)
    """What somebody has changed in the editor since; theirs stands."""


def put(model: type[M], names: Mapping[str, Any], values: Mapping[str, Any], tally: Tally) -> M:
    """Make the row that *names* tells from others, or bring its *values* up to date.

    A row that somebody has changed in the editor is left to them.
    """
    row = model._default_manager.filter(**names).first()
    if row is None:
        row = model(**names, **values)
        tally.new += 1
    elif all(getattr(row, name) == value for name, value in values.items()):
        return row
    elif edited_by_somebody(row):
        tally.kept.append(str(row))
        return row
    else:
        tally.changed += 1
        for name, value in values.items():
            setattr(row, name, value)
    row.full_clean()
    row.save()
    return row


def edited_by_somebody(row: models.Model) -> bool:
    return ModelLogEntry.objects.for_instance(row).filter(user__isnull=False).exists()


def locales() -> dict[str, Locale]:
    """The languages of the site by code, made where missing."""
    return {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}


def place(
    model: type[P], parent: Page, *, key: UUID, locale: Locale, slug: str, title: str, **needed: Any
) -> P:
    """The page *key* in *locale* below *parent*; where there was none, a draft with what is *needed*."""
    page = model._default_manager.filter(translation_key=key, locale=locale).first()
    if page is None:
        page = model(
            translation_key=key, locale=locale, slug=slug, title=title, live=False, **needed
        )
        parent.add_child(instance=page)
    elif not page.is_child_of(parent):
        page.move(parent, "last-child")
        page.refresh_from_db()
    return page


def fill(page: Page, values: Mapping[str, Any], tally: Tally) -> None:
    """Publish *page* with *values* by field name, unless it shows them already.

    A page that somebody has edited or taken down in the editor is left to them.
    """
    new = page.first_published_at is None and page.latest_revision_id is None
    if not new and all(same(page, name, value) for name, value in values.items()):
        return
    if not new and in_other_hands(page):
        tally.kept.append(page.url_path)
        return
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()
    if new:
        tally.new += 1
    else:
        tally.changed += 1


def same(page: Page, name: str, value: Any) -> bool:
    """Whether the field *name* of *page* holds *value* already."""
    kept = getattr(page, name)
    model_field = page._meta.get_field(name)
    if isinstance(model_field, StreamField):
        return list(kept.raw_data) == value
    if model_field.many_to_many:
        return {row.pk for row in kept.all()} == {row.pk for row in value}
    return kept == value


def in_other_hands(page: Page) -> bool:
    revision = page.latest_revision
    return not page.live or (revision is not None and revision.user_id is not None)


def put_in_order(pages: Sequence[Page]) -> None:
    """Move sibling *pages* so that they stand in this order; all are read anew if one moves."""
    for page in pages:
        page.refresh_from_db(fields=["path"])
    paths = [page.path for page in pages]
    if paths == sorted(paths):
        return
    for before, page in zip(pages, pages[1:], strict=False):
        before.refresh_from_db()
        page.refresh_from_db()
        page.move(before, "right")
    for page in pages:
        page.refresh_from_db()
