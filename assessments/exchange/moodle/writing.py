"""Questions as Moodle XML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from assessments.exchange.about import tags_of
from assessments.exchange.base import CannotCarry, Export, Item, Row, carried, refusal
from assessments.exchange.text import all_words, only_language, plainly, to_html
from assessments.exchange.xml import elements, written
from assessments.question_types import TYPES
from assessments.texts import OptionalText

from .gaps import write_gap
from .reading import read_question

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
SORT_BY = {
    "exact": "ALL_OR_NOTHING",
    "adjacent": "RELATIVE_NEXT_EXCLUDE_LAST",
    "kendall": "RELATIVE_ALL_PREVIOUS_AND_NEXT",
}


def write_moodle(items: Iterable[Item]) -> Export:
    parts: list[str] = []
    refused: list[Row] = []
    for place, item in enumerate(items, 1):
        try:
            parts.append(carried(item, render, read_again))
        except CannotCarry as reason:
            refused.append(refusal(item, place, reason))
    return Export((HEAD + "".join(parts) + "</quiz>\n").encode(), len(parts), refused)


def read_again(text: str) -> Row:
    (found,) = elements(text.encode(), lambda _name, depth: depth == 0)
    return read_question(*found)


def render(item: Item) -> str:
    """Raises `CannotCarry` for types that Moodle does not know."""
    if item.type not in NAMES:
        raise CannotCarry(str(TYPES[item.type].label))
    return Writer(item).question()


class Writer:
    def __init__(self, item: Item) -> None:
        self.item = item
        self.data = item.data
        self.plain = plainly(item.data, all_words(item.data))

    def text(self, text: OptionalText) -> str:
        words = next(iter(text.values())) if self.plain else to_html(text)
        return f"<text>{written(words)}</text>"

    def element(self, name: str, text: OptionalText, more: str = "", inside: str = "") -> str:
        form = "plain_text" if self.plain else "html"
        return f'<{name} format="{form}"{more}>{self.text(text)}{inside}</{name}>\n'

    def question(self) -> str:
        item = self.item
        name, body = NAMES[item.type]
        tags = "".join(f"<tag><text>{written(tag)}</text></tag>" for tag in tags_of(item))
        explanation = item.data.get("explanation")
        return (
            f'<question type="{name}">\n'
            f"<name><text>{written(' '.join(item.title.split()))}</text></name>\n"
            + (
                self.stem_with_gaps()
                if "gaps" in self.data
                else self.element("questiontext", self.data["stem"])
            )
            + (self.element("generalfeedback", explanation) if explanation else "")
            + f"<idnumber>{written(item.external_id)}</idnumber>\n"
            + body(self)
            + (f"<tags>{tags}</tags>\n" if tags else "")
            + "</question>\n"
        )

    def answer(self, fraction: float, part: dict[str, Any]) -> str:
        feedback = self.element("feedback", part["feedback"]) if part.get("feedback") else ""
        more = f' fraction="{fraction:.7g}"'
        return self.element("answer", part["text"], more, feedback)

    def options(self) -> str:
        fixed = all(one.get("fixed") for one in self.data["options"])
        return f"<shuffleanswers>{'false' if fixed else 'true'}</shuffleanswers>\n"

    def single(self) -> str:
        right = self.data["right"]
        answers = [
            self.answer(100 if one["key"] == right else 0, one) for one in self.data["options"]
        ]
        return "<single>true</single>\n" + self.options() + "".join(answers)

    def multiple(self) -> str:
        """With points as nearly ours as Moodle has them."""
        right = self.data["right"]
        share = 100 / len(right)
        answers = [
            self.answer(share if one["key"] in right else -share, one)
            for one in self.data["options"]
        ]
        return "<single>false</single>\n" + self.options() + "".join(answers)

    def truefalse(self) -> str:
        right = "true" if self.data["right"] else "false"
        return "".join(
            f'<answer fraction="{100 if one == right else 0}" format="moodle_auto_format">'
            f"<text>{one}</text></answer>\n"
            for one in ("true", "false")
        )

    def matching(self) -> str:
        choices = {one["key"]: one["text"] for one in self.data["choices"]}
        pairs = [(one["text"], self.data["pairs"][one["key"]]) for one in self.data["prompts"]]
        spare: list[tuple[OptionalText, str]] = [
            ({}, key) for key in choices if key not in self.data["pairs"].values()
        ]
        return "<shuffleanswers>true</shuffleanswers>\n" + "".join(
            self.element(
                "subquestion", prompt, inside=f"<answer>{self.text(choices[key])}</answer>"
            )
            if prompt
            else f'<subquestion format="html"><text></text><answer>{self.text(choices[key])}</answer></subquestion>\n'
            for prompt, key in pairs + spare
        )

    def shortanswer(self) -> str:
        return "<usecase>0</usecase>\n" + "".join(
            f'<answer fraction="100" format="plain_text"><text>{written(words)}</text></answer>\n'
            for variants in self.data["accepted"].values()
            for words in variants
        )

    def numerical(self) -> str:
        data = self.data
        answer = (
            f'<answer fraction="100" format="plain_text"><text>{data["value"]!r}</text>'
            f"<tolerance>{data.get('tolerance', 0.0)!r}</tolerance></answer>\n"
        )
        units = "".join(
            f"<unit><multiplier>{1 / one.get('factor', 1)!r}</multiplier>"
            f"<unit_name>{written(one['name'])}</unit_name></unit>"
            for one in data.get("units", [])
        )
        if not units:
            return answer
        penalty = data.get("unit_penalty", 0.1)
        return (
            f"{answer}<units>{units}</units>\n<unitgradingtype>1</unitgradingtype>\n"
            f"<unitpenalty>{penalty!r}</unitpenalty>\n"
        )

    def stem_with_gaps(self) -> str:
        """As HTML, for only there Moodle looks for gaps; in one language, as it counts each gap."""
        language = only_language(self.data)
        if language is None:
            raise CannotCarry(str(TYPES["cloze"].label))
        say = lambda text: written(next(iter(text.values())))  # noqa: E731
        html = to_html(self.data["stem"])
        for gap in self.data["gaps"]:
            html = html.replace(f"[[{gap['key']}]]", write_gap(gap, say))
        return f'<questiontext format="html"><text>{written(html)}</text></questiontext>\n'

    def essay(self) -> str:
        level = self.data["criteria"][0]["levels"][-1]["text"]
        return self.element("graderinfo", level)

    def ordering(self) -> str:
        rule = SORT_BY[self.data.get("rule", "adjacent")]
        answers = "".join(self.answer(1, one) for one in self.data["items"])
        return f"<gradingtype>{rule}</gradingtype>\n{answers}"

    def nothing(self) -> str:
        return ""


NAMES: dict[str, tuple[str, Callable[[Writer], str]]] = {
    "single": ("multichoice", Writer.single),
    "multiple": ("multichoice", Writer.multiple),
    "truefalse": ("truefalse", Writer.truefalse),
    "matching": ("matching", Writer.matching),
    "short": ("shortanswer", Writer.shortanswer),
    "numeric": ("numerical", Writer.numerical),
    "cloze": ("cloze", Writer.nothing),
    "essay": ("essay", Writer.essay),
    "ordering": ("ordering", Writer.ordering),
    "information": ("description", Writer.nothing),
}
