"""Questions as items of QTI 3.0."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assessments.exchange.base import CannotCarry, Item
from assessments.exchange.text import all_words, from_html, only_language, plainly
from assessments.exchange.xml import attribute, written
from assessments.question_types import TYPES
from assessments.texts import OptionalText

from .composites import case, judgement, reasons_for
from .names import OURS, identifier
from .scoring import Scored, processing

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
CODES = {"zh-hans": "zh-CN", "en": "en"}


def render(item: Item) -> str:
    """Raises `CannotCarry` for what QTI has no place for."""
    writer = Writer(item.type, item.data, plain=plainly(item.data, all_words(item.data)))
    body = writer.body()
    explanation = item.data.get("explanation")
    feedback = (
        '<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="explanation" '
        f'show-hide="hide"><qti-content-body>{writer.text(explanation)}</qti-content-body>'
        "</qti-modal-feedback>\n"
        if explanation
        else ""
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<qti-assessment-item xmlns="{NAMESPACE}" '
        f'identifier="{identifier(item.external_id)}" label="{attribute(item.external_id)}" '
        f'title="{written(" ".join(item.title.split()))}" adaptive="false" '
        f'time-dependent="false" tool-name="{OURS}">\n'
        + "".join(writer.declarations)
        + '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float">'
        "<qti-default-value><qti-value>0</qti-value></qti-default-value>"
        '</qti-outcome-declaration>\n<qti-outcome-declaration identifier="FEEDBACK" '
        'cardinality="multiple" base-type="identifier"/>\n'
        f"<qti-item-body>{body}</qti-item-body>\n{processing(writer.scored)}{feedback}"
        "</qti-assessment-item>\n"
    )


def paragraphs(words: str) -> str:
    """*words* as paragraphs if these say the same, else kept as they are."""
    html = "".join(
        f"<p>{written(part).replace(chr(10), '<br/>')}</p>" for part in words.split("\n\n")
    )
    if from_html(html, "en") == {"en": words}:
        return html
    return f"<pre>{written(words)}</pre>"


class Writer:
    """Writes one question; the parts of a case share the responses that they declare."""

    def __init__(self, type_: str, data: dict[str, Any], *, plain: bool) -> None:
        self.type = type_
        self.data = data
        self.plain = plain
        self.declarations: list[str] = []
        self.scored: list[Scored] = []

    def body(self) -> str:
        return BODIES[self.type](self)

    def text(self, text: OptionalText) -> str:
        if self.plain:
            return paragraphs(next(iter(text.values())))
        return "".join(
            f'<div class="multilang" xml:lang="{CODES[code]}">{paragraphs(words)}</div>'
            for code, words in text.items()
        )

    def declare(
        self,
        right: list[str],
        base: str = "identifier",
        cardinality: str = "single",
        mapping: dict[str, float] | None = None,
        **how: Any,
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
        if values:
            self.scored.append(Scored(name, mapped=bool(entries), **how))
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
            most = 0
        return (
            f'{self.text(self.data["stem"])}<qti-choice-interaction response-identifier="{name}" '
            f'shuffle="true" max-choices="{most}">\n'
            f"{self.choices(self.data['options'], 'qti-simple-choice')}</qti-choice-interaction>"
        )

    def truefalse(self) -> str:
        reasons = bool(self.data.get("reasons"))
        right = ["true" if self.data["right"] else "false"]
        name = self.declare(right, share=0.5 if reasons else 1.0)
        body = (
            f'{self.text(self.data["stem"])}<qti-choice-interaction response-identifier="{name}" '
            'shuffle="false" max-choices="1"><qti-simple-choice identifier="true">✓'
            '</qti-simple-choice><qti-simple-choice identifier="false">✗</qti-simple-choice>'
            "</qti-choice-interaction>"
        )
        return body + reasons_for(self, name) if reasons else body

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

    def words(self, accepted: dict[str, list[str]], share: float = 1.0) -> str:
        all_ = [one for variants in accepted.values() for one in variants]
        return self.declare(all_[:1], "string", mapping=dict.fromkeys(all_, 1.0), share=share)

    def short(self) -> str:
        return (
            f"{self.text(self.data['stem'])}<p>{self.entry(self.words(self.data['accepted']))}</p>"
        )

    def numeric(self) -> str:
        how = {name: self.data[name] for name in ("tolerance", "relative") if name in self.data}
        name = self.declare([repr(self.data["value"])], "float", **how)
        return f"{self.text(self.data['stem'])}<p>{self.entry(name)}</p>"

    def cloze(self) -> str:
        """In one language: in two, each gap would be there twice."""
        language = only_language(self.data)
        if language is None:
            raise CannotCarry(str(TYPES["cloze"].label))
        body = self.text(self.data["stem"])
        share = 1 / len(self.data["gaps"])
        for gap in self.data["gaps"]:
            if "options" in gap:
                name = self.declare([identifier(gap["right"])], share=share)
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
                inside = self.entry(self.words(gap["accepted"], share), ' data-gap="true"')
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

    def part(self, type_: str, data: dict[str, Any]) -> Writer:
        """Writes a question of this case, and declares its responses with those of the others."""
        part = Writer(type_, data, plain=self.plain)
        part.declarations = self.declarations
        return part


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
    "judgement": judgement,
    "case": case,
}
