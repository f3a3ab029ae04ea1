"""A statement is true or it is not, and, if asked, why."""

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
)
from .faults import fault
from .form import ChoicePart, RowsPart
from .parts import (
    choices,
    feedback_on,
    in_languages,
    keys_of,
    option_lines,
    shuffled,
    unveiled,
)
from .taking import only_key

IN_FORM = {"true": True, "false": False}


class TrueFalseContent(Content):
    right: bool
    reasons: Annotated[tuple[Option, ...], Field(max_length=8)] = ()
    right_reason: Key | None = None

    @model_validator(mode="after")
    def one_reason_is_right(self) -> TrueFalseContent:
        if len(self.reasons) == 1:
            raise fault("one_reason")
        keys = keys_of(self.reasons)
        if self.right_reason not in keys if keys else self.right_reason is not None:
            raise fault("right_unknown")
        return self


class TrueFalse(QuestionType[TrueFalseContent]):
    name = "truefalse"
    label = _("true or false")
    content = TrueFalseContent
    answered_by = frozenset({"answer", "reason"})
    form = (
        ChoicePart(
            "right", _("The statement is"), choices=((True, _("True")), (False, _("False")))
        ),
        RowsPart(
            "reasons",
            _("Reasons"),
            _("Leave them empty, or give two or more and mark the right one: half the points."),
            most=8,
            right="right_reason",
        ),
    )

    def arrange(self, content: TrueFalseContent, random: Random) -> Order:
        return {"reasons": shuffled(content.reasons, random)} if content.reasons else {}

    def face(
        self, content: TrueFalseContent, order: Order, language: str | None = None
    ) -> dict[str, Any]:
        reasons = choices(content, content.reasons, order, "reasons", language)
        return super().face(content, order, language) | {"reasons": reasons}

    def from_form(self, content: TrueFalseContent, form: QueryDict, prefix: str) -> Response:
        response: Response = {}
        if answer := form.get(f"{prefix}answer"):
            response["answer"] = IN_FORM.get(answer, answer)
        if reason := form.get(f"{prefix}reason"):
            response["reason"] = unveiled(content, content.reasons, "reasons", [reason])[0]
        return response

    def take(self, content: TrueFalseContent, response: Mapping[str, Any]) -> Response:
        taken: Response = {}
        if "answer" in response:
            if not isinstance(response["answer"], bool):
                raise BadResponse
            taken["answer"] = response["answer"]
        if "reason" in response:
            known = [reason.key for reason in content.reasons]
            taken["reason"] = only_key(response["reason"], known)
        return taken

    def score(
        self,
        content: TrueFalseContent,
        response: Response,
        rules: Rules = Rules(),  # noqa: B008
    ) -> Score:
        """A reason earns its half only for the right answer."""
        if not response:
            return NOTHING
        right = response.get("answer") == content.right
        if not content.reasons:
            return Score(float(right), (Part("answer", float(right), 1.0),))
        founded = right and response.get("reason") == content.right_reason
        parts = (Part("answer", right / 2, 0.5), Part("reason", founded / 2, 0.5))
        points = float(founded) if rules.whole else parts[0].earned + parts[1].earned
        return Score(points, parts)

    def guess(self, content: TrueFalseContent) -> float:
        return 0.25 + 0.25 / len(content.reasons) if content.reasons else 0.5

    def chosen(self, content: TrueFalseContent, response: Response) -> list[str]:
        answer = [str(response["answer"]).lower()] if "answer" in response else []
        reason = [f"reason.{response['reason']}"] if "reason" in response else []
        return answer + reason

    def key_lines(self, content: TrueFalseContent) -> list[Line]:
        answers = [
            Line(in_languages(_("True")), content.right),
            Line(in_languages(_("False")), not content.right),
        ]
        reasons = option_lines(content.reasons, {content.right_reason or ""})
        return answers + [line._replace(label=_("Reason")) for line in reasons]

    def part_words(self, content: TrueFalseContent, language: str) -> dict[str, str]:
        return {"answer": str(_("The statement")), "reason": str(_("Reason"))}

    def remarks(self, content: TrueFalseContent, response: Response) -> list[OptionalText]:
        return feedback_on(content.reasons, {response.get("reason", "")})

    def countable(self, content: TrueFalseContent) -> list[tuple[str, OptionalText, bool]]:
        answers = [
            ("true", in_languages(_("True")), content.right),
            ("false", in_languages(_("False")), not content.right),
        ]
        reasons = [
            (f"reason.{one.key}", one.text, one.key == content.right_reason)
            for one in content.reasons
        ]
        return answers + reasons
