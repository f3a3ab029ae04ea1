"""From the points of single questions to a result: pure, and able to explain itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.plan import Plan

PRECISION = 7
"""Decimal places; sums of thirds would else miss a pass mark by the last bit."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A question of an attempt: its section by place, what it is worth, what it earned (0 to 1).

    `points` is None while a person has still to mark it. `worth` 0 asks nothing, or was dropped.
    """

    section: int
    worth: float
    points: float | None
    must_pass: bool = False


@dataclass(frozen=True, slots=True)
class Subtotal:
    """Marks earned of marks to be had."""

    earned: float
    of: float

    @property
    def percent(self) -> float:
        """Between 0 and 100; of nothing, everything is reached."""
        return round(100 * self.earned / self.of, PRECISION) if self.of else 100.0


@dataclass(frozen=True, slots=True)
class Result:
    """`passed` is None while `waiting` questions have still to be marked."""

    total: Subtotal
    sections: tuple[Subtotal, ...]
    weak_sections: tuple[int, ...]
    """Those below their own pass mark."""
    failed_must_pass: tuple[int, ...]
    """By place in the attempt, questions that had to be right and are not."""
    waiting: int
    passed: bool | None


def subtotal(marked: Sequence[Marked]) -> Subtotal:
    earned = sum(one.worth * (one.points or 0) for one in marked)
    return Subtotal(round(earned, PRECISION), round(sum(one.worth for one in marked), PRECISION))


def grade(plan: Plan, marked: Sequence[Marked]) -> Result:
    """The result of an attempt: the total, each section's own minimum, and what must be right."""
    total = subtotal(marked)
    sections = tuple(
        subtotal([one for one in marked if one.section == place])
        for place in range(len(plan.sections))
    )
    weak = tuple(
        place
        for place, (section, reached) in enumerate(zip(plan.sections, sections, strict=True))
        if section.pass_percent is not None and reached.percent < section.pass_percent
    )
    failed = tuple(
        place
        for place, one in enumerate(marked)
        if plan.must_pass_counts and one.must_pass and one.worth and one.points not in (None, 1.0)
    )
    waiting = sum(one.points is None and one.worth > 0 for one in marked)
    passed = total.percent >= plan.pass_percent and not weak and not failed
    return Result(total, sections, weak, failed, waiting, None if waiting else passed)
