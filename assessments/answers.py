"""Answers as forms give them, with scripts and without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from assessments.models import QuestionVersion
from assessments.question_types.base import BadResponse, Response
from assessments.texts import MAX_TEXT

UNFINISHED = "unfinished"
"""Under this name a step keeps an answer that is only begun; it is shown again and earns nothing."""

MOST_FIELDS, LONGEST = 200, 2 * MAX_TEXT


def prefix_of(place: int) -> str:
    """What the names of all fields of a question begin with."""
    return f"q{place}-"


def by_place(form: QueryDict) -> dict[int, dict[str, list[str]]]:
    """The fields of a plain form by the place of their question, without the prefix."""
    found: dict[int, dict[str, list[str]]] = {}
    for name, values in form.lists():
        head, dash, field = name.partition("-")
        if dash and head[:1] == "q" and head[1:].isdecimal() and len(head) < 6:
            found.setdefault(int(head[1:]), {})[field] = [str(value) for value in values]
    return found


def read_fields(value: Any) -> dict[str, list[str]]:
    """The fields of one question as a device sends them. Raises `BadResponse`."""
    if not isinstance(value, dict) or len(value) > MOST_FIELDS:
        raise BadResponse
    for values in value.values():
        if not isinstance(values, list) or len(values) > MOST_FIELDS:
            raise BadResponse
        if not all(isinstance(one, str) and "\x00" not in one for one in values):
            raise BadResponse
    if any("\x00" in name for name in value) or len(str(value)) > LONGEST:
        raise BadResponse
    return value


def from_fields(version: QuestionVersion, fields: Mapping[str, list[str]]) -> Response:
    """The payload of a step for what stands in *fields*; what is only begun is kept as it is."""
    form = query(fields)
    response = version.kind.from_form(version.content, form, "")
    try:
        return version.kind.clean(version.content, response)
    except BadResponse:
        return {UNFINISHED: {name: list(values) for name, values in fields.items() if any(values)}}


def to_show(version: QuestionVersion, payload: Mapping[str, Any]) -> Response:
    """What the question's template takes as the present answer."""
    if UNFINISHED in payload:
        return version.kind.from_form(version.content, query(payload[UNFINISHED]), "")
    return dict(payload)


def is_answer(payload: Mapping[str, Any]) -> bool:
    return bool(payload) and UNFINISHED not in payload


def query(fields: Mapping[str, list[str]]) -> QueryDict:
    form = QueryDict(mutable=True)
    for name, values in fields.items():
        form.setlist(name, values)
    return form
