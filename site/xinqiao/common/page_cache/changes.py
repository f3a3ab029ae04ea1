"""Whatever changes what a page may show moves the generation on, after the commit.

Every model counts, unless PAGE_CACHE_UNSEEN names it or its app (and PAGE_CACHE_SEEN not it), so that a new kind of content
is never forgotten. Django tells nothing of `QuerySet.update`: a service that changes content
in this way calls `clear_pages`.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save

from xinqiao.common.page_cache.generation import generation_of_site

UNSEEN_FIELDS = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "last_login",
        "latest_revision",
        "latest_revision_created_at",
        "password",
    }
)
"""An editor saves drafts every few seconds, and people sign in all day long."""


def clear_pages() -> None:
    """What is being changed here shows on pages: none that was kept counts after the commit."""
    transaction.on_commit(generation_of_site().move_on, robust=True)


def is_seen(model: type[models.Model]) -> bool:
    """Whether a page for everybody may show something of *model*."""
    unseen, label = settings.PAGE_CACHE_UNSEEN, model._meta.label_lower
    hidden = model._meta.app_label in unseen or label in unseen
    return not hidden or label in settings.PAGE_CACHE_SEEN


def saved(
    sender: type[models.Model],
    *,
    created: bool,
    update_fields: frozenset[str] | None,
    **kwargs: Any,
) -> None:
    if not is_seen(sender) or (update_fields and update_fields <= UNSEEN_FIELDS):
        return
    if created and sender._meta.label_lower in settings.PAGE_CACHE_UNSEEN_WHEN_NEW:
        return
    clear_pages()


def deleted(sender: type[models.Model], **kwargs: Any) -> None:
    if is_seen(sender):
        clear_pages()


def related(sender: type[models.Model], *, action: str, **kwargs: Any) -> None:
    if action.startswith("post_") and is_seen(sender):
        clear_pages()


def connect() -> None:
    post_save.connect(saved, dispatch_uid="pages show what was saved")
    post_delete.connect(deleted, dispatch_uid="pages show what was deleted")
    m2m_changed.connect(related, dispatch_uid="pages show what was related")
