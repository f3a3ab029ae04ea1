"""Questions as items of QTI 3.0."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from assessments.exchange.base import CannotCarry, Item
from assessments.exchange.text import all_words, from_html, only_language, plainly
from assessments.exchange.xml import attribute, written
from assessments.question_types import TYPES
from assessments.texts import OptionalText

from .reading import OURS

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
TEMPLATE = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"
CODES = {"zh-hans": "zh-CN", "en": "en"}


def render(item: Item) -> str:
    """Raises `CannotCarry` for types that QTI does not know."""
    if item.type not in BODIES:
        raise CannotCarry(str(TYPES[item.type].label))
    return Writer(item).item()


def paragraphs(words: str) -> str:
    """*words* as paragraphs if these say the same, else kept as they are."""
    html = "".join(
        f"<p>{written(part).replace(chr(10), '<br/>')}</p>" for part in words.split("\n\n")
    )
    if from_html(html, "en") == {"en": words}:
        return html
    return f"<pre>{written(words)}</pre>"


class Writer:
    def __init__(self, item: Item) -> None:
        self.item_ = item
        self.data = item.data
        self.plain = plainly(item.data, all_words(item.data))
        self.declarations: list[str] = []
        self.template = "match_correct"
        self.processing = ""

    def text(self, text: OptionalText) -> str:
        if self.plain:
            return paragraphs(next(iter(text.values())))
        return "".join(
            f'<div class="multilang" xml:lang="{CODES[code]}">{paragraphs(words)}</div>'
            for code, words in text.items()
        )

    def item(self) -> str:
        item = self.item_
        body = BODIES[item.type](self)
        explanation = item.data.get("explanation")
        feedback = (
            '<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="explanation" '
            f'show-hide="hide"><qti-content-body>{self.text(explanation)}</qti-content-body>'
            "</qti-modal-feedback>\n"
            if explanation
            else ""
        )
        processing = self.processing or (
            f'<qti-response-processing template="{TEMPLATE}{self.template}.xml"/>\n'
            if self.declarations
            else ""
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<qti-assessment-item xmlns="{NAMESPACE}" '
            f'identifier="{identifier(item.external_id)}" label="{attribute(item.external_id)}" '
            f'title="{written(" ".join(item.title.split()))}" adaptive="false" '
            f'time-dependent="false" tool-name="{OURS}">\n'
            + "".join(self.declarations)
            + '<qti-outcome-declaration identifier="SCORE" cardinality="single" '
            'base-type="float"/>\n<qti-outcome-declaration identifier="FEEDBACK" '
            'cardinality="multiple" base-type="identifier"/>\n'
            f"<qti-item-body>{body}</qti-item-body>\n{processing}{feedback}</qti-assessment-item>\n"
        )

    def declare(
        self,
        right: list[str],
        base: str = "identifier",
        cardinality: str = "single",
        mapping: dict[str, float] | None = None,
    ) -> str:
        """The name under which the answer to one interaction is declared."""
        name = "RESPONSE" if not self.declarations else f"RESPONSE{len(self.declarations) + 1}"
        values = "".join(f"<qti-value>{written(one)}</qti-value>" for one in right)
        entries = "".join(
            f'<qti-map-entry map-key="{attribute(key)}" mapped-value="{value!r}"'
            + (' case-sensitive="false"' if base == "string" else "")
            + "/>"
            for key, value in (mapping or {}).items()
        )
        bounds = "" if base == "string" else ' lower-bound="0"'
        correct = f"<qti-correct-response>{values}</qti-correct-response>" if values else ""
        self.declarations.append(
            f'<qti-response-declaration identifier="{name}" cardinality="{cardinality}" '
            f'base-type="{base}">{correct}'
            + (f'<qti-mapping default-value="0"{bounds}>{entries}</qti-mapping>' if entries else "")
            + "</qti-response-declaration>\n"
        )
        return name

    def choices(self, parts: list[dict[str, Any]], tag: str, more: str = "") -> str:
        written_ = []
        for part in parts:
            fixed = ' fixed="true"' if part.get("fixed") else ""
            feedback = (
                '<qti-feedback-inline outcome-identifier="FEEDBACK" '
                f'identifier="{identifier(part["key"])}" show-hide="show">'
                f"{self.text(part['feedback'])}</qti-feedback-inline>"
                if part.get("feedback")
                else ""
            )
            written_.append(
                f'<{tag} identifier="{identifier(part["key"])}"{fixed}{more}>'
                f"{self.text(part['text'])}{feedback}</{tag}>\n"
            )
        return "".join(written_)

    def choice(self) -> str:
        right = self.data["right"]
        if isinstance(right, str):
            name, most = self.declare([identifier(right)]), 1
        else:
            # With points as nearly ours as QTI has them.
            points = {
                identifier(one["key"]): (1.0 if one["key"] in right else -1.0) / len(right)
                for one in self.data["options"]
            }
            name = self.declare(
                list(map(identifier, right)), cardinality="multiple", mapping=points
            )
            most, self.template = 0, "map_response"
        return (
            f'{self.text(self.data["stem"])}<qti-choice-interaction response-identifier="{name}" '
            f'shuffle="true" max-choices="{most}">\n'
            f"{self.choices(self.data['options'], 'qti-simple-choice')}</qti-choice-interaction>"
        )

    def truefalse(self) -> str:
        name = self.declare(["true" if self.data["right"] else "false"])
        return (
            f'{self.text(self.data["stem"])}<qti-choice-interaction response-identifier="{name}" '
            'shuffle="false" max-choices="1"><qti-simple-choice identifier="true">✓'
            '</qti-simple-choice><qti-simple-choice identifier="false">✗</qti-simple-choice>'
            "</qti-choice-interaction>"
        )

    def ordering(self) -> str:
        right = [identifier(one["key"]) for one in self.data["items"]]
        name = self.declare(right, cardinality="ordered")
        return (
            f'{self.text(self.data["stem"])}<qti-order-interaction response-identifier="{name}" '
            f'shuffle="true" data-rule="{self.data.get("rule", "adjacent")}">\n'
            f"{self.choices(self.data['items'], 'qti-simple-choice')}</qti-order-interaction>"
        )

    def matching(self) -> str:
        first = {one["key"]: f"p-{place}" for place, one in enumerate(self.data["prompts"])}
        second = {one["key"]: f"c-{place}" for place, one in enumerate(self.data["choices"])}
        pairs = [f"{first[key]} {second[choice]}" for key, choice in self.data["pairs"].items()]
        mapping = {pair: 1 / len(pairs) for pair in pairs}
        name = self.declare(pairs, "directedPair", "multiple", mapping)
        self.template = "map_response"
        sets = [
            self.choices(
                [one | {"key": names[one["key"]]} for one in self.data[part]],
                "qti-simple-associable-choice",
                f' match-max="{most}"',
            )
            for part, names, most in (("prompts", first, 1), ("choices", second, 0))
        ]
        return (
            f'{self.text(self.data["stem"])}<qti-match-interaction response-identifier="{name}" '
            'shuffle="true" max-associations="0">'
            + "".join(f"<qti-simple-match-set>{one}</qti-simple-match-set>" for one in sets)
            + "</qti-match-interaction>"
        )

    def entry(self, name: str, more: str = "") -> str:
        return f'<qti-text-entry-interaction response-identifier="{name}"{more}/>'

    def words(self, accepted: dict[str, list[str]]) -> str:
        self.template = "map_response"
        all_ = [one for variants in accepted.values() for one in variants]
        return self.declare(all_[:1], "string", mapping=dict.fromkeys(all_, 1.0))

    def short(self) -> str:
        return (
            f"{self.text(self.data['stem'])}<p>{self.entry(self.words(self.data['accepted']))}</p>"
        )

    def numeric(self) -> str:
        name = self.declare([repr(self.data["value"])], "float")
        if tolerance := self.data.get("tolerance"):
            relative = bool(self.data.get("relative"))
            width = tolerance * 100 if relative else tolerance
            mode = "relative" if relative else "absolute"
            self.processing = (
                "<qti-response-processing><qti-response-condition><qti-response-if>"
                f'<qti-equal tolerance-mode="{mode}" tolerance="{width!r} {width!r}">'
                f'<qti-variable identifier="{name}"/><qti-correct identifier="{name}"/></qti-equal>'
                '<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">1'
                "</qti-base-value></qti-set-outcome-value></qti-response-if>"
                "</qti-response-condition></qti-response-processing>\n"
            )
        return f"{self.text(self.data['stem'])}<p>{self.entry(name)}</p>"

    def cloze(self) -> str:
        """In one language: in two, each gap would be there twice."""
        language = only_language(self.data)
        if language is None:
            raise CannotCarry(str(TYPES["cloze"].label))
        body = self.text(self.data["stem"])
        for gap in self.data["gaps"]:
            if "options" in gap:
                name = self.declare([identifier(gap["right"])])
                words = "".join(
                    f'<qti-inline-choice identifier="{identifier(one["key"])}"'
                    + (' fixed="true"' if one.get("fixed") else "")
                    + f">{written(one['text'][language])}</qti-inline-choice>"
                    for one in gap["options"]
                )
                inside = (
                    f'<qti-inline-choice-interaction response-identifier="{name}" shuffle="true">'
                    f"{words}</qti-inline-choice-interaction>"
                )
            else:
                inside = self.entry(self.words(gap["accepted"]), ' data-gap="true"')
            body = body.replace(f"[[{gap['key']}]]", inside)
        return body

    def essay(self) -> str:
        hint = self.data["criteria"][0]["levels"][-1]["text"]
        name = self.declare([], "string")
        return (
            f'{self.text(self.data["stem"])}<qti-rubric-block view="scorer" use="scoring">'
            f"<qti-content-body>{self.text(hint)}</qti-content-body></qti-rubric-block>"
            f'<qti-extended-text-interaction response-identifier="{name}"/>'
        )

    def information(self) -> str:
        return self.text(self.data["stem"])


def identifier(name: str) -> str:
    """*name* as QTI allows it: it begins with a letter."""
    plain = re.sub(r"[^A-Za-z0-9_.-]", "_", name)
    return plain if re.match("[A-Za-z_]", plain) else f"i-{plain}"


BODIES: dict[str, Callable[[Writer], str]] = {
    "single": Writer.choice,
    "multiple": Writer.choice,
    "truefalse": Writer.truefalse,
    "ordering": Writer.ordering,
    "matching": Writer.matching,
    "short": Writer.short,
    "numeric": Writer.numeric,
    "cloze": Writer.cloze,
    "essay": Writer.essay,
    "information": Writer.information,
}
