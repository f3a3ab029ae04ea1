"""The types of questions that may stand in a case. A new one is one new module and one line here."""

from __future__ import annotations

from typing import Any

from .base import QuestionType
from .cloze import Cloze
from .essay import Essay
from .information import Information
from .judgement import Judgement
from .matching import Matching
from .multiple import Multiple
from .numeric import Numeric
from .ordering import Ordering
from .short import Short
from .single import Single
from .truefalse import TrueFalse

ALL = (
    Single(),
    Multiple(),
    TrueFalse(),
    Matching(),
    Ordering(),
    Cloze(),
    Numeric(),
    Short(),
    Essay(),
    Judgement(),
    Information(),
)

SIMPLE: dict[str, QuestionType[Any]] = {one.name: one for one in ALL}
