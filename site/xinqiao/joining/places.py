"""Schools to choose from, found by name, in the order of the tree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from xinqiao.accounts.models import Person, Role, Unit

MOST_SCHOOLS = 60
MOST_BRANCHES = 20
"""Counties, prefectures and provinces whose schools are listed because their name fits."""


@dataclass
class Branch:
    """Schools that stand below the same unit, and the way there from the province down."""

    way: str
    schools: list[Unit]


@dataclass
class Found:
    branches: list[Branch]
    more: bool
    """Whether there are more schools than these."""


def find_schools(text: str) -> Found:
    """The schools with *text* in their name, or in that of a unit above; all for no text.

    Three queries.
    """
    named = Q(name_zh__icontains=text) | Q(name_en__icontains=text)
    above = Unit.objects.exclude(kind__in=[Unit.Kind.SCHOOL, Unit.Kind.NATION]).filter(named)
    paths = above.values_list("path", flat=True)[:MOST_BRANCHES]
    inside = reduce(or_, (Q(path__startswith=path) for path in paths), named)
    found = Unit.objects.filter(inside, kind=Unit.Kind.SCHOOL)[: MOST_SCHOOLS + 1]
    schools = list(found)
    return Found(branches(schools[:MOST_SCHOOLS]), more=len(schools) > MOST_SCHOOLS)


def branches(schools: list[Unit]) -> list[Branch]:
    """*schools*, in the order of the tree, by what they stand below."""
    ways = ways_to(schools)
    grouped: dict[str, list[Unit]] = {}
    for school in schools:
        grouped.setdefault(ways[school.pk], []).append(school)
    return [Branch(way, members) for way, members in grouped.items()]


def ways_to(units: list[Unit]) -> dict[int, str]:
    """By unit, the names of what stands above it, from the province down. One query."""
    step = Unit.steplen
    paths = {unit.path[:end] for unit in units for end in range(2 * step, len(unit.path), step)}
    names = {unit.path: unit.name for unit in Unit.objects.filter(path__in=paths)}
    return {
        unit.pk: " › ".join(
            names[unit.path[:end]]
            for end in range(2 * step, len(unit.path), step)
            if unit.path[:end] in names
        )
        for unit in units
    }


def learns_at(person: Person) -> list[Unit]:
    """Where *person* is a learner, in the order of the tree. One query."""
    return list(Unit.objects.filter(assignments__person=person, assignments__role=Role.LEARNER))
