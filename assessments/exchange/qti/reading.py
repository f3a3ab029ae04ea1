"""The words and the declarations of an item of QTI, and what its one question is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from assessments.exchange.answers import explain, to_number
from assessments.exchange.base import Finding, Refused
from assessments.exchange.keys import LETTERS
from assessments.exchange.text import from_html, media_in
from assessments.exchange.xml import inner
from assessments.texts import Language, OptionalText

from .names import FEEDBACK, INTERACTIONS, classes, empty, replace_by

KEY = re.compile(r"[A-Za-z0-9_-]{1,36}")
Stimuli = Callable[[str], Element | None]
"""A shared text by the address that an item gives for it."""


def shared_texts(item: Element, stimulus: Stimuli) -> list[Element]:
    found = []
    for reference in item.findall("assessment-stimulus-ref"):
        shared = stimulus(reference.get("href", ""))
        if shared is None:
            raise Refused(_("The shared text %s is not there.") % reference.get("href", ""))
        found.append(shared)
    return found


class Reader:
    """Fills a finding from the body of an item, or from a part of it that asks one question."""

    def __init__(self, finding: Finding, item: Element, body: Element, language: Language) -> None:
        self.finding = finding
        self.item = item
        self.body = body
        self.language = language
        self.declared = {
            one.get("identifier", ""): one for one in item.findall("response-declaration")
        }
        self.hint: OptionalText = {}

    def take_out_notes(self) -> None:
        for one in list(self.body.iter("rubric-block")):
            view = one.get("view", "candidate").split()
            if "scorer" in view:
                self.hint = self.text(one)
            if "candidate" not in view:
                empty(one)

    def take_out_feedback(self, element: Element) -> None:
        for child in list(element):
            if child.tag in FEEDBACK:
                explain(self.finding, self.text(child))
                replace_by(child, "")
            elif child.tag not in INTERACTIONS:
                self.take_out_feedback(child)

    def stem(self, shared: list[Element]) -> OptionalText:
        """Shared texts, then what the item says."""
        joined: OptionalText = {}
        for part in (*map(self.text, shared), self.text(self.body)):
            for code, words in part.items():
                joined[code] = f"{joined[code]}\n\n{words}" if code in joined else words
        return joined

    def text(self, element: Element) -> OptionalText:
        return from_html(inner(element), self.language)

    def in_languages(self) -> bool:
        """Whether the words are marked with their languages."""
        return any("multilang" in classes(one) for one in self.body.iter())

    def right(self, interaction: Element) -> list[str]:
        """What is right: as declared, or what the mapping gives the most points for."""
        declared = self.declaration(interaction)
        values = [one.text or "" for one in declared.findall("correct-response/value")]
        if not values:
            mapped = self.mapped(declared)
            several = declared.get("cardinality", "single") != "single"
            most = max(mapped.values(), default=0)
            values = [key for key, points in mapped.items() if several or points == most]
        return [value.strip() for value in values]

    def declaration(self, interaction: Element) -> Element:
        name = interaction.get("response-identifier", "")
        if name not in self.declared:
            raise Refused(_("What is right for %s is not declared.") % (name or "?"))
        return self.declared[name]

    def mapped(self, declared: Element) -> dict[str, float]:
        entries = {
            one.get("map-key", ""): to_number(one.get("mapped-value") or "0")
            for one in declared.findall("mapping/map-entry")
        }
        return {key: value for key, value in entries.items() if value > 0}

    def mention_points(self, interaction: Element, right: list[str]) -> None:
        """What else earns points elsewhere, or not all that is right the same."""
        mapped = self.mapped(self.declaration(interaction))
        others = {key: points for key, points in mapped.items() if key not in right}
        alike = {one.lower() for one in right}
        if any(key.lower() in alike for key in others):
            self.finding.remarks.append(_("Large and small letters count the same here."))
        partly = [
            f"{key} ({points:g})" for key, points in others.items() if key.lower() not in alike
        ]
        if partly:
            self.finding.remarks.append(
                _("Part points are not kept, these answers count as wrong: %s.") % "; ".join(partly)
            )
        if len({round(mapped[one], 6) for one in right if one in mapped}) > 1:
            self.finding.remarks.append(_("Points are given by a rule that differs a little."))

    def options(
        self, elements: list[Element], shuffle: bool
    ) -> tuple[list[dict[str, Any]], dict[str, str]]:
        """Options, and their keys by the identifiers of the item."""
        if len(elements) > len(LETTERS):
            raise Refused(_("There are more than %s answers.") % len(LETTERS))
        names = [one.get("identifier", "") for one in elements]
        keep = all(KEY.fullmatch(name) for name in names)
        keys = dict(zip(names, names if keep else LETTERS, strict=False))
        options = []
        for element in elements:
            option: dict[str, Any] = {"key": keys[element.get("identifier", "")]}
            for feedback in [one for one in element.iter() if one.tag in FEEDBACK]:
                option["feedback"] = self.text(feedback)
                replace_by(feedback, "")
            option["text"] = self.text(element)
            if not option["text"] and media_in(inner(element)):
                raise Refused(_("An answer is only a picture or a recording, without words."))
            if not shuffle or element.get("fixed") == "true":
                option["fixed"] = True
            options.append(option)
        return options, keys

    def only_right(self, interaction: Element) -> str:
        right = self.right(interaction)
        if len(right) != 1:
            raise Refused(_("Such a question has one right answer, here are %s.") % len(right))
        self.mention_points(interaction, right)
        return right[0]
