"""The sessions in which somebody is signed in. Each call looks at every session there is."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from .models import Person

SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


def of(person: Person) -> Iterator[Session]:
    """Those of *person* that have not expired."""
    running = Session.objects.filter(expire_date__gt=timezone.now()).order_by("expire_date")
    for session in running.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            yield session


def end_all(person: Person) -> None:
    for session in list(of(person)):
        SessionStore(session.session_key).delete()
