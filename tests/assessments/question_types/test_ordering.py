"""Parts to be put in the right order."""

from __future__ import annotations

from itertools import permutations
from statistics import fmean
from typing import Any

import pytest
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from assessments.question_types import TYPES, read_content
from assessments.question_types.base import BadResponse, Rules
from assessments.question_types.faults import Faulty
from tests.assessments.factories import options
from tests.assessments.question_types.examples import ordering

KIND = TYPES["ordering"]
RULES = ["exact", "adjacent", "kendall"]


def points(rule: str, order: str, **rules: bool) -> float | None:
    content = read_content("ordering", ordering(rule, len(order)))
    return KIND.score(content, {"order": list(order)}, Rules(**rules)).points


@pytest.mark.parametrize(
    ("order", "exact", "adjacent", "kendall"),
    [
        ("abcd", 1, 1, 1),
        ("dabc", 0, 2 / 3, 0),
        ("abdc", 0, 1 / 3, 2 / 3),
        ("badc", 0, 0, 1 / 3),
        ("dcba", 0, 0, 0),
    ],
)
def test_an_order_earns_points_by_its_rule(
    order: str, exact: float, adjacent: float, kendall: float
) -> None:
    assert points("exact", order) == exact
    assert points("adjacent", order) == pytest.approx(adjacent)
    assert points("kendall", order) == pytest.approx(kendall)


@given(order=st.permutations("abcd"), rule=st.sampled_from(RULES))
def test_an_order_may_count_only_as_a_whole(order: list[str], rule: str) -> None:
    earned = points(rule, "".join(order), whole=True)
    assert earned == (order == list("abcd"))


@given(order=st.permutations("abcde"), rule=st.sampled_from(RULES))
def test_only_the_right_order_earns_everything(order: list[str], rule: str) -> None:
    assert (points(rule, "".join(order)) == 1) == (order == list("abcde"))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("count", [3, 4, 5])
def test_blind_guessing_earns_the_mean_over_all_orders(rule: str, count: int) -> None:
    content = read_content("ordering", ordering(rule, count))
    orders = ["".join(order) for order in permutations("abcdef"[:count])]
    assert KIND.guess(content) == pytest.approx(fmean(points(rule, order) for order in orders))


def test_the_form_tells_nothing_of_the_order_by_the_names_of_its_parts() -> None:
    content = read_content("ordering", ordering())
    fields = [item["field"] for item in KIND.face(content, {})["items"]]
    assert fields == sorted(fields)
    assert not set(fields) & set("abcd")


def form(**places: str) -> QueryDict:
    content = read_content("ordering", ordering())
    face = KIND.face(content, {})
    data = QueryDict(mutable=True)
    for item in face["items"]:
        data[f"q.order.{item['field']}"] = places.get(item["key"], "")
    return data


@pytest.mark.parametrize(
    "places", [{"a": "1"}, {"a": "1", "b": "1", "c": "2", "d": "3"}, {"a": "9"}, {"a": "x"}]
)
def test_half_an_order_is_shown_again_and_refused_with_a_reason(places: dict[str, str]) -> None:
    content = read_content("ordering", ordering())
    given = KIND.from_form(content, form(**places), "q.")
    assert given == {"places": places}
    with pytest.raises(BadResponse) as refused:
        KIND.clean(content, given)
    with override("en"):
        assert str(refused.value.reason) == "Give each part a place of its own."


def test_an_order_is_read_from_the_places() -> None:
    content = read_content("ordering", ordering())
    given = KIND.from_form(content, form(a="2", b="1", c="4", d="3"), "q.")
    assert given == {"order": ["b", "a", "d", "c"]}
    assert KIND.from_form(content, form(), "q.") == {}


@pytest.mark.parametrize("order", [["a"], list("abca"), list("abcde"), "abcd", None, [1, 2, 3, 4]])
def test_what_is_no_order_is_refused(order: Any) -> None:
    with pytest.raises(BadResponse):
        KIND.clean(read_content("ordering", ordering()), {"order": order})


def test_two_parts_are_no_order() -> None:
    for items in (options("一", "二"), options("一", "二") + options("三")):
        with pytest.raises(Faulty):
            read_content("ordering", ordering() | {"items": items})
