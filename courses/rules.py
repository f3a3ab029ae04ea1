"""What finishes a lesson, told to its learner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.blocks import QUESTIONS
from courses.models import LessonPage, LessonProgress


@dataclass
class Rule:
    """One thing to do; `reached` of `total` where it is counted, `total` 0 where not."""

    kind: str
    label: str
    done: bool
    reached: int = 0
    total: int = 0


def rules_of(lesson: LessonPage, row: LessonProgress | None) -> dict[str, Any]:
    """`{"items": [Rule, …], "done": bool}` for *lesson* as it is published now.

    A lesson that was done under earlier rules stays done, whatever the items say.
    """
    right = set(row.right) if row else set()
    reflected = set(row.reflected) if row else set()
    checks = {block.id for block in lesson.body if block.block_type in QUESTIONS}
    prompts = {block.id for block in lesson.body if block.block_type == "reflection"}
    items = []
    if lesson.must_see:
        items.append(Rule("seen", _("Read to the end"), bool(row and row.seen_at)))
    if lesson.must_check and checks:
        label = ngettext(
            "Answer %(n)d question right", "Answer %(n)d questions right", len(checks)
        ) % {"n": len(checks)}
        got = len(checks & right)
        items.append(Rule("check", label, got == len(checks), got, len(checks)))
    if lesson.must_reflect and prompts:
        items.append(Rule("reflection", _("Write a note to yourself"), prompts <= reflected))
    return {"items": items, "done": bool(row and row.done_at)}


def place_to_go_on(lesson: LessonPage, row: LessonProgress | None) -> str:
    """The anchor of the first thing still to do in *lesson*; "" until something in it is done."""
    if row is None or not (row.seen_at or row.right or row.reflected):
        return ""
    for block in lesson.body.raw_data:
        key = block.get("id")
        asked = lesson.must_check and block["type"] in QUESTIONS and key not in row.right
        prompted = lesson.must_reflect and block["type"] == "reflection"
        if asked or (prompted and key not in row.reflected):
            return f"#{key}"
    return "#lesson-end" if lesson.must_see and not row.seen_at else ""
