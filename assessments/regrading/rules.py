"""What marking a question anew makes of one answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assessments.answers import is_answer
from assessments.models import QuestionVersion, Regrade
from assessments.question_types.base import NOTHING, BadResponse, Rules, Score

Way = Regrade.Way
FULL = Score(1.0)


def anew(
    way: str, by: QuestionVersion | None, payload: Mapping[str, Any], before: Score, rules: Rules
) -> Score:
    """The score of an answer that had *before*; *by* is the version with the other key."""
    match way:
        case Way.FULL:
            return FULL
        case Way.DROP:
            return Score(before.points or 0.0, before.parts, dropped=True)
        case Way.BOTH if before.dropped:
            return before
    if by is None:
        return before
    other = score_by(by, payload, rules)
    if way == Way.BOTH and (before.points or 0) >= (other.points or 0):
        return before
    return other


def score_by(version: QuestionVersion, payload: Mapping[str, Any], rules: Rules) -> Score:
    """By the key of *version*; an answer that it does not offer any more earns nothing."""
    if not is_answer(payload):
        return NOTHING
    try:
        response = version.kind.clean(version.content, payload)
    except BadResponse:
        return NOTHING
    return version.kind.score(version.content, response, rules)


def after_all(
    regrades: Iterable[Regrade], payload: Mapping[str, Any], before: Score, rules: Rules
) -> Score:
    """After one regrade and the next, in their order."""
    score = before
    for regrade in regrades:
        score = anew(regrade.way, regrade.by_version, payload, score, rules)
    return score
