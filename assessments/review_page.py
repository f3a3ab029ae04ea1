"""The questions of an attempt as their candidate sees them again, as far as the exam lets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.answers import is_answer, prefix_of, to_show
from assessments.exam_pages import language_of
from assessments.models import Attempt, AttemptSlot
from assessments.models.attempts import last_answers
from assessments.plan import Plan, What
from assessments.question_types.base import Line, Score
from assessments.texts import said
from courses.models import LessonPage

ABOUT_QUESTIONS: frozenset[What] = frozenset(
    {"response", "right_or_wrong", "points", "right_answer", "explanation"}
)


@dataclass(frozen=True)
class Judged:
    """How an answer did: what in words, its sign, and the points of its parts in words."""

    sign: str
    words: str
    parts: list[tuple[str, str]]


@dataclass(frozen=True)
class Reviewed:
    """One question again. What may not be seen is empty."""

    number: int
    template: str
    face: dict[str, Any]
    prefix: str
    response: dict[str, Any] | None
    answered: bool
    asks: bool
    judged: Judged | None
    points: str
    lines: list[Line]
    notes: bool
    """Whether the lines are shown with what is said to them."""
    explanation: str
    remarks: list[str]
    source: str
    lesson: LessonPage | None
    had_to_be_right: bool


def review_of(
    attempt: Attempt, plan: Plan, slots: Sequence[AttemptSlot], scores: Sequence[Score]
) -> list[Reviewed]:
    """In the candidate's order, as far as `attempt.shown` goes. Up to two queries."""
    if not attempt.shown & ABOUT_QUESTIONS:
        return []
    answers = last_answers(list(attempt.steps.order_by("at", "pk")))
    lessons = lessons_for(slots) if "explanation" in attempt.shown else {}
    language = language_of(plan)
    return [
        reviewed(
            attempt.shown,
            slot,
            score,
            answers.get(slot.place, {}),
            lessons,
            language,
            must_pass_counts=plan.must_pass_counts,
        )
        for slot, score in zip(slots, scores, strict=True)
    ]


def lessons_for(slots: Sequence[AttemptSlot]) -> dict[Any, LessonPage]:
    """The published lessons that help, by their key. One query."""
    keys = {slot.version.lesson_key for slot in slots if slot.version.lesson_key}
    found = LessonPage.objects.live().filter(
        translation_key__in=keys, locale__language_code=get_language()
    )
    return {page.translation_key: page for page in found.defer("body", "objectives", "sources")}


def reviewed(
    shown: frozenset[What],
    slot: AttemptSlot,
    score: Score,
    payload: Mapping[str, Any],
    lessons: Mapping[Any, LessonPage],
    language: str,
    *,
    must_pass_counts: bool = False,
) -> Reviewed:
    version, answered = slot.version, is_answer(payload)
    kind, content = version.kind, version.content
    response = dict(payload) if answered else {}
    explains = "explanation" in shown and kind.asks
    counts = kind.asks and slot.worth > 0
    wrong = score.points not in (None, 1.0)
    return Reviewed(
        number=slot.place + 1,
        template=kind.template,
        face=kind.face(content, slot.order, language),
        prefix=prefix_of(slot.place),
        response=to_show(version, payload) if "response" in shown else None,
        answered=answered,
        asks=kind.asks,
        judged=judge(shown, slot, score, answered, language) if counts else None,
        points=points_of(slot, score) if "points" in shown and counts else "",
        lines=kind.right_lines(content) if "right_answer" in shown and kind.asks else [],
        notes=explains,
        explanation=said(content.explanation, language) if explains else "",
        remarks=[said(one, language) for one in kind.remarks(content, response)]
        if explains
        else [],
        source=version.source if explains else "",
        lesson=lessons.get(version.lesson_key) if explains else None,
        had_to_be_right=(
            "right_or_wrong" in shown and must_pass_counts and version.must_pass and wrong
        ),
    )


def points_of(slot: AttemptSlot, score: Score) -> str:
    """In words."""
    of = as_said(slot.worth)
    if score.points is None:
        return _("to be marked, of %(of)s points") % {"of": of}
    return _("%(earned)s of %(of)s points") % {
        "earned": as_said(slot.worth * score.points),
        "of": of,
    }


def as_said(points: float) -> str:
    return f"{round(points, 2):g}"


def judge(
    shown: frozenset[What], slot: AttemptSlot, score: Score, answered: bool, language: str
) -> Judged | None:
    """In words; part by part only beside the right answer, for single parts would tell it."""
    if not shown & {"right_or_wrong", "points"}:
        return None
    kind = slot.version.kind
    if not answered:
        return Judged("minus", _("Not answered."), [])
    words = kind.part_words(slot.version.content, language)
    parts = [
        (words[part.key], in_words(part.earned, part.of))
        for part in score.parts
        if part.key in words and len(score.parts) > 1 and {"points", "right_answer"} <= shown
    ]
    return Judged(sign_of(score), kind.explain(score), parts)


def sign_of(score: Score) -> str:
    if score.points is None:
        return "clock"
    if score.points == 1:
        return "check"
    return "circle-dot" if score.points else "close"


def in_words(earned: float, of: float) -> str:
    if earned == of:
        return _("right")
    if not earned:
        return _("not right")
    return _("%(earned)s of %(of)s") % {"earned": as_said(earned), "of": as_said(of)}
