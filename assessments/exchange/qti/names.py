"""One spelling for the names of QTI 2 and 3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

OURS = "Xinqiao"

READ = ("choice", "inline-choice", "match", "order", "text-entry", "extended-text", "gap-match")
INTERACTIONS = {f"{name}-interaction" for name in READ}
INLINE = {"inline-choice-interaction", "text-entry-interaction"}
FEEDBACK = {"feedback-block", "feedback-inline"}

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


def is_ours(item: Element) -> bool:
    return item.get("tool-name") == OURS


def classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def interactions_in(element: Element) -> list[Element]:
    return [one for one in element.iter() if one.tag in INTERACTIONS]


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


def empty(element: Element) -> None:
    """Take everything out of *element*, and leave what follows it."""
    tail = element.tail
    element.clear()
    element.tag, element.tail = "div", tail


def replace_by(element: Element, words: str) -> None:
    empty(element)
    element.tag, element.text = "span", words


def identifier(name: str) -> str:
    """*name* as QTI allows it: it begins with a letter."""
    plain = re.sub(r"[^A-Za-z0-9_.-]", "_", name)
    return plain if re.match("[A-Za-z_]", plain) else f"i-{plain}"
