"""Telling people, reading, and choosing what comes by mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from xinqiao.accounts.models import Person

from .addresses import confirmed_addresses
from .kinds import ByMail, Kind, in_each_language, say
from .models import Mail, MailChoice, Notice

KEPT_AFTER_READING = timedelta(days=180)


@transaction.atomic
def notify(
    people: Iterable[Person],
    kind: Kind,
    *,
    about: str,
    words: Mapping[str, Any] | None = None,
    url_name: str = "",
    url_args: Sequence[Any] = (),
) -> list[Notice]:
    """Tell each of *people* once what happened, and return the notices that are new.

    *about* names what happened: the same kind about the same again is no second notice. A word
    is a plain value, or a dict of one by language. The page to open, *url_name* with *url_args*,
    is looked up when it is opened. Closed accounts get none. Raises KeyError if the kind's
    sentences name a word that is not given. A few queries, however many people.
    """
    said = dict(words or {})
    in_each_language(lambda: say(kind.headline, said) + say(kind.text, said))
    open_accounts = Person.objects.filter(
        pk__in=[person.pk for person in people], is_active=True
    ).in_bulk()
    choices = mail_choices(open_accounts, kind)
    drafts = [
        Notice(
            person_id=pk,
            kind=kind.code,
            about=about,
            words=said,
            url_name=url_name,
            url_args=[str(arg) for arg in url_args],
            by_mail=choices[pk],
        )
        for pk in open_accounts
    ]
    Notice.objects.bulk_create(drafts, ignore_conflicts=True)
    new = list(Notice.objects.filter(pk__in=[draft.pk for draft in drafts]))
    put_into_outbox([notice for notice in new if notice.by_mail == ByMail.AT_ONCE])
    return new


def mail_choices(people: Iterable[int], kind: Kind) -> dict[int, str]:
    """By id, how each of *people* gets *kind* by mail: not at all without a confirmed address."""
    people = set(people)
    reachable = confirmed_addresses(people)
    chosen = dict(
        MailChoice.objects.filter(person__in=people, kind=kind.code).values_list(
            "person", "by_mail"
        )
    )
    return {pk: chosen.get(pk, kind.default) if pk in reachable else ByMail.OFF for pk in people}


def put_into_outbox(notices: Sequence[Notice]) -> None:
    """Make a mail of each of *notices*; `outbox` sends them within the minute."""
    mails = Mail.objects.bulk_create([Mail(person_id=notice.person_id) for notice in notices])
    for notice, mail in zip(notices, mails, strict=True):
        notice.mail = mail
    Notice.objects.bulk_update(notices, ["mail"])


def withdraw(kind: Kind, *, about: str = "", about_begins: str = "") -> None:
    """Nobody has to do it any more: who has not read the notices of it does not get them.

    Name what they are about, or its beginning.
    """
    which = Q(about__startswith=about_begins) if about_begins else Q(about=about)
    Notice.objects.of_kind(kind).unread().filter(which).delete()


def count_unread(person: Person | AnonymousUser) -> int:
    """How many notices *person* has not read. One query, none for a visitor."""
    if not isinstance(person, Person):
        return 0
    return Notice.objects.to(person).unread().count()


def read(notice: Notice) -> None:
    """A second time changes nothing."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=timezone.now())


def read_all(person: Person) -> int:
    """Mark all that *person* has not read, and tell how many there were."""
    return Notice.objects.to(person).unread().update(read_at=timezone.now())


@transaction.atomic
def choose_mail(person: Person, choices: Mapping[str, str]) -> None:
    """Keep how *person* wants each kind by mail; *choices* are by the code of the kind."""
    MailChoice.objects.bulk_create(
        [MailChoice(person=person, kind=code, by_mail=choice) for code, choice in choices.items()],
        update_conflicts=True,
        unique_fields=["person", "kind"],
        update_fields=["by_mail"],
    )


def forget_old() -> int:
    """Delete what was read more than 180 days ago, and mails that old; tells how many notices."""
    since = timezone.now() - KEPT_AFTER_READING
    deleted, _by_model = Notice.objects.filter(read_at__lt=since).delete()
    Mail.objects.filter(made_at__lt=since, notices=None).delete()
    return deleted
