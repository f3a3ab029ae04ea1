"""What the audit log hears from Wagtail and from allauth, after commit."""

from __future__ import annotations

from functools import partial
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import PageLogEntry

from . import audit
from .models import Action, Person
from .second_factor import SET_UP_HERE

PAGE_ACTIONS = {
    "wagtail.publish": Action.PUBLISHED,
    "wagtail.publish.scheduled": Action.PUBLISHED,
    "wagtail.unpublish": Action.UNPUBLISHED,
    "wagtail.unpublish.scheduled": Action.UNPUBLISHED,
    "wagtail.delete": Action.PAGE_DELETED,
}
"""By the name in Wagtail's own log, which knows who did it; what is due by the clock, nobody did."""


@receiver(post_save, sender=PageLogEntry, dispatch_uid="audit of pages")
def page_changed(instance: PageLogEntry, created: bool, **_signal: Any) -> None:
    if created and (action := PAGE_ACTIONS.get(instance.action)):
        transaction.on_commit(partial(record_page, action, instance), robust=True)


def record_page(action: Action, logged: PageLogEntry) -> None:
    content_type = logged.content_type
    kind = f"{content_type.app_label}.{content_type.model}" if content_type else "wagtailcore.page"
    audit.record(
        action,
        actor=logged.user,
        about=audit.About(kind, str(logged.page_id), logged.label),
    )


@receiver(authenticator_added, dispatch_uid="audit of factors added")
def factor_added(user: Person, authenticator: Authenticator, **_signal: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        note_factor(Action.CODES_MADE, user)
        return
    note_factor(Action.FACTOR_ADDED, user, factor=authenticator.type)


@receiver(authenticator_reset, dispatch_uid="audit of new recovery codes")
def codes_made(user: Person, **_signal: Any) -> None:
    note_factor(Action.CODES_MADE, user)


@receiver(authenticator_removed, dispatch_uid="audit of factors removed")
def factor_removed(
    request: HttpRequest, user: Person, authenticator: Authenticator, **_signal: Any
) -> None:
    request.session.pop(SET_UP_HERE, None)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:  # they go with the last factor
        note_factor(Action.FACTOR_REMOVED, user, factor=authenticator.type)


def note_factor(action: Action, person: Person, **details: str) -> None:
    audit.record(action, actor=person, person=person, unit=audit.home_of(person), details=details)
