"""Texts of questions: plain, in one language or in both."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils.translation import get_language
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

Language = Literal["zh-hans", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-hans", "en")
NAMES = {"zh-hans": "中文", "en": "English"}
"""Each language in its own words."""

TAGS = {"zh-hans": "zh-Hans", "en": "en"}
"""How pages name the languages."""

MAX_TEXT = 20_000


def holds_no_nul(text: str) -> str:
    if "\x00" in text:
        raise PydanticCustomError("nul", "")
    return text


Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT),
    AfterValidator(holds_no_nul),
]

OptionalText = dict[Language, Words]
"""Words by language; a language without words is not there."""

Text = Annotated[OptionalText, Field(min_length=1)]
"""Words in at least one language."""

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,36}$")]
"""Names a part of a question, the same in all languages and versions."""


class Strict(BaseModel):
    """Data that never changes and has no part that is not named."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


def said(text: OptionalText, language: str | None = None) -> str:
    """*text* in *language*, else in the active one, else in the one there is; "" if none."""
    wanted = language or get_language() or ""
    for code in (wanted, *LANGUAGES):
        if words := text.get(code):  # type: ignore[call-overload]
            return words
    return ""
