"""Questions with gaps, as Moodle writes them into the text: `{1:MC:=right#feedback~wrong}`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from assessments.exchange.answers import Answer, mention_part_points, to_choose, to_number
from assessments.exchange.base import CannotCarry, Finding, Refused, one_line
from assessments.exchange.keys import LETTERS
from assessments.exchange.text import from_html
from assessments.texts import Language, OptionalText, said

GAP = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^\\}])*)\}", re.DOTALL)
BROKEN = re.compile(r"\{\d*:[A-Z_]+(?:[:}].{0,30})?", re.DOTALL)
CHOSEN = re.compile(r"(MC|MULTICHOICE)(V|H|S|VS|HS|_[A-Z]+)*$")
TYPED = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
NUMBERS = {"NUMERICAL", "NM"}


def take_gaps(finding: Finding, source: str, language: Language) -> str:
    """Put the gaps of *source* into *finding*; gives the source back with markers."""
    gaps: list[dict[str, Any]] = []

    def marker(found: re.Match[str]) -> str:
        gap = {"key": f"g{len(gaps) + 1}", "weight": float(found[1] or 1)}
        gaps.append(gap | filled(finding, found[2], found[3], language))
        return f"[[{gap['key']}]]"

    marked = GAP.sub(marker, source)
    if broken := BROKEN.search(marked):
        raise Refused(_("A gap cannot be read: %s.") % one_line(broken[0]))
    finding.type = "cloze"
    finding.data["gaps"] = gaps
    if not gaps:
        raise Refused(_("There is no gap in the text."))
    return marked


def filled(finding: Finding, kind: str, body: str, language: Language) -> dict[str, Any]:
    answers = [answer(part, language) for part in re.split(r"(?<!\\)~", body) if part.strip()]
    mention_part_points(finding, answers)
    right = [place for place, one in enumerate(answers) if one.weight >= 99.9]
    if CHOSEN.match(kind):
        if len(right) != 1:
            raise Refused(_("Such a question has one right answer, here are %s.") % len(right))
        return {"options": to_choose(answers), "right": LETTERS[right[0]]}
    words = [answers[place].raw for place in right]
    if kind in NUMBERS:
        words = [exact(one) for one in words]
    elif kind not in TYPED:
        raise Refused(_("Gaps of this kind are not known here: %s.") % kind)
    if any(one.feedback for one in answers):
        finding.remarks.append(_("Feedback on what is written into gaps was left out."))
    accepted: dict[Language, list[str]] = {}
    for one in words:
        accepted.setdefault(language, []).append(one)
    return {"accepted": accepted}


def exact(number: str) -> str:
    value, _colon, tolerance = number.partition(":")
    to_number(value)
    if tolerance.strip() and to_number(tolerance):
        raise Refused(_("A gap for a number has no tolerance here."))
    return value.strip()


def answer(part: str, language: Language) -> Answer:
    part = part.strip()
    weight = 0.0
    if part.startswith("="):
        weight, part = 100.0, part[1:]
    elif told := re.match(r"%(-?\d+(?:\.\d+)?)%", part):
        weight, part = float(told[1]), part[told.end() :]
    words, *feedback = re.split(r"(?<!\\)#", part, maxsplit=1)
    text = from_html(bare(words), language)
    return Answer(
        text, weight, from_html(bare(feedback[0]), language) if feedback else None, said(text)
    )


def bare(words: str) -> str:
    return re.sub(r"\\(.)", r"\1", words, flags=re.DOTALL)


def write_gap(gap: dict[str, Any], say: Callable[[OptionalText], str]) -> str:
    """Raises `CannotCarry` for weights that Moodle has not."""
    weight = gap.get("weight", 1)
    if weight != int(weight):
        raise CannotCarry(_("Moodle weighs gaps in whole numbers only."))
    if "options" in gap:
        answers = [
            ("=" if one["key"] == gap["right"] else "")
            + escaped(say(one["text"]))
            + (f"#{escaped(say(one['feedback']))}" if one.get("feedback") else "")
            for one in gap["options"]
        ]
        return f"{{{int(weight)}:MULTICHOICE:{'~'.join(answers)}}}"
    words = [f"={escaped(say({'en': one}))}" for all_ in gap["accepted"].values() for one in all_]
    return f"{{{int(weight)}:SHORTANSWER:{'~'.join(words)}}}"


def escaped(html: str) -> str:
    return re.sub(r"[}#~/\"\\]", r"\\\g<0>", html)
