"""A case that is told once, with several questions about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from random import Random
from typing import Annotated, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pydantic import Field, SerializeAsAny, ValidationInfo, field_validator, model_validator

from assessments.texts import OptionalText, said

from .base import (
    NOTHING,
    BadResponse,
    Content,
    Keyed,
    Line,
    Order,
    Part,
    QuestionType,
    Reading,
    Response,
    Rules,
    Score,
)
from .case_form import CaseQuestionsPart
from .faults import fault
from .form import CheckPart
from .parts import keys_of
from .simple import SIMPLE


class CaseQuestion(Keyed):
    """A question of a type of its own; `weight` is its share of the points of the case."""

    type: str
    data: SerializeAsAny[Content]
    weight: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)] = 1.0

    @field_validator("type")
    @classmethod
    def type_is_known(cls, name: str) -> str:
        if name not in SIMPLE:
            raise fault("unknown_type")
        return name

    @field_validator("data", mode="plain")
    @classmethod
    def data_is_of_this_type(cls, data: Any, info: ValidationInfo) -> Any:
        kind = SIMPLE.get(info.data.get("type", ""))
        return kind.content.model_validate(data) if kind else data

    @property
    def kind(self) -> QuestionType[Any]:
        return SIMPLE[self.type]


class CaseContent(Content):
    """When `staged`, earlier answers are locked as soon as the next question is shown."""

    questions: Annotated[tuple[CaseQuestion, ...], Field(min_length=1, max_length=20)]
    staged: bool = False

    @model_validator(mode="after")
    def something_is_asked(self) -> CaseContent:
        keys_of(self.questions)
        if not self.asking:
            raise fault("nothing_asked")
        return self

    @cached_property
    def asking(self) -> tuple[CaseQuestion, ...]:
        """The questions that have an answer."""
        return tuple(question for question in self.questions if question.kind.asks)

    @cached_property
    def weight(self) -> float:
        return sum(question.weight for question in self.asking)


def at_stage(face: dict[str, Any], stage: int) -> dict[str, Any]:
    """*face* of a case with its questions up to *stage*, from 0; those before it are locked."""
    questions = [
        question | {"locked": place < stage}
        for place, question in enumerate(face["questions"][: stage + 1])
    ]
    return face | {"questions": questions}


class Case(QuestionType[CaseContent]):
    name = "case"
    label = _("case with questions")
    content = CaseContent
    answered_by = frozenset({"parts"})
    form = (
        CheckPart(
            "staged",
            _("in stages"),
            _("Each question is shown once the one before is answered, which then stays as it is."),
        ),
        CaseQuestionsPart(
            "questions",
            _("Questions about the case"),
            usual=0,
            codes=frozenset({"nothing_asked", "repeated_key"}),
        ),
    )

    def needs_people(self, content: CaseContent) -> bool:
        return any(one.kind.needs_people(one.data) for one in content.questions)

    def agreed(self, content: CaseContent) -> bool:
        return all(one.kind.agreed(one.data) for one in content.questions)

    def arrange(self, content: CaseContent, random: Random) -> Order:
        """The questions keep their order; their answers are shuffled."""
        return {
            f"{question.key}.{name}": keys
            for question in content.questions
            for name, keys in question.kind.arrange(question.data, random).items()
        }

    def face(
        self, content: CaseContent, order: Order, language: str | None = None
    ) -> dict[str, Any]:
        questions = []
        for question in content.questions:
            own = f"{question.key}."
            orders = {
                name.removeprefix(own): keys for name, keys in order.items() if name.startswith(own)
            }
            questions.append(
                {
                    "key": question.key,
                    "field": own,
                    "type": question.type,
                    "template": question.kind.template,
                    "locked": False,
                    "face": question.kind.face(question.data, orders, language),
                }
            )
        about = super().face(content, order, language)
        return about | {"questions": questions, "staged": content.staged}

    def from_form(self, content: CaseContent, form: QueryDict, prefix: str) -> Response:
        given = {
            question.key: question.kind.from_form(question.data, form, f"{prefix}{question.key}.")
            for question in content.questions
        }
        return parts_of(given)

    def take(self, content: CaseContent, response: Mapping[str, Any]) -> Response:
        given = response["parts"]
        kinds = {question.key: question for question in content.questions}
        if not isinstance(given, Mapping) or not given.keys() <= kinds.keys():
            raise BadResponse
        return parts_of(
            {
                key: question.kind.clean(question.data, given[key])
                for key, question in kinds.items()
                if key in given
            }
        )

    def score(self, content: CaseContent, response: Response, rules: Rules = Rules()) -> Score:  # noqa: B008
        """The mean by weight; without points while a person has to mark one of the answers."""
        if not response:
            return NOTHING
        given = response["parts"]
        return add_up(
            content,
            [
                one.kind.score(one.data, given[one.key], rules) if one.key in given else NOTHING
                for one in content.asking
            ],
        )

    def readings(self, content: CaseContent, response: Response) -> list[Reading]:
        given = response.get("parts", {})
        return [
            reading._replace(key=question.key)
            for question in content.asking
            if question.key in given
            for reading in question.kind.readings(question.data, given[question.key])
        ]

    def judged(
        self,
        content: CaseContent,
        response: Response,
        levels: Mapping[str, int],
        rules: Rules = Rules(),  # noqa: B008
    ) -> Score:
        if not response:
            return NOTHING
        given = response["parts"]
        scores = []
        for one in content.asking:
            own = f"{one.key}."
            chosen = {
                key.removeprefix(own): level for key, level in levels.items() if key.startswith(own)
            }
            answer = given.get(one.key)
            scores.append(one.kind.judged(one.data, answer, chosen, rules) if answer else NOTHING)
        return add_up(content, scores)

    def guess(self, content: CaseContent) -> float:
        guessed = (one.kind.guess(one.data) * one.weight for one in content.asking)
        return sum(guessed) / content.weight

    def chosen(self, content: CaseContent, response: Response) -> list[str]:
        given = response.get("parts", {})
        return [
            f"{question.key}.{key}"
            for question in content.asking
            if question.key in given
            for key in question.kind.chosen(question.data, given[question.key])
        ]

    def key_lines(self, content: CaseContent) -> list[Line]:
        lines = []
        for number, question in enumerate(content.questions, start=1):
            about = f"{number} · {question.kind.label}"
            asked = Line(question.data.stem, label=about, note=question.data.explanation)
            lines += [asked, *question.kind.key_lines(question.data)]
        return lines

    def right_lines(self, content: CaseContent) -> list[Line]:
        """Those of each question, under its number."""
        return [
            line._replace(label=f"{number} · {line.label}" if line.label else str(number))
            for number, question in enumerate(content.questions, start=1)
            for line in question.kind.right_lines(question.data)
        ]

    def part_words(self, content: CaseContent, language: str) -> dict[str, str]:
        return {one.key: said(one.data.stem, language) for one in content.asking}

    def remarks(self, content: CaseContent, response: Response) -> list[OptionalText]:
        given = response.get("parts", {})
        remarks: list[OptionalText] = []
        for question in content.asking:
            remarks += [question.data.explanation] if question.data.explanation else []
            answer = given.get(question.key, {})
            remarks += question.kind.remarks(question.data, answer)
        return remarks

    def countable(self, content: CaseContent) -> list[tuple[str, OptionalText, bool]]:
        return [
            (f"{question.key}.{key}", words, right)
            for question in content.asking
            for key, words, right in question.kind.countable(question.data)
        ]


def add_up(content: CaseContent, scores: Sequence[Score]) -> Score:
    """*scores* of the questions that have an answer, in their order."""
    parts = tuple(
        Part(question.key, score.points * question.weight, question.weight)
        for question, score in zip(content.asking, scores, strict=True)
        if score.points is not None
    )
    if len(parts) < len(content.asking):
        return Score(None, parts)
    return Score(min(1.0, sum(part.earned for part in parts) / content.weight), parts)


def parts_of(given: dict[str, Response]) -> Response:
    """The answers that are none are left out."""
    answers = {key: response for key, response in given.items() if response}
    return {"parts": answers} if answers else {}
