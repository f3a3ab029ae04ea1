"""One answer of several is right."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Annotated, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from assessments.texts import Key, OptionalText

from .base import NOTHING, Content, Line, Option, Order, Part, QuestionType, Response, Rules, Score
from .faults import fault
from .form import RowsPart
from .parts import choices, feedback_on, keys_of, option_lines, shuffled, unveiled
from .taking import only_key


class SingleContent(Content):
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=20)]
    right: Key

    @model_validator(mode="after")
    def right_is_there(self) -> SingleContent:
        if self.right not in keys_of(self.options):
            raise fault("right_unknown")
        return self


class Single(QuestionType[SingleContent]):
    name = "single"
    label = _("one right answer")
    content = SingleContent
    answered_by = frozenset({"choice"})
    form = (RowsPart("options", _("Answers"), _("Mark the one that is right."), right="right"),)

    def arrange(self, content: SingleContent, random: Random) -> Order:
        return {"options": shuffled(content.options, random)}

    def face(
        self, content: SingleContent, order: Order, language: str | None = None
    ) -> dict[str, Any]:
        options = choices(content, content.options, order, "options", language)
        return super().face(content, order, language) | {"options": options}

    def from_form(self, content: SingleContent, form: QueryDict, prefix: str) -> Response:
        given = form.getlist(f"{prefix}choice")[:1]
        chosen = unveiled(content, content.options, "options", filter(None, given))
        return {"choice": chosen[0]} if chosen else {}

    def take(self, content: SingleContent, response: Mapping[str, Any]) -> Response:
        return {"choice": only_key(response["choice"], [one.key for one in content.options])}

    def score(self, content: SingleContent, response: Response, rules: Rules = Rules()) -> Score:  # noqa: B008
        if not response:
            return NOTHING
        points = float(response["choice"] == content.right)
        return Score(points, (Part(response["choice"], points, 1.0),))

    def guess(self, content: SingleContent) -> float:
        return 1 / len(content.options)

    def chosen(self, content: SingleContent, response: Response) -> list[str]:
        return [response["choice"]] if response else []

    def key_lines(self, content: SingleContent) -> list[Line]:
        return option_lines(content.options, {content.right})

    def remarks(self, content: SingleContent, response: Response) -> list[OptionalText]:
        return feedback_on(content.options, {response.get("choice", "")})

    def countable(self, content: SingleContent) -> list[tuple[str, OptionalText, bool]]:
        return [(one.key, one.text, one.key == content.right) for one in content.options]
