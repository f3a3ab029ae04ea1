"""Marks in the classes of elements, by which our own items are known again as what they were.

Other systems pass over them. They stand in classes, as both versions of QTI allow these anywhere.
"""

from __future__ import annotations

import math
from typing import Any
from xml.etree.ElementTree import Element

from .names import classes

CASE, STAGED, QUESTION, REASONS, JUDGEMENT = "case", "staged", "question", "reasons", "judgement"
WEIGHT, EXPERTS, AGREEMENT = "weight-", "experts-", "agreement-"


def marked(element: Element, mark: str) -> list[Element]:
    """The divisions in *element* with this mark."""
    return [one for one in element.iter("div") if mark in classes(one)]


def number_of(element: Element, mark: str) -> float | None:
    """The number behind *mark*, as `weight-2.5`."""
    for word in classes(element):
        if word.startswith(mark):
            try:
                number = float(word.removeprefix(mark))
            except ValueError:
                return None
            return number if math.isfinite(number) else None
    return None


def reasons_in(body: Element) -> Element | None:
    return next(iter(marked(body, REASONS)), None)


def judgement_in(body: Element) -> dict[str, Any] | None:
    """How many experts ranked, and how far they agreed."""
    for one in marked(body, JUDGEMENT):
        experts, agreement = number_of(one, EXPERTS), number_of(one, AGREEMENT)
        if experts is not None and agreement is not None:
            return {"experts": int(experts), "agreement": agreement}
    return None
