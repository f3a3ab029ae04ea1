"""What the roles may do in the editor.

Wagtail asks Django's groups, so each set of roles has one. What stands here is the whole of
it; home, plain pages, users, sites and settings are for administrators alone. Why a role opens
the lists of courses and articles as a whole stands in docs/decisions/0008.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import connection, models, transaction
from django.db.models import Q, QuerySet
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from .models import Person, Role


@dataclass(frozen=True)
class EditorGroup:
    """Permissions are labels such as "wagtaildocs.add_document"."""

    name: str
    roles: frozenset[Role]
    permissions: frozenset[str]
    on_pages: frozenset[str]
    on_files: frozenset[str]


WRITERS = EditorGroup(
    name="作者与培训师 · Authors and trainers",
    roles=frozenset({Role.AUTHOR, Role.TRAINER}),
    permissions=frozenset(
        {
            "wagtailadmin.access_admin",
            "simple_translation.submit_translation",
            "knowledge.view_glossaryterm",
            "directory.view_helpline",
            "search.view_bestbet",
        }
    ),
    on_pages=frozenset(f"wagtailcore.{act}_page" for act in ("add", "change", "publish")),
    # To add a file means to change and delete one's own as well.
    on_files=frozenset(
        {
            "wagtailimages.add_image",
            "wagtailimages.choose_image",
            "wagtaildocs.add_document",
            "wagtaildocs.choose_document",
            "wagtailmedia.add_media",
        }
    ),
)
REVIEWERS = EditorGroup(
    name="审稿人 · Reviewers",
    roles=frozenset({Role.REVIEWER, Role.SAFETY_REVIEWER}),
    permissions=frozenset(
        {
            "wagtailadmin.access_admin",
            "knowledge.view_glossaryterm",
            "knowledge.change_glossaryterm",
            "directory.view_helpline",
            "directory.change_helpline",
            "search.add_bestbet",
            "search.change_bestbet",
            "search.delete_bestbet",
            "search.view_bestbet",
        }
    ),
    on_pages=frozenset(f"wagtailcore.{act}_page" for act in ("change", "publish")),
    on_files=frozenset(
        {
            "wagtailimages.change_image",
            "wagtailimages.choose_image",
            "wagtaildocs.change_document",
            "wagtaildocs.choose_document",
            "wagtailmedia.change_media",
        }
    ),
)
EDITOR_GROUPS = [WRITERS, REVIEWERS]


def permissions_named(labels: frozenset[str]) -> QuerySet[Permission]:
    """The permissions of *labels*; those of an app that is not installed are left out."""
    pairs = [label.split(".") for label in labels]
    return Permission.objects.filter(
        reduce(or_, (Q(content_type__app_label=app, codename=code) for app, code in pairs))
    )


def edited_pages() -> QuerySet[Page]:
    """The pages of the kinds in `settings.EDITED_BELOW`, in all languages."""
    pairs = [label.split(".") for label in settings.EDITED_BELOW]
    return Page.objects.filter(
        reduce(
            or_, (Q(content_type__app_label=app, content_type__model=model) for app, model in pairs)
        )
    )


@transaction.atomic
def ensure_editor_groups() -> None:
    """Make the groups and give each exactly what stands above.

    Runs after every `migrate`, and when a list of courses or articles is made: what may be done
    to pages hangs on those. Files hang on the root of their own tree.
    """
    lists = set(edited_pages().values_list("pk", flat=True))
    files = set(Collection.objects.filter(depth=1).values_list("pk", flat=True))
    for wanted in EDITOR_GROUPS:
        group, _created = Group.objects.get_or_create(name=wanted.name)
        group.permissions.set(permissions_named(wanted.permissions))
        allow_exactly(GroupPagePermission, group, wanted.on_pages, page_id=lists)
        allow_exactly(GroupCollectionPermission, group, wanted.on_files, collection_id=files)


def allow_exactly(
    model: type[models.Model], group: Group, labels: frozenset[str], **places: set[int]
) -> None:
    """Let *group* do at each of *places* what *labels* name, and nothing anywhere else.

    *places* is one keyword: a column, and the ids that it may hold. What is right already is
    not written again.
    """
    [(column, ids)] = places.items()
    permissions = permissions_named(labels).values_list("pk", flat=True)
    held = model._default_manager.filter(group=group)
    held.exclude(permission__in=permissions, **{f"{column}__in": ids}).delete()
    present = set(held.values_list("permission_id", column))
    due = {(permission, place) for permission in permissions for place in ids}
    model._default_manager.bulk_create(
        model(group=group, permission_id=permission, **{column: place})
        for permission, place in due - present
    )


@receiver(post_save, dispatch_uid="editors of a new list of pages")
def follow_new_lists(instance: models.Model, created: bool, **_signal: Any) -> None:
    """A list may be made after the groups, as on a new site or in another language."""
    if created and instance._meta.label_lower in settings.EDITED_BELOW:
        ensure_editor_groups()


def after_migrate(**_signal: Any) -> None:
    """Runs `ensure_editor_groups`, unless only some apps have their tables yet."""
    if GroupPagePermission._meta.db_table in connection.introspection.table_names():
        ensure_editor_groups()


def sync_editor_groups(person: Person) -> None:
    """Put *person* into the groups of the roles held, and take them out of the others."""
    held = set(person.assignments.values_list("role", flat=True))
    due = {group.name for group in EDITOR_GROUPS if held & group.roles}
    ours = Group.objects.filter(name__in=[group.name for group in EDITOR_GROUPS])
    now = ours.filter(user=person)
    person.groups.remove(*now.exclude(name__in=due))
    person.groups.add(*ours.filter(name__in=due).difference(now))
