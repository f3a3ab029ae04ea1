"""Something to read between questions. Nothing is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from .base import NOTHING, BadResponse, Content, QuestionType, Response, Rules, Score


class Information(QuestionType[Content]):
    name = "information"
    label = _("something to read")
    content = Content
    answered_by = frozenset()
    asks = False

    def from_form(self, content: Content, form: QueryDict, prefix: str) -> Response:
        return {}

    def take(self, content: Content, response: Mapping[str, Any]) -> Response:
        raise BadResponse

    def score(self, content: Content, response: Response, rules: Rules = Rules()) -> Score:  # noqa: B008
        return NOTHING
