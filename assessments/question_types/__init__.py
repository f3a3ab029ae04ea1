"""All types of questions. A new type is one new module and one line in `simple`."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from .base import Content, QuestionType
from .case import Case
from .faults import SENTENCES, Fault, Faulty, read
from .simple import SIMPLE

TYPES: dict[str, QuestionType[Any]] = {**SIMPLE, Case.name: Case()}


def read_content(type_name: str, data: Any) -> Content:
    """The content of a question of this type. Raises `Faulty`."""
    if type_name not in TYPES:
        raise Faulty([Fault("type", "unknown_type", SENTENCES["unknown_type"])])
    return read(TYPES[type_name].content, data)


@lru_cache(maxsize=5000)
def _kept(type_name: str, text: str) -> Content:
    return TYPES[type_name].content.model_validate_json(text)


def kept_content(type_name: str, data: Any) -> Content:
    """As `read_content`, for what was read once before and never changes; read once a process."""
    return _kept(type_name, json.dumps(data, sort_keys=True, ensure_ascii=False))


def to_data(content: Content) -> dict[str, Any]:
    """*content* as JSON values, without what is empty; `read_content` gives it back."""
    return content.model_dump(mode="json", exclude_defaults=True)
