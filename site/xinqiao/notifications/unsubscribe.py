"""The link in each mail that stops mail of its kind, for whoever holds the mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing

from xinqiao.accounts.models import Person

from . import services
from .kinds import ByMail, Kind, kinds_by_code

SALT = "xinqiao.notifications.stop_mail"


class BadLink(Exception):
    """The link was not made here, or its account is gone."""


@dataclass(frozen=True)
class Link:
    person: Person
    kinds: list[Kind]


def token_for(person: Person, kinds: Iterable[Kind]) -> str:
    said = [str(person.public_id), *(kind.code for kind in kinds)]
    return signing.dumps(said, salt=SALT)


def read_token(token: str) -> Link:
    """Raises `BadLink`. A link does not age: mails are found again after years."""
    try:
        public_id, *codes = signing.loads(token, salt=SALT)
    except signing.BadSignature as fault:
        raise BadLink from fault
    person = Person.objects.filter(public_id=public_id).first()
    if person is None:
        raise BadLink
    known = kinds_by_code()
    return Link(person, [known[code] for code in codes if code in known])


def stop_mail(link: Link) -> None:
    """Turn off mail of the link's kinds, and nothing else."""
    services.choose_mail(link.person, {kind.code: ByMail.OFF for kind in link.kinds})
