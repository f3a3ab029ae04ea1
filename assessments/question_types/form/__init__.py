"""What a type's form is made of, without JavaScript: each type lists its parts in `form`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .base import Data, FormPart, Typed, read, show, unsaid
from .changes import change
from .fields import CheckPart, ChoicePart, LinesPart, NumberPart, TextPart, WordsPart
from .media import MediaPart, PicturePart
from .rows import GroupsPart, PickedRows, RowsPart

__all__ = [
    "CheckPart",
    "ChoicePart",
    "Data",
    "FormPart",
    "GroupsPart",
    "LinesPart",
    "NumberPart",
    "PickedRows",
    "RowsPart",
    "TextPart",
    "Typed",
    "WordsPart",
    "change",
    "read",
    "show",
    "unsaid",
    "whole",
]

STEM = WordsPart("stem", _("Question"), _("In one language or in both."))
PICTURE = PicturePart("picture", _("Picture"))
RECORDING = MediaPart("recording", _("Sound recording"))
EXPLANATION = WordsPart(
    "explanation",
    _("Explanation"),
    _("Why the right answer is right. Candidates read it after the exam."),
    required=False,
)


def whole(parts: tuple[FormPart, ...]) -> tuple[FormPart, ...]:
    """*parts* of a type together with what every question has."""
    return (STEM, PICTURE, RECORDING, *parts, EXPLANATION)
