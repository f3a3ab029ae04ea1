"""A few words to be written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from assessments.texts import OptionalText

from .base import NOTHING, Content, Part, QuestionType, Response, Rules, Score
from .form import LinesPart
from .taking import only_text
from .wording import Accepted, all_normal, countable_in, normal

LONGEST = 500


class ShortContent(Content):
    accepted: Annotated[Accepted, Field(min_length=1)]

    @cached_property
    def all_right(self) -> frozenset[str]:
        return all_normal(self.accepted)


class Short(QuestionType[ShortContent]):
    """Only what is accepted is right: words that are merely alike may say the opposite."""

    name = "short"
    label = _("short answer")
    content = ShortContent
    answered_by = frozenset({"text"})
    form = (
        LinesPart(
            "accepted",
            _("Right answers"),
            _("One a line. Width, capitals, blanks and a full stop at the end make no difference."),
        ),
    )

    def from_form(self, content: ShortContent, form: QueryDict, prefix: str) -> Response:
        text = form.get(f"{prefix}text", "").strip()
        return {"text": text} if text else {}

    def take(self, content: ShortContent, response: Mapping[str, Any]) -> Response:
        text = only_text(response["text"], up_to=LONGEST)
        return {"text": text} if text else {}

    def score(self, content: ShortContent, response: Response, rules: Rules = Rules()) -> Score:  # noqa: B008
        if not response:
            return NOTHING
        points = float(normal(response["text"]) in content.all_right)
        return Score(points, (Part("text", points, 1.0),))

    def chosen(self, content: ShortContent, response: Response) -> list[str]:
        """What was written counts where it is accepted; all else stays with its writer."""
        words = normal(response.get("text", ""))
        return [words] if words in content.all_right else []

    def countable(self, content: ShortContent) -> list[tuple[str, OptionalText, bool]]:
        return list(countable_in(content.accepted))
