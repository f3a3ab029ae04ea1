"""Some answers of several are right."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from random import Random
from typing import Annotated, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pydantic import Field, PlainSerializer, model_validator

from assessments.texts import Key, OptionalText

from .base import NOTHING, Content, Line, Option, Order, Part, QuestionType, Response, Rules, Score
from .faults import fault
from .form import RowsPart
from .parts import (
    choices,
    feedback_on,
    keys_of,
    option_lines,
    shuffled,
    unveiled,
    words_of,
)
from .taking import only_known


class MultipleContent(Content):
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=20)]
    # Sorted, as a set has another order in each process and the fingerprint would differ.
    right: Annotated[frozenset[Key], Field(min_length=1), PlainSerializer(sorted)]

    @model_validator(mode="after")
    def right_and_wrong_are_there(self) -> MultipleContent:
        keys = keys_of(self.options)
        if not self.right <= set(keys):
            raise fault("right_unknown")
        if self.right == set(keys):
            raise fault("nothing_wrong")
        return self


def share(chosen: frozenset[str], content: MultipleContent) -> float:
    """`max(0, (hits − false) / right)`; everything at once is no answer and earns nothing."""
    if len(chosen) == len(content.options):
        return 0.0
    hits = len(chosen & content.right)
    return max(0.0, (2 * hits - len(chosen)) / len(content.right))


class Multiple(QuestionType[MultipleContent]):
    name = "multiple"
    label = _("several right answers")
    content = MultipleContent
    answered_by = frozenset({"choices"})
    form = (
        RowsPart("options", _("Answers"), _("Mark all that are right."), right="right", many=True),
    )

    def arrange(self, content: MultipleContent, random: Random) -> Order:
        return {"options": shuffled(content.options, random)}

    def face(
        self, content: MultipleContent, order: Order, language: str | None = None
    ) -> dict[str, Any]:
        options = choices(content, content.options, order, "options", language)
        return super().face(content, order, language) | {"options": options}

    def from_form(self, content: MultipleContent, form: QueryDict, prefix: str) -> Response:
        given = form.getlist(f"{prefix}choices")
        chosen = unveiled(content, content.options, "options", given)
        return {"choices": chosen} if chosen else {}

    def take(self, content: MultipleContent, response: Mapping[str, Any]) -> Response:
        known = {option.key for option in content.options}
        chosen = only_known(response["choices"], known)
        return {"choices": sorted(chosen)} if chosen else {}

    def score(self, content: MultipleContent, response: Response, rules: Rules = Rules()) -> Score:  # noqa: B008
        if not response:
            return NOTHING
        chosen = frozenset(response["choices"])
        points = float(chosen == content.right) if rules.whole else share(chosen, content)
        parts = tuple(
            Part(one.key, float((one.key in chosen) == (one.key in content.right)), 1.0)
            for one in content.options
        )
        return Score(points, parts)

    def guess(self, content: MultipleContent) -> float:
        """Of somebody who takes as many answers as are right, any of them."""
        keys = [option.key for option in content.options]
        tries = list(combinations(keys, len(content.right)))
        return sum(share(frozenset(chosen), content) for chosen in tries) / len(tries)

    def chosen(self, content: MultipleContent, response: Response) -> list[str]:
        return list(response.get("choices", []))

    def key_lines(self, content: MultipleContent) -> list[Line]:
        return option_lines(content.options, content.right)

    def part_words(self, content: MultipleContent, language: str) -> dict[str, str]:
        return words_of(content.options, language)

    def remarks(self, content: MultipleContent, response: Response) -> list[OptionalText]:
        return feedback_on(content.options, response.get("choices", []))

    def countable(self, content: MultipleContent) -> list[tuple[str, OptionalText, bool]]:
        return [(one.key, one.text, one.key in content.right) for one in content.options]
