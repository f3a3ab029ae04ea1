"""What is measured: papers of people, each with its answers. All of it plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum
from typing import Literal

LEAST = 30
"""With fewer people a figure says more about who sat there than about the exam."""

PRECISION = 7
"""Decimal places of sums, as in `assessments.grading`: equal results have to be equal numbers."""

Missing = Literal["few", "no_spread", "drawn", "one_item", "negative", "no_choice"]
"""Why a figure is not told: fewer people than `LEAST`; all have the same points; not everybody had
the same questions; there are too few questions; a negative share of the spread; nothing to choose.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question on one paper: by its version, with its section, and what it earned (0 to 1).

    `chosen` names what was chosen, for questions where something is to be chosen.
    """

    item: int
    section: int
    worth: float
    points: float
    chosen: tuple[str, ...] = ()

    @property
    def marks(self) -> float:
        return self.worth * self.points


@dataclass(frozen=True)
class Paper:
    """One attempt, marked in all its questions. Questions that are worth nothing stay away."""

    answers: tuple[Answer, ...]

    @cached_property
    def worth(self) -> float:
        return fsum(answer.worth for answer in self.answers)

    @cached_property
    def marks(self) -> float:
        return round(fsum(answer.marks for answer in self.answers), PRECISION)

    @property
    def percent(self) -> float:
        """Of what could be earned; a paper without questions has 0."""
        return round(100 * self.marks / self.worth, PRECISION) if self.worth else 0.0

    def rest(self, answer: Answer) -> float:
        """What was earned of the rest of this paper, as a share of it.

        A share, since draws may differ in what they are worth; with one fixed form its
        correlations are those of the marks.
        """
        worth = self.worth - answer.worth
        return round((self.marks - answer.marks) / worth, PRECISION) if worth > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose in a question."""

    key: str
    right: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A question version as its figures need it; `guess` is what blind guessing earns, 0 to 1."""

    version: int
    guess: float = 0.0
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class ItemStatistics:
    """Figures of a question version. What is None has its reason in `missing`, by name."""

    version: int
    n: int
    facility: float | None = None
    deviation: float | None = None
    guess: float | None = None
    discrimination: float | None = None
    efficiency: float | None = None
    weight: float | None = None
    alpha_without: float | None = None
    choices: tuple[ChoiceStatistics, ...] | None = None
    flags: tuple[Flag, ...] = ()
    missing: dict[str, Missing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChoiceStatistics:
    """How many chose this: of all, and of the best and the weakest papers, from 0 to 1.

    `functioning` is None for what is right. `top` and `bottom` are None where the papers cannot
    be told apart.
    """

    key: str
    right: bool
    all: float
    top: float | None
    bottom: float | None
    functioning: bool | None


Flag = Literal["check_key", "weak", "too_easy", "idle_choice"]


@dataclass(frozen=True, slots=True)
class Block:
    """Questions that stand together, and how reliably they measure one thing."""

    section: int
    items: int
    alpha: float | None
    missing: dict[str, Missing]


@dataclass(frozen=True, slots=True)
class Bin:
    """How many papers reached at least `start` and less than `end` percent; the last, all above."""

    start: int
    end: int
    count: int


@dataclass(frozen=True)
class ExamStatistics:
    """Figures of an exam; marks are in percent. What is None has its reason in `missing`."""

    n: int
    mean: float | None = None
    median: float | None = None
    deviation: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None
    alpha: float | None = None
    error_ratio: float | None = None
    standard_error: float | None = None
    distribution: tuple[Bin, ...] | None = None
    blocks: tuple[Block, ...] | None = None
    missing: dict[str, Missing] = field(default_factory=dict)


def common_items(papers: Sequence[Paper]) -> list[int] | None:
    """The questions of all papers, sorted, if all have the same ones for the same marks."""
    sets = {frozenset((answer.item, answer.worth) for answer in paper.answers) for paper in papers}
    return sorted(item for item, _worth in sets.pop()) if len(sets) == 1 else None
