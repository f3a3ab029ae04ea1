"""Which questions one attempt gets: pure, and the same again for the same seed.

No question stands twice in an attempt, and of one family never two. Each rule of a plan asks for
so many questions; a family can serve one of them. That is a matching of rules with families, so a
draw succeeds whenever any draw can, also where rules overlap (augmenting paths, as in Kuhn's
algorithm): the check before an exam is published tries this once and so proves it for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from assessments.plan import Draw, Fixed, Plan


@dataclass(frozen=True, slots=True)
class Item:
    """What a draw knows of a version of a question."""

    version: int
    question: int
    key: str
    number: int = 1
    family: str = ""
    bank: int = 0
    """Families of two banks are two, whatever they are called."""
    type: str = "single"
    tags: frozenset[str] = frozenset()
    competences: frozenset[str] = frozenset()
    difficulty: int | None = None
    must_pass: bool = False

    @property
    def kin(self) -> str:
        """The family, or the question itself as a family of one."""
        return f"family {self.bank} {self.family}" if self.family else f"question {self.question}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One place of an attempt: the section by its place in the plan, and the question."""

    section: int
    item: Item


@dataclass(frozen=True, slots=True)
class Shortage:
    """What a plan asks for and a bank does not have. `found` is how many can be had together."""

    section: int
    slot: int
    asked: int
    found: int


class CannotDraw(Exception):
    """The questions do not suffice; `shortages` says where."""

    def __init__(self, shortages: list[Shortage]) -> None:
        super().__init__(shortages)
        self.shortages = shortages


def suits(item: Item, rule: Draw) -> bool:
    """Whether *rule* may draw *item*; a question without a difficulty suits only who names none."""
    if not rule.any_difficulty and (
        item.difficulty is None or not rule.hardest <= item.difficulty <= rule.easiest
    ):
        return False
    return (
        (not rule.tags or not item.tags.isdisjoint(rule.tags))
        and (not rule.competences or not item.competences.isdisjoint(rule.competences))
        and (not rule.types or item.type in rule.types)
        and (rule.must_pass is None or item.must_pass == rule.must_pass)
    )


@dataclass
class Matching:
    """Rules on one side, families on the other; `holder` tells which rule a family serves."""

    wishes: dict[int, list[str]]
    holder: dict[str, int] = field(default_factory=dict)

    def serve(self, rule: int) -> bool:
        """Give one more family to *rule*, if need be by giving other rules other families."""
        seen: set[str] = set()

        def find(rule: int) -> bool:
            for kin in self.wishes[rule]:
                if kin in seen:
                    continue
                seen.add(kin)
                if kin not in self.holder or find(self.holder[kin]):
                    self.holder[kin] = rule
                    return True
            return False

        return find(rule)


def draw(
    plan: Plan,
    pool: Sequence[Item],
    named: Sequence[Item],
    random: Random,
    *,
    seen: Collection[int] = (),
) -> list[Drawn]:
    """The questions of one attempt, section by section, in the order of the plan.

    *pool* holds the newest ready versions of the plan's banks, *named* those of the questions that
    the plan names. Questions in *seen*, by their ids, are taken only where others do not suffice.
    Raises `CannotDraw`.
    """
    fixed = {
        place: named_item(slot, named) for place, slot in places(plan) if isinstance(slot, Fixed)
    }
    taken = {item.kin for item in fixed.values() if item}
    rules = {place: slot for place, slot in places(plan) if isinstance(slot, Draw)}
    suitable = {
        number: in_chance_order([item for item in pool if suits(item, rule)], taken, random, seen)
        for number, rule in enumerate(rules.values())
    }
    matching = Matching({number: list(by_kin) for number, by_kin in suitable.items()})
    found = {
        number: sum(matching.serve(number) for _ in range(rule.count))
        for number, rule in enumerate(rules.values())
    }
    shortages = [Shortage(*place, 1, 0) for place, item in fixed.items() if item is None] + [
        Shortage(*place, rule.count, found[number])
        for number, (place, rule) in enumerate(rules.items())
        if found[number] < rule.count
    ]
    if shortages:
        raise CannotDraw(shortages)
    served: dict[int, list[Item]] = defaultdict(list)
    for kin, number in matching.holder.items():
        served[number].append(suitable[number][kin])
    chosen = {place: served[number] for number, place in enumerate(rules)}
    return [
        Drawn(place[0], item)
        for place, slot in places(plan)
        for item in ([fixed[place]] if isinstance(slot, Fixed) else chosen[place])
        if item
    ]


def places(plan: Plan) -> Iterable[tuple[tuple[int, int], Fixed | Draw]]:
    """Each slot with the number of its section and its own number there."""
    for section, part in enumerate(plan.sections):
        for number, slot in enumerate(part.slots):
            yield (section, number), slot


def named_item(slot: Fixed, named: Iterable[Item]) -> Item | None:
    """The version that *slot* names, or the newest of *named*."""
    of_question = [item for item in named if item.key == str(slot.question)]
    wanted = [item for item in of_question if slot.version in (None, item.number)]
    return max(wanted, key=lambda item: item.number, default=None)


def in_chance_order(
    items: list[Item], taken: Collection[str], random: Random, seen: Collection[int]
) -> dict[str, Item]:
    """By family, one of *items* that is free; those not seen before come first."""
    random.shuffle(items)
    items.sort(key=lambda item: item.question in seen)  # keeps the order by chance within
    free: dict[str, Item] = {}
    for item in items:
        if item.kin not in taken:
            free.setdefault(item.kin, item)
    return free
