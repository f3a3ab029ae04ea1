"""One mail a day with what came since the last one."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from xinqiao.accounts.models import Person

from .models import Mail, Notice


def make_digests() -> int:
    """Put a mail for today into the outbox of each person for whom something waits.

    Safe to run again, and to die in the middle: a person has one digest a day, and what it holds
    waits no longer. Tells how many were made.
    """
    today = timezone.localdate()
    waiting = Notice.objects.waiting_for_a_digest()
    people = Person.objects.filter(pk__in=waiting.values("person")).order_by("pk")
    return sum(make_digest(person, today) for person in people.iterator(chunk_size=500))


@transaction.atomic
def make_digest(person: Person, day: date) -> bool:
    """Tells whether it was made now; what comes after it waits for the next day."""
    mail, new = Mail.objects.get_or_create(person=person, digest_of=day)
    if new:
        Notice.objects.waiting_for_a_digest().filter(person=person).update(mail=mail)
    return new
