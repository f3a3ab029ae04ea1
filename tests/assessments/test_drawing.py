"""Which questions an attempt gets."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.drawing import CannotDraw, Item, draw, suits
from assessments.plan import Draw, Plan


def item(question: int, **more: Any) -> Item:
    return Item(version=question, question=question, key=str(UUID(int=question)), **more)


def plan(*slots: dict[str, Any]) -> Plan:
    return Plan.model_validate({"banks": ["track-a"], "sections": [{"key": "all", "slots": slots}]})


def asks(count: int, *tags: str, **more: Any) -> dict[str, Any]:
    return {"kind": "draw", "count": count, "tags": tags} | more


def tagged(tags: str, **more: Any) -> dict[str, Any]:
    return {"tags": frozenset(tags)} | more


def numbers(made: Plan, pool: list[Item], seed: int = 1, **more: Any) -> list[int]:
    return [drawn.item.question for drawn in draw(made, pool, pool, Random(seed), **more)]


def test_each_rule_gets_as_many_as_it_asks_for() -> None:
    pool = [item(n, **tagged("A" if n < 5 else "B")) for n in range(10)]
    drawn = numbers(plan(asks(3, "A"), asks(2, "B")), pool)
    assert len(set(drawn)) == 5
    assert all(n < 5 for n in drawn[:3]) and all(n >= 5 for n in drawn[3:])


def test_the_same_seed_draws_the_same_questions_and_another_seed_others() -> None:
    pool = [item(n) for n in range(100)]
    assert numbers(plan(asks(10)), pool, 7) == numbers(plan(asks(10)), pool, 7)
    assert numbers(plan(asks(10)), pool, 7) != numbers(plan(asks(10)), pool, 8)


def test_never_two_of_one_family() -> None:
    pool = [item(1, family="x"), item(2, family="x"), item(3)]
    assert 3 in numbers(plan(asks(2)), pool)
    with pytest.raises(CannotDraw) as short:
        numbers(plan(asks(3)), pool)
    (shortage,) = short.value.shortages
    assert (shortage.asked, shortage.found) == (3, 2)


def test_families_of_two_banks_are_two_whatever_they_are_called() -> None:
    pool = [item(1, family="x", bank=1), item(2, family="x", bank=2)]
    assert sorted(numbers(plan(asks(2)), pool)) == [1, 2]


def test_the_family_of_a_named_question_is_taken() -> None:
    pool = [item(1, family="x"), item(2, family="x"), item(3)]
    fixed = {"kind": "fixed", "question": str(UUID(int=1))}
    assert numbers(plan(asks(1), fixed), pool) == [3, 1]


def test_rules_that_overlap_are_served_whenever_they_can_be() -> None:
    """A greedy draw for the first rule would often take the only question of the second."""
    pool = [item(1, **tagged("AB")), item(2, **tagged("A"))]
    for seed in range(30):
        assert numbers(plan(asks(1, "A"), asks(1, "B")), pool, seed) == [2, 1]


def test_what_was_seen_before_is_drawn_last() -> None:
    pool = [item(n) for n in range(6)]
    assert set(numbers(plan(asks(3)), pool, seen={0, 1, 2})) == {3, 4, 5}
    assert {3, 4, 5} < set(numbers(plan(asks(4)), pool, seen={0, 1, 2}))


def test_a_named_question_that_is_not_ready_is_missed() -> None:
    with pytest.raises(CannotDraw) as short:
        numbers(plan({"kind": "fixed", "question": str(UUID(int=9))}), [item(1)])
    assert short.value.shortages[0].found == 0


def test_a_named_version_is_taken_and_else_the_newest() -> None:
    named = [item(1, number=1), item(1, number=2)]
    fixed: dict[str, Any] = {"kind": "fixed", "question": str(UUID(int=1))}
    for version, number in ((None, 2), (1, 1)):
        (drawn,) = draw(plan(fixed | {"version": version}), [], named, Random(1))
        assert drawn.item.number == number


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({"tags": ["x", "A"]}, True),
        ({"tags": ["x"]}, False),
        ({"competences": ["3.4"]}, True),
        ({"competences": ["1.1"]}, False),
        ({"types": ["single"]}, True),
        ({"types": ["case"]}, False),
        ({"must_pass": True}, False),
        ({"must_pass": False}, True),
        ({"hardest": 40, "easiest": 60}, True),
        ({"hardest": 51}, False),
    ],
)
def test_a_rule_draws_only_what_suits_it(rule: dict[str, Any], fits: bool) -> None:
    one = item(1, difficulty=50, **tagged("A", competences=frozenset({"3.4"})))
    assert suits(one, Draw(count=1, **rule)) is fits


def test_a_question_without_difficulty_is_drawn_by_no_rule_that_names_one() -> None:
    assert suits(item(1), Draw(count=1))
    assert not suits(item(1), Draw(count=1, hardest=1))


@given(
    questions=st.lists(
        st.tuples(st.sets(st.sampled_from("AB"), min_size=1), st.sampled_from(["", "x", "y"])),
        max_size=5,
    ),
    counts=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    seed=st.integers(0, 1000),
)
def test_a_draw_succeeds_exactly_when_one_is_possible(
    questions: list[tuple[set[str], str]], counts: tuple[int, int], seed: int
) -> None:
    pool = [
        item(n, family=family, **tagged("".join(tags)))
        for n, (tags, family) in enumerate(questions)
    ]
    made = plan(asks(counts[0], "A"), asks(counts[1], "B"))
    try:
        drawn = draw(made, pool, pool, Random(seed))
    except CannotDraw:
        assert not any(
            fulfils(way, pool, counts) for way in product((None, "A", "B"), repeat=len(pool))
        )
    else:
        way = {one.item.question: "A" if n < counts[0] else "B" for n, one in enumerate(drawn)}
        assert fulfils([way.get(n) for n in range(len(pool))], pool, counts)


def fulfils(way: Any, pool: list[Item], counts: tuple[int, int]) -> bool:
    """Whether giving each question to the rule that *way* names is a draw."""
    used = [(one, rule) for one, rule in zip(pool, way, strict=True) if rule]
    kin = [one.kin for one, _rule in used]
    return (
        all(rule in one.tags for one, rule in used)
        and len(set(kin)) == len(kin)
        and tuple(sum(rule == name for _one, rule in used) for name in "AB") == counts
    )
