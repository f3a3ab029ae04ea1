"""Gaps that are filled from boxes: `[[2]]` in the text takes the second box, and others of its group."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from assessments.exchange.answers import Answer, to_choose
from assessments.exchange.base import Finding, Refused
from assessments.exchange.keys import LETTERS
from assessments.exchange.text import from_html
from assessments.texts import Language, OptionalText

GAP = re.compile(r"\[\[(\d{1,3})\]\]")
BOXES = ("dragbox", "selectoption")


def take_marked(
    finding: Finding, stem: OptionalText, question: Element, language: Language
) -> OptionalText:
    """Put the gaps of *stem* into *finding*; gives the stem back with our markers."""
    boxes = [one for one in question if one.tag in BOXES]
    gaps: list[dict[str, Any]] = []

    def marker(found: re.Match[str]) -> str:
        number = int(found[1])
        if not 1 <= number <= len(boxes):
            raise Refused(_("There is no answer for the gap %s.") % found[0])
        gaps.append({"key": f"g{len(gaps) + 1}", **filled(boxes, number - 1, language)})
        return f"[[{gaps[-1]['key']}]]"

    # Each language has its own markers for the same gaps; here one language is enough.
    if len(stem) > 1:
        raise Refused(_("Such gaps are taken in one language only."))
    marked: OptionalText = {code: GAP.sub(marker, words) for code, words in stem.items()}
    finding.type = "cloze"
    finding.data["gaps"] = gaps
    if not gaps:
        raise Refused(_("There is no gap in the text."))
    return marked


def filled(boxes: list[Element], place: int, language: Language) -> dict[str, Any]:
    """To be chosen from the boxes of the same group."""
    group = group_of(boxes[place])
    alike = [one for one in boxes if group_of(one) == group]
    answers = [answer(one, language) for one in alike]
    return {"options": to_choose(answers), "right": LETTERS[alike.index(boxes[place])]}


def answer(box: Element, language: Language) -> Answer:
    source = box.findtext("text") or ""
    return Answer(from_html(source, language), raw=source)


def group_of(box: Element) -> str:
    return (box.findtext("group") or box.findtext("draggroup") or "1").strip()
