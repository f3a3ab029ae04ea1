"""A text with gaps, to be chosen for or to be written into."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from random import Random
from typing import Annotated, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from assessments.texts import Key, OptionalText, said

from .base import (
    NOTHING,
    BadResponse,
    Content,
    Keyed,
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
from .form import GroupsPart, LinesPart, NumberPart, RowsPart
from .parts import choices, feedback_on, keys_of, shuffled, unveiled
from .taking import only_key, only_text
from .wording import Accepted, all_normal, countable_in, normal

MARKER = re.compile(r"\[\[([A-Za-z0-9_-]{1,36})\]\]")
LONGEST = 200


class Gap(Keyed):
    """With `options` of which one is `right`, or with words that are `accepted`."""

    weight: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)] = 1.0
    options: Annotated[tuple[Option, ...], Field(max_length=20)] = ()
    right: Key | None = None
    accepted: Accepted = {}

    @model_validator(mode="after")
    def one_way_to_fill_it(self) -> Gap:
        if bool(self.accepted) == bool(self.options) or len(self.options) == 1:
            raise fault("gap_unclear")
        keys = keys_of(self.options)
        if self.right not in keys if keys else self.right is not None:
            raise fault("right_unknown")
        return self

    @cached_property
    def all_right(self) -> frozenset[str]:
        """All answers that fill it, as `score` compares them."""
        return frozenset({self.right}) if self.right else all_normal(self.accepted)


class ClozeContent(Content):
    """The text is the stem; in each language it holds each gap once, as `[[key]]`."""

    gaps: Annotated[tuple[Gap, ...], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def each_gap_is_in_the_text(self) -> ClozeContent:
        keys = sorted(keys_of(self.gaps))
        if any(sorted(MARKER.findall(text)) != keys for text in self.stem.values()):
            raise fault("gaps_in_text")
        return self


class Cloze(QuestionType[ClozeContent]):
    name = "cloze"
    label = _("fill the gaps")
    content = ClozeContent
    answered_by = frozenset({"gaps"})
    form = (
        GroupsPart(
            "gaps",
            _("Gaps"),
            _(
                "Write the name of each gap into the text in both languages, as [[a]]. A gap has "
                "either words that are accepted or answers to choose from."
            ),
            usual=2,
            legend="[[{key}]]",
            parts=(
                LinesPart("accepted", _("Words that are accepted"), _("One a line, or nothing.")),
                RowsPart(
                    "options",
                    _("Answers to choose from"),
                    _("Or nothing. Mark the one that is right."),
                    usual=2,
                    right="right",
                    comments=False,
                ),
                NumberPart("weight", _("Weight among the gaps"), default=1),
            ),
            codes=frozenset({"gaps_in_text", "repeated_key"}),
        ),
    )

    def arrange(self, content: ClozeContent, random: Random) -> Order:
        return {gap.key: shuffled(gap.options, random) for gap in content.gaps if gap.options}

    def face(
        self, content: ClozeContent, order: Order, language: str | None = None
    ) -> dict[str, Any]:
        """`pieces` are texts and gaps in turn; the `stem` is the whole with lines for the gaps."""
        gaps = {gap.key: gap for gap in content.gaps}
        pieces: list[dict[str, Any]] = []
        for place, piece in enumerate(MARKER.split(said(content.stem, language))):
            if place % 2:
                options = choices(content, gaps[piece].options, order, piece, language)
                pieces.append({"key": piece, "number": place // 2 + 1, "options": options})
            elif piece:
                pieces.append({"text": piece})
        stem = "".join(piece.get("text", "____") for piece in pieces)
        return super().face(content, order, language) | {"stem": stem, "pieces": pieces}

    def from_form(self, content: ClozeContent, form: QueryDict, prefix: str) -> Response:
        given = {
            gap.key: unveiled(content, gap.options, gap.key, [words])[0]
            for gap in content.gaps
            if (words := form.get(f"{prefix}gap.{gap.key}", "").strip())
        }
        return {"gaps": given} if given else {}

    def take(self, content: ClozeContent, response: Mapping[str, Any]) -> Response:
        given = response["gaps"]
        gaps = {gap.key: gap for gap in content.gaps}
        if not isinstance(given, Mapping) or not given.keys() <= gaps.keys():
            raise BadResponse
        taken = {}
        for key, gap in gaps.items():
            if words := only_text(given.get(key, ""), up_to=LONGEST):
                known = [option.key for option in gap.options]
                taken[key] = only_key(words, known) if known else words
        return {"gaps": taken} if taken else {}

    def score(self, content: ClozeContent, response: Response, rules: Rules = Rules()) -> Score:  # noqa: B008
        if not response:
            return NOTHING
        given = response["gaps"]
        parts = []
        for gap in content.gaps:
            words = given.get(gap.key, "")
            filled = (words if gap.options else normal(words)) in gap.all_right
            parts.append(Part(gap.key, gap.weight * filled, gap.weight))
        return Score(together(parts, rules), tuple(parts))

    def guess(self, content: ClozeContent) -> float:
        """A word is hardly found by chance."""
        guessed = sum(gap.weight / len(gap.options) for gap in content.gaps if gap.options)
        return guessed / sum(gap.weight for gap in content.gaps)

    def chosen(self, content: ClozeContent, response: Response) -> list[str]:
        """What was written counts where it is accepted; all else stays with its writer."""
        given = response.get("gaps", {})
        answers = [
            (gap, given[gap.key] if gap.options else normal(given[gap.key]))
            for gap in content.gaps
            if gap.key in given
        ]
        return [
            f"{gap.key}.{answer}"
            for gap, answer in answers
            if gap.options or answer in gap.all_right
        ]

    def key_lines(self, content: ClozeContent) -> list[Line]:
        numbers = {gap.key: number for number, gap in enumerate(content.gaps, start=1)}
        return [
            Line(words, right, _("Gap %(number)s") % {"number": numbers[key.split(".")[0]]})
            for key, words, right in self.countable(content)
        ]

    def part_words(self, content: ClozeContent, language: str) -> dict[str, str]:
        return {
            gap.key: _("Gap %(number)s") % {"number": number}
            for number, gap in enumerate(content.gaps, start=1)
        }

    def remarks(self, content: ClozeContent, response: Response) -> list[OptionalText]:
        given = response.get("gaps", {})
        return [
            said
            for gap in content.gaps
            for said in feedback_on(gap.options, {given.get(gap.key, "")})
        ]

    def countable(self, content: ClozeContent) -> list[tuple[str, OptionalText, bool]]:
        counted: list[tuple[str, OptionalText, bool]] = []
        for gap in content.gaps:
            counted += [
                (f"{gap.key}.{one.key}", one.text, one.key == gap.right) for one in gap.options
            ]
            counted += countable_in(gap.accepted, f"{gap.key}.")
        return counted
