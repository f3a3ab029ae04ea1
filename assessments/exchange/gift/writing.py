"""Questions as GIFT."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from assessments.exchange.about import tags_of
from assessments.exchange.base import CannotCarry, Export, Item, Row, carried, refusal
from assessments.exchange.text import all_words, plainly, to_html
from assessments.question_types import TYPES
from assessments.texts import OptionalText, said

from .blocks import blocks, escape, mark
from .reading import read_block

Say = Callable[[OptionalText], str]


def write_gift(items: Iterable[Item]) -> Export:
    written: list[str] = []
    refused: list[Row] = []
    for place, item in enumerate(items, 1):
        try:
            written.append(carried(item, render, read_again))
        except CannotCarry as reason:
            refused.append(refusal(item, place, reason))
    return Export("\n".join(written).encode(), len(written), refused)


def read_again(text: str) -> Row:
    rows = [read_block(block) for block in blocks(text)]
    return rows[0] if len(rows) == 1 else Row(1)


def render(item: Item) -> str:
    """Raises `CannotCarry` for types that GIFT does not know."""
    if item.type not in RENDER:
        raise CannotCarry(str(TYPES[item.type].label))
    say = plain if plainly(item.data, all_words(item.data)) else marked
    told = [mark("id", item.external_id)] if item.external_id else []
    told += [mark("tag", tag) for tag in tags_of(item)]
    comment = f"// {' '.join(told)}\n" if told else ""
    body = RENDER[item.type](item.data, say)
    if body is None:
        answers = ""
    else:
        general = item.data.get("explanation")
        answers = "{" + body + (f"\n####{say(general)}\n" if general else "") + "}"
    title = escape(" ".join(item.title.split()))
    return f"{comment}::{title}::{say(item.data['stem'])}{answers}\n"


def plain(text: OptionalText) -> str:
    words = said(text)
    form = "[plain]" if re.search(r"^\[|[<&]", words) else ""
    return form + escape(words)


def marked(text: OptionalText) -> str:
    return "[html]" + escape(to_html(text))


def option(sign: str, part: dict[str, Any], say: Say) -> str:
    words = say(part["text"])
    if words.startswith("%"):
        sign += "%100%" if sign == "=" else "%0%"
    feedback = f"#{say(part['feedback'])}" if part.get("feedback") else ""
    return f"\n{sign}{words}{feedback}"


def single(data: dict[str, Any], say: Say) -> str:
    signs = {data["right"]: "="}
    return "".join(option(signs.get(one["key"], "~"), one, say) for one in data["options"]) + "\n"


def multiple(data: dict[str, Any], say: Say) -> str:
    """With points as nearly ours as GIFT has them: what is wrong takes off what is right gives."""
    share = f"{100 / len(data['right']):.5f}".rstrip("0").rstrip(".")
    return (
        "".join(
            option(f"~%{'' if one['key'] in data['right'] else '-'}{share}%", one, say)
            for one in data["options"]
        )
        + "\n"
    )


def truefalse(data: dict[str, Any], say: Say) -> str:
    return "TRUE" if data["right"] else "FALSE"


def matching(data: dict[str, Any], say: Say) -> str:
    choices = {one["key"]: say(one["text"]) for one in data["choices"]}
    pairs = [
        f"\n={say(one['text'])} -> {choices[data['pairs'][one['key']]]}" for one in data["prompts"]
    ]
    pairs += [
        f"\n= -> {words}" for key, words in choices.items() if key not in data["pairs"].values()
    ]
    return "".join(pairs) + "\n"


def numeric(data: dict[str, Any], say: Say) -> str:
    tolerance = data.get("tolerance", 0)
    return f"#{data['value']!r}" + (f":{tolerance!r}" if tolerance else "")


def short(data: dict[str, Any], say: Say) -> str:
    words = [escape(one) for variants in data["accepted"].values() for one in variants]
    return "".join(f"\n={'%100%' if one[0] == '%' else ''}{one}" for one in words) + "\n"


def essay(data: dict[str, Any], say: Say) -> str:
    return ""


def information(data: dict[str, Any], say: Say) -> None:
    return None


RENDER: dict[str, Callable[[dict[str, Any], Say], str | None]] = {
    "single": single,
    "multiple": multiple,
    "truefalse": truefalse,
    "matching": matching,
    "numeric": numeric,
    "short": short,
    "essay": essay,
    "information": information,
}
