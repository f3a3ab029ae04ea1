"""Ways to act in a situation, to be ranked as experts ranked them."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Annotated, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from assessments.texts import LANGUAGES, Key, OptionalText

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
from .faults import fault
from .form import NumberPart, PickedRows
from .parts import in_veiled_order, keys_of, shuffled, side_by_side, veiled_fields, words_of

MOST = 4
"""Points for an option in its place; one less for each rank that it is off."""

ENOUGH = 0.6
"""How far experts have to agree before a question can be used."""


class JudgementContent(Content):
    """`ranks` by so many `experts`, 1 for the best; `agreement` is how far they agreed, 0 to 1."""

    options: Annotated[tuple[Option, ...], Field(min_length=3, max_length=5)]
    ranks: dict[Key, int]
    experts: Annotated[int, Field(ge=1, le=1000)]
    agreement: Annotated[float, Field(ge=0, le=1)]

    @model_validator(mode="after")
    def each_has_a_rank(self) -> JudgementContent:
        keys = keys_of(self.options)
        every = list(range(1, len(keys) + 1))
        if self.ranks.keys() != set(keys) or sorted(self.ranks.values()) != every:
            raise fault("ranks_unclear")
        return self


class Judgement(QuestionType[JudgementContent]):
    name = "judgement"
    label = _("judgement of a situation")
    content = JudgementContent
    answered_by = frozenset({"ranks"})
    form = (
        PickedRows(
            "options",
            _("Ways to act"),
            _("Give each the rank that the experts gave it, 1 for the best."),
            most=5,
            usual=5,
            codes=frozenset({"ranks_unclear", "repeated_key"}),
            pick="ranks",
            asked=_("Rank by the experts"),
        ),
        NumberPart("experts", _("How many experts were asked")),
        NumberPart(
            "agreement",
            _("How far they agreed"),
            _("From 0 to 1. An exam may ask the question from 0.6 on."),
        ),
    )

    def agreed(self, content: JudgementContent) -> bool:
        return content.agreement >= ENOUGH

    def arrange(self, content: JudgementContent, random: Random) -> Order:
        return {"options": shuffled(content.options, random)}

    def face(
        self, content: JudgementContent, order: Order, language: str | None = None
    ) -> dict[str, Any]:
        options = in_veiled_order(content, content.options, order, "options", language)
        places = list(range(1, len(options) + 1))
        return super().face(content, order, language) | {"options": options, "places": places}

    def from_form(self, content: JudgementContent, form: QueryDict, prefix: str) -> Response:
        """What is no rank stays as it is, for `clean` to refuse."""
        given = veiled_fields(content, content.options, "options", form, f"{prefix}rank.")
        known = {str(rank): rank for rank in content.ranks.values()}
        ranks = {key: known.get(rank, rank) for key, rank in given.items()}
        return {"ranks": ranks} if ranks else {}

    def take(self, content: JudgementContent, response: Mapping[str, Any]) -> Response:
        """The same rank twice is kept: it earns nothing, and can still be mended."""
        given = response["ranks"]
        if not isinstance(given, Mapping) or not given.keys() <= content.ranks.keys():
            raise BadResponse
        known = content.ranks.values()
        if not all(type(rank) is int and rank in known for rank in given.values()):
            raise BadResponse
        ranks = {key: given[key] for key in content.ranks if key in given}
        return {"ranks": ranks} if ranks else {}

    def score(
        self,
        content: JudgementContent,
        response: Response,
        rules: Rules = Rules(),  # noqa: B008
    ) -> Score:
        """Always by option: experts themselves agree only more or less, so no rule makes it whole."""
        if not response:
            return NOTHING
        given = response["ranks"]
        taken = list(given.values())
        parts = tuple(
            Part(
                key,
                float(MOST - abs(given[key] - rank))
                if key in given and taken.count(given[key]) == 1
                else 0.0,
                float(MOST),
            )
            for key, rank in content.ranks.items()
        )
        return Score(sum(part.earned for part in parts) / (MOST * len(parts)), parts)

    def guess(self, content: JudgementContent) -> float:
        """The mean over all orders, in which a rank is off by (n² − 1) / 3n on average."""
        count = len(content.options)
        return 1 - (count * count - 1) / (3 * count * MOST)

    def chosen(self, content: JudgementContent, response: Response) -> list[str]:
        return [f"{key}.{rank}" for key, rank in response.get("ranks", {}).items()]

    def key_lines(self, content: JudgementContent) -> list[Line]:
        """From the best to the worst."""
        ranked = sorted(content.options, key=lambda option: content.ranks[option.key])
        return [
            Line(option.text, label=str(rank), note=option.feedback)
            for rank, option in enumerate(ranked, start=1)
        ]

    def right_lines(self, content: JudgementContent) -> list[Line]:
        return self.key_lines(content)

    def part_words(self, content: JudgementContent, language: str) -> dict[str, str]:
        return words_of(content.options, language)

    def countable(self, content: JudgementContent) -> list[tuple[str, OptionalText, bool]]:
        return [
            (
                f"{option.key}.{rank}",
                side_by_side(option.text, dict.fromkeys(LANGUAGES, str(rank))),
                content.ranks[option.key] == rank,
            )
            for option in content.options
            for rank in sorted(content.ranks.values())
        ]
