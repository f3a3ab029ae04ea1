"""How long a candidate has, and why: pure rules, by the server's clock alone.

The deadline is the earlier of the own time limit and, where the sitting ends for all at once, its
close. What is granted to one person goes before what is granted to the person's unit, and that
before the exam's own rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

GRACE = timedelta(seconds=60)
"""After the deadline, what a slow line delivers is still taken."""

TOO_LITTLE = timedelta(seconds=2)
"""With less time left, going on means handing in."""

OVERDUE_GRACE = timedelta(days=1)
"""Under the policy `grace`, how long after the deadline one may still hand in, unchanged."""

MAY_BE_EARLY = timedelta(minutes=15)
"""How long before a sitting its waiting room opens, so that nobody signs in at minute 0."""

Policy = Literal["cut", "own_time"]
"""At the close of a sitting, all end at once; or who has begun keeps the whole time limit."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What is granted beyond the rules; None leaves a rule as it is."""

    extra_minutes: int | None = None
    multiplier: float | None = None
    extra_attempts: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def combined(grants: Iterable[Grant]) -> Grant:
    """One grant of many, the most particular first: of each rule the first that says anything."""
    ordered = list(grants)

    def first(name: str) -> object:
        return next((value for one in ordered if (value := getattr(one, name)) is not None), None)

    return Grant(**{name: first(name) for name in Grant.__slots__})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when a sitting lets one begin, and what its close means."""

    opens_at: datetime
    closes_at: datetime | None = None
    policy: Policy = "cut"

    def under(self, grant: Grant) -> Window:
        opens_at, closes_at = grant.opens_at or self.opens_at, grant.closes_at or self.closes_at
        return Window(opens_at, closes_at, self.policy)

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now and (self.closes_at is None or now < self.closes_at)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How long a candidate who begins at `begins_at` has; `deadline` None means without end."""

    begins_at: datetime
    limit: timedelta | None
    deadline: datetime | None
    cut_by_close: bool
    """Whether the close of the sitting takes away some of the limit."""

    @property
    def time(self) -> timedelta | None:
        return None if self.deadline is None else self.deadline - self.begins_at


def allowance(
    begins_at: datetime,
    minutes: int | None,
    window: Window,
    grant: Grant = Grant(),
) -> Allowance:
    """The time of who begins at *begins_at* with a limit of *minutes*, under what is granted.

    `limit = minutes · multiplier + extra`.
    """
    limit = None
    if minutes is not None:
        limit = timedelta(minutes=minutes * (grant.multiplier or 1) + (grant.extra_minutes or 0))
    own_end = None if limit is None else begins_at + limit
    window = window.under(grant)
    cuts = window.policy == "cut" or own_end is None
    ends = [end for end in (own_end, window.closes_at if cuts else None) if end is not None]
    deadline = max(min(ends), begins_at) if ends else None
    return Allowance(begins_at, limit, deadline, deadline != own_end and own_end is not None)


def takes_answers(deadline: datetime | None, now: datetime) -> bool:
    """Whether an answer that arrives now counts."""
    return deadline is None or now <= deadline + GRACE


def is_over(deadline: datetime | None, now: datetime) -> bool:
    """Whether going on makes no sense any more."""
    return deadline is not None and deadline - now < TOO_LITTLE


def finished_at(deadline: datetime | None, now: datetime) -> datetime:
    """The moment that is written down for a finish: never after the deadline."""
    return now if deadline is None else min(now, deadline)
