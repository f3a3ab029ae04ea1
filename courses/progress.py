"""How facts add up to progress: pure functions on plain values, the same live and in a rebuild.

For each thing that a lesson may ask, the first moment at which it was met is kept. A lesson is
done at the first moment at which everything asked at that moment, in one of its languages, had
been met. So the order in which facts arrive does not matter, and what is done stays done,
whatever is added to the lesson later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

MAX_SECONDS_PER_FACT = 900
"""A device reports time at least every quarter of an hour; more in one fact is a sleeping tab."""

MAX_SECONDS = 360_000
"""A hundred hours in one lesson; beyond that a device is counting, not a person."""

BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Outline:
    """What a lesson asks in one language, from `since` until just before `until`."""

    language: str
    since: datetime
    must_see: bool
    checks: dict[str, list[str]]
    must_check: bool
    reflections: list[str]
    must_reflect: bool
    until: datetime | None = None

    def holds_at(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(slots=True)
class State:
    """One person's progress in one lesson; `right` and `reflected` hold first moments by key."""

    opened_at: datetime | None = None
    last_at: datetime | None = None
    seen_at: datetime | None = None
    right: dict[str, datetime] = field(default_factory=dict)
    reflected: dict[str, datetime] = field(default_factory=dict)
    seconds: int = 0


def timeline(outlines: Sequence[Outline]) -> list[Outline]:
    """*outlines*, in the order of their `since`, each ending where the next of its language begins.

    The very first also covers whatever a device with a slow clock dates before it.
    """
    following: dict[str, datetime] = {}
    ended: list[Outline] = []
    for outline in reversed(outlines):
        ended.append(replace(outline, until=following.get(outline.language)))
        following[outline.language] = outline.since
    if ended:
        ended[-1] = replace(ended[-1], since=BEGINNING)
    return ended[::-1]


def is_right(choice: Iterable[str], answer: Iterable[str]) -> bool:
    """A choice is right if it holds all right answers and nothing else."""
    return set(choice) == set(answer)


def right_answer(
    outlines: Sequence[Outline], *, language: str, item: str, at: datetime
) -> list[str] | None:
    """What was the right answer to question *item* at the moment *at*, if it was asked then.

    A language without an outline of its own, as an alias of the other one, goes by the other.
    """
    asked = [outline for outline in outlines if outline.holds_at(at)]
    own = [outline for outline in asked if outline.language == language]
    return next((outline.checks[item] for outline in own or asked if item in outline.checks), None)


def earlier(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else min(one, other)


def fold(
    state: State,
    outlines: Sequence[Outline],
    *,
    kind: str,
    language: str,
    item: str,
    data: dict[str, Any],
    at: datetime,
) -> None:
    """Take one more fact into *state*. Facts may come in any order; each must come once."""
    state.opened_at = earlier(state.opened_at, at)
    state.last_at = at if state.last_at is None else max(state.last_at, at)
    match kind:
        case "lesson.seen":
            state.seen_at = earlier(state.seen_at, at)
        case "lesson.check":
            answer = right_answer(outlines, language=language, item=item, at=at)
            if answer and is_right(data["choice"], answer):
                state.right[item] = earlier(state.right.get(item), at)
        case "lesson.reflection" if data["length"]:
            state.reflected[item] = earlier(state.reflected.get(item), at)
        case "lesson.time":
            spent = min(data["seconds"], MAX_SECONDS_PER_FACT)
            state.seconds = min(state.seconds + spent, MAX_SECONDS)


def met_at(outline: Outline, state: State) -> datetime | None:
    """When the last thing that *outline* asks was met; None while something is missing.

    A lesson that asks nothing is met by opening it.
    """
    moments = [state.opened_at]
    if outline.must_see:
        moments.append(state.seen_at)
    if outline.must_check:
        moments += [state.right.get(key) for key in outline.checks]
    if outline.must_reflect:
        moments += [state.reflected.get(key) for key in outline.reflections]
    known = [moment for moment in moments if moment is not None]
    return max(known) if len(known) == len(moments) else None


def done_at(state: State, outlines: Sequence[Outline]) -> datetime | None:
    """When the lesson was done, or None.

    Rules that became easier count from the next time that the person touches the lesson.
    """
    moments = []
    for outline in outlines:
        met = met_at(outline, state)
        if met is None or state.last_at is None:
            continue
        moment = max(met, outline.since)
        if moment <= state.last_at and outline.holds_at(moment):
            moments.append(moment)
    return min(moments, default=None)


def go_on_with(
    keys: Sequence[UUID],
    *,
    done: Collection[UUID],
    touched: Mapping[UUID, datetime],
    in_order: bool,
) -> UUID | None:
    """Which of a course's lessons *keys* comes next, or None when all are done.

    The one touched last, unless it is done; then the first unfinished one after it, or of all.
    A course in order goes on with the first unfinished one.
    """
    unfinished = [key for key in keys if key not in done]
    begun = [key for key in keys if key in touched]
    if begun and not in_order:
        latest = max(begun, key=lambda key: touched[key])
        later = keys[keys.index(latest) :]
        unfinished = [key for key in later if key not in done] or unfinished
    return next(iter(unfinished), None)
