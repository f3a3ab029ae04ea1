"""Each of some things has its partner among others."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Annotated, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from assessments.texts import Key, OptionalText

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
    together,
)
from .faults import fault
from .form import PickedRows, RowsPart
from .parts import (
    in_veiled_order,
    keys_of,
    shuffled,
    side_by_side,
    unveiled,
    veiled_fields,
    words_of,
)
from .taking import only_key

CHOICES = RowsPart(
    "choices",
    _("What to choose from"),
    _("Some may belong to nothing."),
    codes=frozenset(),
)


class MatchingContent(Content):
    """`pairs` leads from each prompt to a choice; some choices may be nobody's partner."""

    prompts: Annotated[tuple[Option, ...], Field(min_length=2, max_length=12)]
    choices: Annotated[tuple[Option, ...], Field(min_length=2, max_length=20)]
    pairs: dict[Key, Key]

    @model_validator(mode="after")
    def each_has_a_partner(self) -> MatchingContent:
        if self.pairs.keys() != set(keys_of(self.prompts)):
            raise fault("unpaired")
        if not set(self.pairs.values()) <= set(keys_of(self.choices)):
            raise fault("right_unknown")
        return self


class Matching(QuestionType[MatchingContent]):
    name = "matching"
    label = _("matching")
    content = MatchingContent
    answered_by = frozenset({"pairs"})
    form = (
        CHOICES,
        PickedRows(
            "prompts",
            _("What each belongs to"),
            _("Choose for each the number of what belongs to it."),
            most=12,
            codes=frozenset({"unpaired", "right_unknown", "repeated_key"}),
            pick="pairs",
            asked=_("Belongs to number"),
            among=CHOICES,
        ),
    )

    def arrange(self, content: MatchingContent, random: Random) -> Order:
        return {
            "prompts": shuffled(content.prompts, random),
            "choices": shuffled(content.choices, random),
        }

    def face(
        self, content: MatchingContent, order: Order, language: str | None = None
    ) -> dict[str, Any]:
        return super().face(content, order, language) | {
            "prompts": in_veiled_order(content, content.prompts, order, "prompts", language),
            "choices": in_veiled_order(content, content.choices, order, "choices", language),
        }

    def from_form(self, content: MatchingContent, form: QueryDict, prefix: str) -> Response:
        chosen = veiled_fields(content, content.prompts, "prompts", form, f"{prefix}pair.")
        found = unveiled(content, content.choices, "choices", chosen.values())
        pairs = dict(zip(chosen, found, strict=True))
        return {"pairs": pairs} if pairs else {}

    def take(self, content: MatchingContent, response: Mapping[str, Any]) -> Response:
        pairs = response["pairs"]
        if not isinstance(pairs, Mapping) or not pairs.keys() <= content.pairs.keys():
            raise BadResponse
        known = [choice.key for choice in content.choices]
        taken = {key: only_key(pairs[key], known) for key in content.pairs if key in pairs}
        return {"pairs": taken} if taken else {}

    def score(
        self,
        content: MatchingContent,
        response: Response,
        rules: Rules = Rules(),  # noqa: B008
    ) -> Score:
        if not response:
            return NOTHING
        pairs = response["pairs"]
        parts = tuple(
            Part(prompt, float(pairs.get(prompt) == choice), 1.0)
            for prompt, choice in content.pairs.items()
        )
        return Score(together(parts, rules), parts)

    def guess(self, content: MatchingContent) -> float:
        """Of somebody who takes any choice for each prompt."""
        return 1 / len(content.choices)

    def chosen(self, content: MatchingContent, response: Response) -> list[str]:
        return [f"{prompt}.{choice}" for prompt, choice in response.get("pairs", {}).items()]

    def key_lines(self, content: MatchingContent) -> list[Line]:
        return [line for line in super().key_lines(content) if line.right]

    def part_words(self, content: MatchingContent, language: str) -> dict[str, str]:
        return words_of(content.prompts, language)

    def countable(self, content: MatchingContent) -> list[tuple[str, OptionalText, bool]]:
        return [
            (
                f"{prompt.key}.{choice.key}",
                side_by_side(prompt.text, choice.text),
                content.pairs[prompt.key] == choice.key,
            )
            for prompt in content.prompts
            for choice in content.choices
        ]
