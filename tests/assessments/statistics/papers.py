"""Papers for tests, written as tables of points."""

from __future__ import annotations

from collections.abc import Sequence

from assessments.statistics import Answer, Item, Paper


def paper(points: Sequence[float], *, worth: float = 1.0, sections: str = "") -> Paper:
    """The questions are 0, 1, 2 …; *sections* names that of each by a digit."""
    return Paper(
        tuple(
            Answer(item, int(sections[item]) if sections else 0, worth, value)
            for item, value in enumerate(points)
        )
    )


def papers(table: Sequence[Sequence[float]], times: int = 1, *, sections: str = "") -> list[Paper]:
    """A paper for each row, each so many *times*."""
    return [paper(row, sections=sections) for row in table for _time in range(times)]


def items(count: int) -> list[Item]:
    return [Item(version) for version in range(count)]


LADDER = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (1, 1, 1)]
"""Each question is harder than the one before, and nobody gets a harder one without the easier."""
