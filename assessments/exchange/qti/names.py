"""One spelling for the names of QTI 2 and 3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

READ = ("choice", "inline-choice", "match", "order", "text-entry", "extended-text", "gap-match")
INTERACTIONS = {f"{name}-interaction" for name in READ}
INLINE = {"inline-choice-interaction", "text-entry-interaction"}

USUAL = {
    "response-processing", "response-condition", "response-if", "response-else-if",
    "response-else", "match", "variable", "correct", "set-outcome-value", "base-value",
    "map-response", "is-null", "not", "and", "sum", "equal", "string-match",
}  # fmt: skip
"""Of rules for points: what says no more than that the right answer earns them."""


def common(element: Element) -> Element:
    """*element* with all names as 3.0 spells them, without `qti-`. Changes it in place."""
    for one in element.iter():
        one.tag = kebab(one.tag)
        attributes = {kebab(name): value for name, value in one.attrib.items()}
        one.attrib.clear()
        one.attrib.update(attributes)
    return element


def kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", r"-\1", name).lower().removeprefix("qti-")


def unknown_interactions(body: Element) -> Iterator[str]:
    for one in body.iter():
        if one.tag.endswith("-interaction") and one.tag not in INTERACTIONS:
            yield one.tag


def own_rules(item: Element) -> list[str]:
    """Names of what an item computes beyond what every item does."""
    found: set[str] = set()
    for processing in item.findall("response-processing"):
        found |= {one.tag for one in processing.iter()} - USUAL
    return sorted(found)
