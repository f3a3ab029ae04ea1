"""The demonstration's reviewers stand under what comes from the content files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time

from django.utils import timezone

from xinqiao.accounts.models import Person, Role
from xinqiao.review.approval import roles_needed
from xinqiao.review.models import LiveVersion, Signature
from xinqiao.review.pages import Reviewed, reviewed_kinds
from xinqiao.review.services import show

from .people import Demo

NOON = time(12)


def sign(people: list[Demo]) -> None:
    """Sign what was published from files and nobody has signed; what editors wrote is theirs."""
    signers = reviewers_among(people)
    unsigned = LiveVersion.objects.current().filter(signatures=None, revision__user=None)
    versions = {
        version.page_id: version
        for version in unsigned.exclude(revision=None).exclude(page=None).defer("content")
    }
    for kind in reviewed_kinds():
        for page in kind._default_manager.filter(pk__in=versions):
            Signature.objects.bulk_create(signatures(page, versions[page.pk], signers))
    for key in {version.key for version in versions.values()}:
        show(key)


def reviewers_among(people: list[Demo]) -> dict[Role, Person]:
    """By role, the first of *people* who reviews in it."""
    found: dict[Role, Person] = {}
    for demo in people:
        for role, _unit in demo.roles:
            if role in {Role.REVIEWER, Role.SAFETY_REVIEWER} and role not in found:
                found[role] = Person.objects.get(username=demo.username)
    return found


def signatures(
    page: Reviewed, version: LiveVersion, signers: Mapping[Role, Person]
) -> Iterator[Signature]:
    """On the day of review that the file names, or of the loading."""
    day = page.last_reviewed_on
    at = timezone.make_aware(datetime.combine(day, NOON)) if day else version.since
    for role in roles_needed(page):
        if person := signers.get(role):
            yield Signature(
                version=version, person=person, name=person.get_full_name(), role=role, at=at
            )
