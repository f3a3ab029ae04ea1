"""Who chose what: whether wrong answers draw those who know less."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .base import ChoiceStatistics, Item

SHARE = 0.27
"""Of the best and of the weakest: T. L. Kelley, "The selection of upper and lower groups for the
validation of test items", Journal of Educational Psychology 30 (1939)."""

FUNCTIONING = 0.05
"""A wrong answer that fewer choose does nothing: T. M. Haladyna and S. M. Downing, "How many
options is enough for a multiple-choice test item?", Educational and Psychological Measurement 53
(1993)."""


class Choosing(NamedTuple):
    """A person's result on the whole paper, and what the person chose in one question."""

    percent: float
    chosen: tuple[str, ...]


def groups(people: Sequence[Choosing]) -> tuple[list[Choosing], list[Choosing]] | None:
    """The best and the weakest 27 %; None where so many have the same result that they overlap.

    All who have the same result as the last of a group belong to it, so that chance decides
    nothing.
    """
    results = sorted(person.percent for person in people)
    size = max(1, round(SHARE * len(results)))
    low, high = results[size - 1], results[-size]
    if low >= high:
        return None
    return (
        [person for person in people if person.percent >= high],
        [person for person in people if person.percent <= low],
    )


def share(people: Sequence[Choosing], key: str) -> float:
    return sum(key in person.chosen for person in people) / len(people)


def table(item: Item, people: Sequence[Choosing]) -> tuple[ChoiceStatistics, ...]:
    """A row for each thing to choose in *item*, in the author's order."""
    apart = groups(people)
    rows = []
    for choice in item.choices:
        every = share(people, choice.key)
        rows.append(
            ChoiceStatistics(
                key=choice.key,
                right=choice.right,
                all=every,
                top=share(apart[0], choice.key) if apart else None,
                bottom=share(apart[1], choice.key) if apart else None,
                functioning=None if choice.right else every >= FUNCTIONING,
            )
        )
    return tuple(rows)
