"""One item of QTI as a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from assessments.exchange.about import take_tags
from assessments.exchange.answers import BLANK, ask_for_essay, explain, to_number
from assessments.exchange.base import Finding, Refused, Row, one_line
from assessments.exchange.keys import LETTERS
from assessments.exchange.text import from_html, guess, media_in
from assessments.exchange.xml import inner
from assessments.texts import OptionalText

from .names import INLINE, INTERACTIONS, own_rules, unknown_interactions

OURS = "Xinqiao"
KEY = re.compile(r"[A-Za-z0-9_-]{1,36}")
Stimuli = Callable[[str], Element | None]
"""A shared text by the address that an item gives for it."""


def read_item(line: int, item: Element, tags: list[str], stimulus: Stimuli) -> Row:
    """*item* with its names in the common spelling."""
    finding = Finding(line, title=one_line(item.get("title") or item.get("identifier") or ""))
    try:
        own = item.get("tool-name") == OURS
        finding.external_id = (item.get("label", "") if own else item.get("identifier", "")).strip()
        take_tags(finding, tags)
        Reader(finding, item, stimulus).read()
    except Refused as refusal:
        return finding.refused(str(refusal))
    return finding.row()


class Reader:
    """Fills a finding from an item."""

    def __init__(self, finding: Finding, item: Element, stimulus: Stimuli) -> None:
        self.finding = finding
        self.item = item
        self.stimulus = stimulus
        body = item.find("item-body")
        if body is None:
            raise Refused(_("The item has no body."))
        self.body = body
        self.language = guess(" ".join(item.itertext()))
        self.declared = {
            one.get("identifier", ""): one for one in item.findall("response-declaration")
        }
        self.hint: OptionalText = {}

    def read(self) -> None:
        if unknown := sorted(set(unknown_interactions(self.body))):
            raise Refused(_("Such interactions are not known here: %s.") % ", ".join(unknown))
        if rules := own_rules(self.item):
            self.finding.remarks.append(
                _("Its own rules for points were left out: %s.") % ", ".join(rules)
            )
        for feedback in self.item.findall("modal-feedback"):
            explain(self.finding, self.text(feedback))
        if media_in(inner(self.body)):
            self.finding.remarks.append(_("Pictures and recordings were left out."))
        found = [one for one in self.body.iter() if one.tag in INTERACTIONS]
        for one in list(self.body.iter("rubric-block")):
            if "scorer" in one.get("view", "").split():
                self.hint = self.text(one)
                empty(one)
        inline = [one for one in found if one.tag in INLINE]
        if len(found) > 1 and len(inline) < len(found):
            raise Refused(_("It asks for several answers of different kinds."))
        if not found:
            self.finding.type = "information"
        elif inline:
            self.read_gaps(inline)
        else:
            self.read_one(found[0])
        self.finding.data.setdefault("stem", self.stem())

    def stem(self) -> OptionalText:
        """Shared texts, then what the item says."""
        parts = [self.text(self.body)]
        for reference in reversed(self.item.findall("assessment-stimulus-ref")):
            shared = self.stimulus(reference.get("href", ""))
            if shared is None:
                raise Refused(_("The shared text %s is not there.") % reference.get("href", ""))
            parts.insert(0, self.text(shared))
        joined: OptionalText = {}
        for part in parts:
            for code, words in part.items():
                joined[code] = f"{joined[code]}\n\n{words}" if code in joined else words
        return joined

    def text(self, element: Element) -> OptionalText:
        return from_html(inner(element), self.language)

    def right(self, interaction: Element) -> list[str]:
        """What is right: as declared, or what the mapping gives points for."""
        declared = self.declaration(interaction)
        values = [one.text or "" for one in declared.findall("correct-response/value")]
        if not values:
            values = list(self.mapped(declared))
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

    def read_one(self, interaction: Element) -> None:
        prompt = interaction.find("prompt")
        kept = prompt if prompt is not None else Element("prompt")
        readers: dict[str, Callable[[Element], None]] = {
            "choice-interaction": self.choice,
            "order-interaction": self.order,
            "match-interaction": self.match,
            "extended-text-interaction": self.essay,
            "gap-match-interaction": self.gap_match,
        }
        readers[interaction.tag](interaction)
        if interaction.tag != "gap-match-interaction":
            tail = interaction.tail
            empty(interaction)
            interaction.append(kept)
            interaction.tail = tail

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
            for feedback in element.findall("feedback-inline"):
                option["feedback"] = self.text(feedback)
                element.remove(feedback)
            option["text"] = self.text(element)
            if not shuffle or element.get("fixed") == "true":
                option["fixed"] = True
            options.append(option)
        return options, keys

    def choice(self, interaction: Element) -> None:
        choices = interaction.findall("simple-choice")
        right = self.right(interaction)
        names = [one.get("identifier", "") for one in choices]
        if sorted(names) == ["false", "true"] and len(right) == 1:
            self.finding.type = "truefalse"
            self.finding.data["right"] = right[0] == "true"
            return
        options, keys = self.options(choices, interaction.get("shuffle") == "true")
        found = [known(keys, one) for one in right]
        several = self.declaration(interaction).get("cardinality") == "multiple"
        self.finding.type = "multiple" if several else "single"
        self.finding.data["options"] = options
        if not several and len(found) != 1:
            raise Refused(_("Such a question has one right answer, here are %s.") % len(found))
        self.finding.data["right"] = found if several else found[0]

    def order(self, interaction: Element) -> None:
        options, keys = self.options(interaction.findall("simple-choice"), True)
        by_key = {one["key"]: one for one in options}
        right = [known(keys, one) for one in self.right(interaction)]
        if sorted(right) != sorted(by_key):
            raise Refused(_("The right order does not name each part once."))
        self.finding.type = "ordering"
        self.finding.data["items"] = [by_key[key] for key in right]
        self.finding.data["rule"] = interaction.get("data-rule", "exact")

    def match(self, interaction: Element) -> None:
        sets = interaction.findall("simple-match-set")
        if len(sets) != 2:
            raise Refused(_("Pairs need two lists."))
        choices = [one.findall("simple-associable-choice") for one in sets]
        shuffle = interaction.get("shuffle", "true") == "true"
        prompts, first = self.options(choices[0], shuffle)
        answers, second = self.options(choices[1], shuffle)
        pairs: dict[str, str] = {}
        for pair in self.right(interaction):
            left, _blank, choice = pair.partition(" ")
            if known(first, left) in pairs:
                raise Refused(_("A part has several partners, which is not known here."))
            pairs[known(first, left)] = known(second, choice.strip())
        self.finding.type = "matching"
        self.finding.data |= {"prompts": prompts, "choices": answers, "pairs": pairs}

    def essay(self, interaction: Element) -> None:
        ask_for_essay(self.finding, self.language, self.hint)

    def gap_match(self, interaction: Element) -> None:
        """Each gap is chosen for from all words there are."""
        options, keys = self.options(
            [*interaction.findall("gap-text"), *interaction.findall("gap-img")], True
        )
        filled = dict(pair.split(" ", 1)[::-1] for pair in self.right(interaction) if " " in pair)
        gaps = []
        for place, gap in enumerate(list(interaction.iter("gap")), 1):
            name = gap.get("identifier", "")
            if name not in filled:
                raise Refused(_("What is right for %s is not declared.") % name)
            gaps.append(
                {"key": f"g{place}", "options": options, "right": known(keys, filled[name])}
            )
            replace_by(gap, f"[[g{place}]]")
        for one in list(interaction):
            if one.tag.startswith("gap-"):
                interaction.remove(one)
        self.finding.type = "cloze"
        self.finding.data["gaps"] = gaps

    def read_gaps(self, interactions: list[Element]) -> None:
        only = interactions[0]
        entry = only.tag == "text-entry-interaction" and only.get("data-gap") != "true"
        if len(interactions) == 1 and entry:
            self.read_entry(only)
            return
        gaps: list[dict[str, Any]] = []
        for place, one in enumerate(interactions, 1):
            gap: dict[str, Any] = {"key": f"g{place}"}
            if one.tag == "inline-choice-interaction":
                options, keys = self.options(
                    one.findall("inline-choice"), one.get("shuffle") == "true"
                )
                right = self.right(one)
                if len(right) != 1:
                    raise Refused(
                        _("Such a question has one right answer, here are %s.") % len(right)
                    )
                gap |= {"options": options, "right": known(keys, right[0])}
            else:
                gap["accepted"] = self.accepted(one)
            gaps.append(gap)
            replace_by(one, f"[[g{place}]]")
        self.finding.type = "cloze"
        self.finding.data["gaps"] = gaps

    def read_entry(self, entry: Element) -> None:
        declared = self.declaration(entry)
        if declared.get("base-type") in {"float", "integer"}:
            self.finding.type = "numeric"
            self.finding.data["value"] = to_number((self.right(entry) or [""])[0])
            for equal in self.item.findall("response-processing//equal"):
                tolerance = abs(to_number((equal.get("tolerance") or "0").split()[0]))
                if equal.get("tolerance-mode") == "relative":
                    self.finding.data |= {"tolerance": tolerance / 100, "relative": True}
                elif equal.get("tolerance-mode") == "absolute":
                    self.finding.data["tolerance"] = tolerance
        else:
            self.finding.type = "short"
            self.finding.data["accepted"] = self.accepted(entry)
        at_end = not (entry.tail or "").strip() and entry is list(self.body.iter())[-1]
        replace_by(entry, "" if at_end else BLANK)

    def accepted(self, entry: Element) -> Mapping[str, list[str]]:
        declared = self.declaration(entry)
        words = dict.fromkeys([*self.right(entry), *self.mapped(declared)])
        texts = [one for one in words if one.strip()]
        if not texts:
            raise Refused(_("No answer is right."))
        several = any(one.get("class") == "multilang" for one in self.body.iter())
        accepted: dict[str, list[str]] = {}
        for text in texts:
            accepted.setdefault(guess(text) if several else self.language, []).append(text)
        return accepted


def known(keys: Mapping[str, str], name: str) -> str:
    if name not in keys:
        raise Refused(_("The right answer %s is none of the options.") % (name or "?"))
    return keys[name]


def empty(element: Element) -> None:
    """Take everything out of *element*, and leave what follows it."""
    tail = element.tail
    element.clear()
    element.tag, element.tail = "div", tail


def replace_by(element: Element, words: str) -> None:
    empty(element)
    element.tag, element.text = "span", words
