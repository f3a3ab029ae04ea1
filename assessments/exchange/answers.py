"""What other systems' answers become here: weights, feedback, numbers. Shared by their readers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.texts import Language, OptionalText, said

from .base import Finding, Refused
from .keys import LETTERS
from .text import guess, media_in

BLANK = "_____"
"""Stands in a question for a missing word."""


@dataclass
class Answer:
    """One answer: `weight` is 100 for what is right, below for part points."""

    text: OptionalText
    weight: float = 0.0
    feedback: OptionalText | None = None
    raw: str = ""


def as_options(answers: Sequence[Answer]) -> list[dict[str, Any]]:
    if len(answers) > len(LETTERS):
        raise Refused(_("There are more than %s answers.") % len(LETTERS))
    options: list[dict[str, Any]] = []
    for key, answer in zip(LETTERS, answers, strict=False):
        options.append({"key": key, "text": in_words(answer.text, answer.raw)})
        if answer.feedback:
            options[-1]["feedback"] = answer.feedback
    return options


def to_choose(answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """Options of a gap."""
    if len(answers) < 2:
        raise Refused(_("A gap that is chosen for needs two answers or more."))
    return as_options(answers)


def in_words(text: OptionalText, source: str) -> OptionalText:
    """*text* of *source*, unless only a picture was there, which then would be nothing."""
    if not text and media_in(source):
        raise Refused(_("An answer is only a picture or a recording, without words."))
    return text


def choose_one(finding: Finding, answers: Sequence[Answer]) -> None:
    best = [place for place, answer in enumerate(answers) if answer.weight >= 99.9]
    if len(best) != 1:
        raise Refused(_("Such a question has one right answer, here are %s.") % len(best))
    finding.type = "single"
    finding.data |= {"options": as_options(answers), "right": LETTERS[best[0]]}
    mention_part_points(finding, answers)


def choose_some(finding: Finding, answers: Sequence[Answer]) -> None:
    finding.type = "multiple"
    options = as_options(answers)
    right = [LETTERS[place] for place, answer in enumerate(answers) if answer.weight > 0]
    finding.data |= {"options": options, "right": right}
    full = 100 / max(1, len(right))
    if any(abs(abs(one.weight) - full) > 0.5 for one in answers):
        finding.remarks.append(_("Points are given by a rule that differs a little."))


def mention_part_points(finding: Finding, answers: Iterable[Answer]) -> None:
    """Part points for another answer are not kept here, so it counts as wrong."""
    partly = [
        f"{said(answer.text) or answer.raw} ({answer.weight:g}%)"
        for answer in answers
        if 0 < answer.weight < 99.9
    ]
    if partly:
        finding.remarks.append(
            _("Part points are not kept, these answers count as wrong: %s.") % "; ".join(partly)
        )


def write_short(finding: Finding, answers: Sequence[Answer], *, language: Language | None) -> None:
    """With *language* None, that of each answer is guessed."""
    finding.type = "short"
    accepted: dict[Language, list[str]] = {}
    for answer in answers:
        if answer.weight >= 99.9:
            code = language or guess(answer.raw)
            if answer.raw.strip() not in accepted.setdefault(code, []):
                accepted[code].append(answer.raw.strip())
    if any("*" in word for words in accepted.values() for word in words):
        finding.remarks.append(_("A star stands for nothing but itself here."))
    if not accepted:
        raise Refused(_("No answer is right."))
    finding.data["accepted"] = accepted
    mention_part_points(finding, answers)
    keep_feedback(finding, answers)


def write_number(finding: Finding, answers: Sequence[tuple[Answer, float, float]]) -> None:
    """Answers with value and tolerance; the first that is wholly right counts."""
    finding.type = "numeric"
    right = [one for one in answers if one[0].weight >= 99.9]
    if not right:
        raise Refused(_("No answer is right."))
    finding.data["value"] = right[0][1]
    if right[0][2]:
        finding.data["tolerance"] = right[0][2]
    if len(right) > 1:
        others = "; ".join(one[0].raw for one in right[1:])
        finding.remarks.append(_("Only the first right number is kept, not: %s.") % others)
    mention_part_points(finding, [one[0] for one in answers])
    keep_feedback(finding, [one[0] for one in answers])


def to_number(words: str) -> float:
    try:
        number = float(words.strip())
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Refused(_("“%s” is no number.") % words.strip()[:40])
    return number


def pair_up(finding: Finding, pairs: Iterable[tuple[OptionalText, OptionalText]]) -> None:
    """A pair without a prompt is a choice that belongs to none."""
    finding.type = "matching"
    prompts: list[OptionalText] = []
    choices: list[OptionalText] = []
    partners: dict[str, str] = {}
    for prompt, choice in pairs:
        if choice not in choices:
            choices.append(choice)
        if prompt:
            prompts.append(prompt)
            if len(prompts) > len(LETTERS) or len(choices) > len(LETTERS):
                raise Refused(_("There are more than %s answers.") % len(LETTERS))
            partners[LETTERS[len(prompts) - 1]] = LETTERS[choices.index(choice)]
    finding.data |= {
        "prompts": as_options([Answer(text) for text in prompts]),
        "choices": as_options([Answer(text) for text in choices]),
        "pairs": partners,
    }


def keep_feedback(finding: Finding, answers: Iterable[Answer]) -> None:
    """Feedback on answers that have no place for it goes to the explanation."""
    for answer in answers:
        if answer.feedback:
            about = f"{answer.raw}: " if answer.raw not in {"", "*"} else ""
            explain(finding, {code: about + words for code, words in answer.feedback.items()})


def explain_truth(finding: Finding, answer: bool, feedback: OptionalText) -> None:
    """What is said to those who hold a statement for true, or false."""
    for code, words in feedback.items():
        with override(code):
            label = _("True") if answer else _("False")
        colon = "：" if code == "zh-hans" else ": "
        explain(finding, {code: f"{label}{colon}{words}"})


def explain(finding: Finding, more: OptionalText) -> None:
    """Add a paragraph to the explanation."""
    kept = finding.data.get("explanation", {})
    finding.data["explanation"] = kept | {
        code: f"{kept[code]}\n\n{words}" if code in kept else words for code, words in more.items()
    }


def ask_for_essay(finding: Finding, language: Language, hint: OptionalText | None = None) -> None:
    """With a plain rubric, as essays elsewhere have none; *hint* is what markers were told."""
    finding.type = "essay"
    finding.data["criteria"] = plain_rubric(language, hint)
    if not hint:
        finding.remarks.append(_("It had no rubric: please look at the plain one that was put in."))


def plain_rubric(language: Language, hint: OptionalText | None = None) -> list[dict[str, Any]]:
    def words(say: Callable[[], str]) -> OptionalText:
        with override(language):
            return {language: say()}

    return [
        {
            "key": "whole",
            "name": words(lambda: _("The answer as a whole")),
            "levels": [
                {"points": 0, "text": words(lambda: _("Does not answer the question"))},
                {"points": 1, "text": hint or words(lambda: _("Answers the question"))},
            ],
        }
    ]
