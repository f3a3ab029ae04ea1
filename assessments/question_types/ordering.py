"""Parts to be put in the right order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import combinations, pairwise
from math import factorial
from random import Random
from typing import Annotated, Any, Literal

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from assessments.texts import OptionalText

from .base import (
    NOTHING,
    BadResponse,
    Content,
    Line,
    Option,
    Order,
    Part,
    QuestionType,
    Response,
    Rules,
    Score,
)
from .form import ChoicePart, RowsPart
from .parts import in_veiled_order, keys_of, shuffled, veiled_fields, words_of
from .taking import only_known

RULES = (
    ("adjacent", _("each part that directly follows the right one")),
    ("kendall", _("each two parts of which the right one comes first")),
    ("exact", _("only everything in its place")),
)
INCOMPLETE = _("Give each part a place of its own.")


class OrderingContent(Content):
    """`items` stand in the right order.

    `rule` says what earns points: only everything in place (`exact`), each part that directly
    follows the right one (`adjacent`), or each two parts of which the right one comes first, less
    those the other way round (`kendall`).
    """

    items: Annotated[tuple[Option, ...], Field(min_length=3, max_length=12)]
    rule: Literal["exact", "adjacent", "kendall"] = "adjacent"

    @model_validator(mode="after")
    def keys_differ(self) -> OrderingContent:
        keys_of(self.items)
        return self

    @cached_property
    def places(self) -> dict[str, int]:
        """The right place of each part, from 0."""
        return {item.key: place for place, item in enumerate(self.items)}


def tau(places: Sequence[int]) -> float:
    """Kendall's tau against the natural order, where chance has 0; never below 0."""
    swapped = sum(first > second for first, second in combinations(places, 2))
    return max(0.0, 1 - 4 * swapped / (len(places) * (len(places) - 1)))


@lru_cache
def mean_tau(count: int) -> float:
    """The mean of `tau` over all orders of *count* parts."""
    orders = [1]  # by the number of swapped pairs
    for size in range(2, count + 1):
        longer = [0] * (len(orders) + size - 1)
        for swapped, number in enumerate(orders):
            for more in range(size):
                longer[swapped + more] += number
        orders = longer
    pairs = len(orders) - 1
    earned = sum(max(0, pairs - 2 * swapped) * number for swapped, number in enumerate(orders))
    return earned / pairs / factorial(count)


class Ordering(QuestionType[OrderingContent]):
    name = "ordering"
    label = _("put in order")
    content = OrderingContent
    answered_by = frozenset({"order", "places"})
    form = (
        RowsPart(
            "items",
            _("Parts in the right order"),
            _("Candidates see them in an order by chance."),
            most=12,
            comments=False,
        ),
        ChoicePart("rule", _("What earns points"), choices=RULES, default="adjacent"),
    )

    def arrange(self, content: OrderingContent, random: Random) -> Order:
        return {"items": shuffled(content.items, random)}

    def face(
        self, content: OrderingContent, order: Order, language: str | None = None
    ) -> dict[str, Any]:
        items = in_veiled_order(content, content.items, order, "items", language)
        places = list(range(1, len(items) + 1))
        return super().face(content, order, language) | {"items": items, "places": places}

    def from_form(self, content: OrderingContent, form: QueryDict, prefix: str) -> Response:
        """With `places` instead of `order` where parts have no place yet, or the same."""
        places = veiled_fields(content, content.items, "items", form, f"{prefix}order.")
        wanted = {str(place): place - 1 for place in range(1, len(content.items) + 1)}
        if set(places.values()) == set(wanted):
            return {"order": sorted(places, key=lambda key: wanted[places[key]])}
        return {"places": places} if places else {}

    def take(self, content: OrderingContent, response: Mapping[str, Any]) -> Response:
        if "places" in response:
            raise BadResponse(INCOMPLETE)
        order = only_known(response["order"], content.places)
        if order and len(order) < len(content.items):
            raise BadResponse(INCOMPLETE)
        return {"order": list(order)} if order else {}

    def score(
        self,
        content: OrderingContent,
        response: Response,
        rules: Rules = Rules(),  # noqa: B008
    ) -> Score:
        if not response:
            return NOTHING
        order = response["order"]
        places = [content.places[key] for key in order]
        if content.rule == "adjacent":
            follows = [after == before + 1 for before, after in pairwise(places)]
            parts = tuple(map(Part, order[1:], map(float, follows), [1.0] * len(follows)))
            points = sum(follows) / len(follows)
        else:
            hits = [float(place == at) for at, place in enumerate(places)]
            parts = tuple(map(Part, order, hits, [1.0] * len(hits)))
            points = tau(places) if content.rule == "kendall" else float(all(hits))
        return Score(float(points == 1) if rules.whole else points, parts)

    def guess(self, content: OrderingContent) -> float:
        count = len(content.items)
        if content.rule == "exact":
            return 1 / factorial(count)
        return 1 / count if content.rule == "adjacent" else mean_tau(count)

    def chosen(self, content: OrderingContent, response: Response) -> list[str]:
        """What stands in its place."""
        order = response.get("order", [])
        return [key for at, key in enumerate(order) if content.places[key] == at]

    def key_lines(self, content: OrderingContent) -> list[Line]:
        return [
            Line(item.text, label=str(place), note=item.feedback)
            for place, item in enumerate(content.items, start=1)
        ]

    def right_lines(self, content: OrderingContent) -> list[Line]:
        return self.key_lines(content)

    def part_words(self, content: OrderingContent, language: str) -> dict[str, str]:
        return words_of(content.items, language)

    def countable(self, content: OrderingContent) -> list[tuple[str, OptionalText, bool]]:
        return [(item.key, item.text, True) for item in content.items]
