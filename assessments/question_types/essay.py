"""A text that a person marks by a rubric."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from assessments.texts import MAX_TEXT, Strict, Text, said

from .base import (
    NOTHING,
    Content,
    Keyed,
    Line,
    Look,
    Order,
    Part,
    QuestionType,
    Reading,
    Response,
    Rules,
    Score,
)
from .faults import fault
from .form import GroupsPart, NumberPart, WordsPart
from .parts import keys_of
from .taking import only_text

Length = Annotated[int, Field(ge=0, le=MAX_TEXT)]


class Level(Strict):
    """What a text must show for these points."""

    points: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
    text: Text


class Criterion(Keyed):
    """One thing that is looked at."""

    name: Text
    levels: Annotated[tuple[Level, ...], Field(min_length=2, max_length=10)]

    @model_validator(mode="after")
    def something_can_be_earned(self) -> Criterion:
        if not any(level.points for level in self.levels):
            raise fault("no_points")
        return self


class EssayContent(Content):
    """Lengths are in characters. The rubric is for those who mark, not for candidates."""

    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=12)]
    shortest: Length = 0
    longest: Annotated[Length, Field(ge=1)] = MAX_TEXT

    @model_validator(mode="after")
    def lengths_and_criteria_are_clear(self) -> EssayContent:
        keys_of(self.criteria)
        if self.longest < self.shortest:
            raise fault("longest_below_shortest")
        return self


class Essay(QuestionType[EssayContent]):
    name = "essay"
    label = _("essay")
    content = EssayContent
    answered_by = frozenset({"text"})
    form = (
        GroupsPart(
            "criteria",
            _("What is looked at"),
            _("Who marks chooses one level of each. Candidates do not see them."),
            most=12,
            usual=1,
            parts=(
                WordsPart("name", _("What is looked at"), lines=1),
                GroupsPart(
                    "levels",
                    _("Levels"),
                    _("Two or more, with the points that each earns."),
                    most=10,
                    usual=3,
                    parts=(
                        WordsPart("text", _("What the text must show"), lines=1),
                        NumberPart("points", _("Points earned")),
                    ),
                    keyed=False,
                ),
            ),
            codes=frozenset({"repeated_key"}),
        ),
        NumberPart("shortest", _("Shortest, in characters"), default=0),
        NumberPart(
            "longest",
            _("Longest, in characters"),
            default=MAX_TEXT,
        ),
    )
    marked_by_people = True

    def face(
        self, content: EssayContent, order: Order, language: str | None = None
    ) -> dict[str, Any]:
        lengths = {"shortest": content.shortest, "longest": content.longest}
        return super().face(content, order, language) | lengths

    def from_form(self, content: EssayContent, form: QueryDict, prefix: str) -> Response:
        text = form.get(f"{prefix}text", "").strip()
        return {"text": text} if text else {}

    def take(self, content: EssayContent, response: Mapping[str, Any]) -> Response:
        """A text that is still too short is kept, for it is not finished."""
        text = only_text(response["text"], up_to=content.longest)
        return {"text": text} if text else {}

    def key_lines(self, content: EssayContent) -> list[Line]:
        """The rubric."""
        lines = []
        for criterion in content.criteria:
            lines.append(Line(criterion.name, label=_("Criterion")))
            lines += [
                Line(level.text, label=_("%(points)s points") % {"points": f"{level.points:g}"})
                for level in criterion.levels
            ]
        return lines

    def part_words(self, content: EssayContent, language: str) -> dict[str, str]:
        return {one.key: said(one.name, language) for one in content.criteria}

    def score(self, content: EssayContent, response: Response, rules: Rules = Rules()) -> Score:  # noqa: B008
        return Score(None) if response else NOTHING

    def readings(self, content: EssayContent, response: Response) -> list[Reading]:
        looks = tuple(
            Look(one.key, one.name, tuple((level.points, level.text) for level in one.levels))
            for one in content.criteria
        )
        return [Reading("", content.stem, response["text"], looks)] if response else []

    def judged(
        self,
        content: EssayContent,
        response: Response,
        levels: Mapping[str, int],
        rules: Rules = Rules(),  # noqa: B008
    ) -> Score:
        """The points of the chosen levels, of those that could be earned."""
        if not response:
            return NOTHING
        parts = tuple(
            Part(one.key, one.levels[levels[one.key]].points, max(x.points for x in one.levels))
            for one in content.criteria
        )
        return Score(sum(part.earned for part in parts) / sum(part.of for part in parts), parts)
