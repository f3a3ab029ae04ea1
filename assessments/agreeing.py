"""When several people have marked the same answer: whose points count. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from assessments.plan import Marking
from assessments.question_types.base import Part

PRECISION = 9
"""Decimal places; a difference of sums would else exceed the limit by the last bit."""


def who_counts(points: Sequence[float], rules: Marking) -> tuple[int, ...] | None:
    """The places of those in *points* whose mean counts; None while another has to mark.

    Two that are near each other count both. Else a third marks, and those two count that are
    nearest to each other; equally near, the two that are better for the candidate.
    """
    if len(points) < rules.markers:
        return None
    if rules.markers == 1:
        return (0,)
    if len(points) == 2:
        far = round(100 * abs(points[0] - points[1]), PRECISION) > rules.third_from
        return None if far else (0, 1)
    pairs = [(0, 1), (0, 2), (1, 2)]
    return min(
        pairs,
        key=lambda pair: (
            round(abs(points[pair[0]] - points[pair[1]]), PRECISION),
            -(points[pair[0]] + points[pair[1]]),
        ),
    )


def mean(points: Sequence[float]) -> float:
    return min(1.0, sum(points) / len(points))


def mean_parts(several: Sequence[Sequence[Part]]) -> tuple[Part, ...]:
    """Part by part; all are of the same question, and so have the same parts."""
    return tuple(
        Part(same[0].key, sum(part.earned for part in same) / len(same), same[0].of)
        for same in zip(*several, strict=True)
    )
