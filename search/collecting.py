"""What is searched for in vain, counted for editors without a trace of who asked.

A search can be about somebody: a name, an address, a trouble. So nothing tells who, from where or
at which hour; searches of those who seek help are not counted at all; words that look like a
person's, or are long, neither; and of all others only a fingerprint is kept until they have been
asked on `KEPT_AFTER` different days.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

import rjieba
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import AskedWords
from .words import key_of

KEPT_AFTER = 3
"""Days on which words were asked, after which they themselves are kept."""

LONGEST = 24
FORGOTTEN_AFTER = timedelta(days=180)
MOST = 20_000
"""Rows. Beyond them nothing new is counted until old ones are forgotten."""

WRITTEN_EVERY = 60.0
"""Seconds between two writings of a process; what it heard since goes with it when it ends."""

NUMBER = re.compile(r"\d[\d \-]{5,}|@|https?:|www\.")
NAME = "nr"
"""How the dictionary marks names of persons."""


@dataclass
class Heard:
    """Searches since the last writing: how often, how often in vain, how often opened."""

    times: Counter[tuple[str, str]] = field(default_factory=Counter)
    without_result: Counter[tuple[str, str]] = field(default_factory=Counter)
    opened: Counter[tuple[str, str]] = field(default_factory=Counter)
    since: float = field(default_factory=time.monotonic)

    def words(self) -> list[tuple[str, str]]:
        return sorted({*self.times, *self.opened})


heard = Heard()
lock = Lock()


def is_countable(words: str) -> bool:
    """Whether *words* are short and look like nobody's name, number or address."""
    key = key_of(words)
    if not key or len(key) > LONGEST or NUMBER.search(words):
        return False
    return not any(tag.startswith(NAME) for _word, tag in rjieba.tag(key))


def count_search(words: str, language: str, *, found: int) -> None:
    """Somebody searched for *words*. Costs a write once in a while."""
    if not is_countable(words):
        return
    asked = (language, key_of(words))
    with lock:
        heard.times[asked] += 1
        heard.without_result[asked] += not found
    write_down_when_due()


def count_opening(words: str, language: str) -> None:
    """Somebody opened a result of a search for *words*."""
    if is_countable(words):
        with lock:
            heard.opened[(language, key_of(words))] += 1
        write_down_when_due()


def write_down_when_due() -> None:
    if time.monotonic() - heard.since >= WRITTEN_EVERY:
        write_down()


def write_down() -> None:
    """Move into the database what this process has heard since the last time."""
    global heard
    with lock:
        taken, heard = heard, Heard()
    room = MOST - AskedWords.objects.count()
    with transaction.atomic():
        for asked in taken.words():
            room -= write_line(taken, asked, may_be_new=room > 0)


def write_line(taken: Heard, asked: tuple[str, str], *, may_be_new: bool) -> bool:
    """Add what was heard of one search; whether it is a new row."""
    language, words = asked
    today = timezone.localdate()
    fingerprint = salted_hmac("search.asked", f"{language} {words}", algorithm="sha256").hexdigest()
    created = False
    if may_be_new:
        first = {"language": language, "last_day": today}
        _row, created = AskedWords.objects.get_or_create(fingerprint=fingerprint, defaults=first)
    rows = AskedWords.objects.filter(fingerprint=fingerprint)
    rows.filter(last_day__lt=today).update(days=F("days") + 1, last_day=today)
    rows.update(
        times=F("times") + taken.times[asked],
        without_result=F("without_result") + taken.without_result[asked],
        opened=F("opened") + taken.opened[asked],
    )
    rows.filter(words="", days__gte=KEPT_AFTER).update(words=words)
    return created


def forget_old() -> int:
    """Delete what nobody has asked for half a year, and fingerprints after a month."""
    today = timezone.localdate()
    old = AskedWords.objects.filter(last_day__lt=today - FORGOTTEN_AFTER)
    rare = AskedWords.objects.filter(words="", last_day__lt=today - timedelta(days=30))
    return (old | rare).delete()[0]
