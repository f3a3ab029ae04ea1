"""What a device sends to `/sync/`: facts, each judged on its own.

A handler is a function `(person, facts, now) -> Judgement` for some kinds of facts; the list
of them is `xinqiao.sync.HANDLERS`.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CLOCK_TOLERANCE = timedelta(minutes=2)
"""A fact may be this far ahead of the moment of sending before it counts as from the future."""


class Refused(Exception):
    """A fact cannot be kept; `code` is for programs and `reason` for people.

    What is `mendable` may be accepted later as it is, once the person has done what `reason` says.
    """

    def __init__(self, code: str, reason: str | Promise, *, mendable: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.mendable = mendable


def unreadable() -> Refused:
    return Refused("bad_shape", _("The record cannot be read."))


def other_person() -> Refused:
    return Refused(
        "other_person", _("These records belong to another account that uses this device.")
    )


@dataclass(slots=True)
class Fact:
    """One fact as it was sent, its envelope checked and its content not yet.

    `place` tells it apart from the others sent with it, even from one with the same id.
    """

    place: int
    client_uuid: UUID
    kind: str
    at: datetime
    body: dict[str, Any]
    fingerprint: str


@dataclass(slots=True)
class Judgement:
    """What became of some facts, by their places; `state` goes back to the device."""

    accepted: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)
    refused: dict[int, Refused] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)
    repeats: dict[int, int] = field(default_factory=dict)
    """Facts that came twice in one batch, and where the first of them stands."""

    def of(self, place: int) -> Refused | str:
        """Why the fact at *place* was refused, or else "accepted" or "known"."""
        first = self.repeats.get(place, place)
        if first in self.refused:
            return self.refused[first]
        return "accepted" if place in self.accepted else "known"


canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


@cache
def fingerprint_key() -> bytes:
    return salted_hmac("xinqiao.facts", "fingerprint", algorithm="sha256").digest()


def fingerprint(raw: dict[str, Any]) -> str:
    """A keyed digest of all that a fact says, so that the same id with other content is noticed.

    Keyed, because a short private note could be guessed from a plain digest. Raises `Refused`.
    """
    try:
        return hmac.digest(fingerprint_key(), canonical(raw).encode(), "sha256").hex()
    except (UnicodeEncodeError, RecursionError):  # half a surrogate pair; brackets without end
        raise unreadable() from None


LONGEST_UUID = len("urn:uuid:") + 36

uuid_from = lru_cache(maxsize=2000)(UUID)  # a batch names the same lesson again and again


def read_uuid(value: Any) -> UUID:
    """Raises `Refused` unless *value* is the text of a UUID."""
    try:
        if len(value) > LONGEST_UUID:  # Python takes any number of hyphens and braces
            raise ValueError
        return uuid_from(value)
    except (TypeError, ValueError, AttributeError):
        raise Refused("bad_uuid", _("The record has no valid id.")) from None


def read_moment(value: Any, *, later_by: timedelta = timedelta()) -> datetime:
    """An aware moment from ISO 8601 text. Raises `Refused` for anything else."""
    try:
        moment = parse_datetime(value)
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC) + later_by
    except (TypeError, ValueError, OverflowError):
        pass
    raise Refused("bad_time", _("The record does not say when it was made."))


def read_fact(raw: Any, *, place: int, now: datetime, clock_off: timedelta) -> Fact:
    """Check the envelope of one fact.

    *clock_off* is how far the device's clock is behind the server's; moments are put right by
    it, so that a phone with a wrong date loses nothing. Raises `Refused`.
    """
    if not isinstance(raw, dict):
        raise unreadable()
    client_uuid = read_uuid(raw.get("client_uuid"))
    kind = raw.get("kind")
    if not isinstance(kind, str):
        raise unknown_kind()
    at = read_moment(raw.get("at"), later_by=clock_off)
    if at > now + CLOCK_TOLERANCE:
        raise Refused(
            "future", _("The record is dated in the future. Check the clock."), mendable=True
        )
    return Fact(place, client_uuid, kind, min(at, now), raw, fingerprint(raw))


def unknown_kind() -> Refused:
    return Refused("unknown_kind", _("This version of the site does not know such a record."))


def sort_out_known(
    facts: Iterable[Fact], kept: dict[UUID, str], judgement: Judgement
) -> list[Fact]:
    """Return the facts that are new, and judge the others.

    *kept* holds the fingerprints of the facts already stored, by id. The same id with the same
    content is known, with other content refused; also within one batch.
    """
    new: dict[UUID, Fact] = {}
    for fact in facts:
        first = new.get(fact.client_uuid)
        before = first.fingerprint if first else kept.get(fact.client_uuid)
        if before is None:
            new[fact.client_uuid] = fact
        elif before != fact.fingerprint:
            judgement.refused[fact.place] = Refused(
                "other_content", _("A different record with the same id is already kept.")
            )
        elif first:
            judgement.repeats[fact.place] = first.place
        else:
            judgement.known.add(fact.place)
    return list(new.values())
