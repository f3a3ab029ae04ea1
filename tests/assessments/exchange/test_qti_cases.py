"""QTI items with several interactions: cases from here and from elsewhere, reasons and ranks."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.utils.translation import override

from assessments.authoring import Written
from assessments.exchange.base import Item
from assessments.exchange.qti import read_qti, write_qti
from tests.assessments.exchange.test_qti import CHOICE, declared, item, only, read

LONG = '<extendedTextInteraction responseIdentifier="E"><prompt>Tell.</prompt></extendedTextInteraction>'
ENTRY = '<textEntryInteraction responseIdentifier="S"/>'


def also(
    name: str, values: list[str], base: str = "identifier", cardinality: str = "single"
) -> str:
    return declared(values, cardinality, base).replace('"R"', f'"{name}"')


def text(words: str) -> dict[str, str]:
    return {"zh-hans": words}


def options(*words: str) -> list[dict[str, Any]]:
    return [{"key": key, "text": text(one)} for key, one in zip("abcde", words, strict=False)]


STATEMENT = {
    "stem": text("留守儿童一定会出现心理问题。"),
    "right": False,
    "reasons": options("要看支持", "要看性别"),
    "right_reason": "a",
    "explanation": text("多数孩子能够适应。"),
}
RANKED = {
    "stem": text("孩子突然哭了，您先做什么？"),
    "options": options("安静地陪着", "问为什么", "叫他别哭"),
    "ranks": {"a": 1, "b": 2, "c": 3},
    "experts": 9,
    "agreement": 0.8,
}
CASE = {
    "stem": text("小满十岁，跟奶奶住。\n\n最近她不愿意上学。"),
    "explanation": text("先听，再问。"),
    "staged": True,
    "questions": [
        {
            "key": "q1",
            "type": "single",
            "weight": 2.5,
            "data": {
                "stem": text("先做什么？"),
                "options": options("听她说", "批评她"),
                "right": "a",
                "explanation": text("听是第一步。"),
            },
        },
        {"key": "q2", "type": "truefalse", "data": STATEMENT},
        {"key": "q3", "type": "judgement", "data": RANKED},
        {"key": "q4", "type": "information", "data": {"stem": text("一周以后。")}},
        {
            "key": "q5",
            "type": "numeric",
            "data": {"stem": text("一周有几天？"), "value": 7, "tolerance": 0.5},
        },
        {
            "key": "q6",
            "type": "short",
            "data": {"stem": text("她几岁？"), "accepted": {"zh-hans": ["十岁"]}},
        },
    ],
}


def sent(type_: str, data: dict[str, Any]) -> tuple[Item, str]:
    """An item, and the one it is written as."""
    item_ = Item(Written(type_, data), external_id="ours")
    with override("en"):
        export = write_qti([item_])
    assert [row.reason for row in export.refused] == []
    (row,) = read_qti(export.content)
    assert item_.same_as(row.item, but_keys=True)
    assert row.remarks == ()
    with zipfile.ZipFile(io.BytesIO(export.content)) as archive:
        return item_, archive.read("items/item-00001.xml").decode()


def test_a_case_leaves_as_one_item_and_comes_back_as_it_was() -> None:
    _item, xml = sent("case", CASE)
    assert xml.count("<qti-assessment-item ") == 1
    assert xml.count("-interaction response-identifier=") == 6
    assert xml.index("跟奶奶住") < xml.index("先做什么？") < xml.index("一周有几天？")


def test_the_questions_of_a_case_share_its_points_by_weight() -> None:
    _item, xml = sent("case", CASE)
    shares = re.findall(r'SCORE"/><qti-base-value base-type="float">([\d.]+)<', xml)
    halves = [0.5 / 6.5] * 2
    assert [float(one) for one in shares] == pytest.approx([2.5 / 6.5, *halves, 1 / 6.5])


def test_a_case_of_the_older_version_comes_back_too() -> None:
    """As a converter spells it."""
    item_, xml = sent("case", CASE)
    older = re.sub(
        r"(?<=[</ ])(?:qti-)?([a-z]+(?:-[a-z]+)+)(?=[ =>/])",
        lambda found: re.sub(r"-([a-z])", lambda one: one[1].upper(), found[1]),
        xml,
    ).replace("imsqtiasi_v3p0", "imsqti_v2p1")
    assert "<assessmentItem " in older
    assert "responseIdentifier=" in older
    assert item_.same_as(only(older), but_keys=True)


def test_reasons_count_half_and_only_with_the_right_answer() -> None:
    _item, xml = sent("truefalse", STATEMENT)
    assert "<qti-and>" in xml
    assert xml.count('<qti-base-value base-type="float">0.5<') == 2


def test_ranks_count_elsewhere_as_they_count_here() -> None:
    _item, xml = sent("judgement", RANKED)
    worth = {
        key: float(value)
        for key, value in re.findall(r'map-key="([^"]+)" mapped-value="([^"]+)"', xml)
    }
    assert sum(worth[f"{key} rank-{rank}"] for key, rank in RANKED["ranks"].items()) == 1.0
    assert worth["a rank-3"] == pytest.approx(2 / 12)


def test_what_a_case_would_lose_is_named() -> None:
    picture = {"name": "lamp", "alternative": text("一盏灯")}
    data = CASE | {
        "questions": [
            {
                "key": "q",
                "type": "single",
                "data": CASE["questions"][0]["data"] | {"picture": picture},
            }
        ]
    }  # type: ignore[index]
    with override("en"):
        export = write_qti([Item(Written("case", data), external_id="ours")])
    assert export.written == 0
    assert export.refused[0].reason.endswith("questions.1.picture.")


def test_several_interactions_of_elsewhere_are_a_case() -> None:
    found = only(
        item(
            "<blockquote><p>Once there was a king.</p></blockquote>"
            + CHOICE
            + f"<div>The king was {ENTRY}, he said.</div>"
            + f"<p>And then?</p>{LONG}<p>Take your time.</p>",
            declared(["A"]) + also("S", ["wicked"], "string") + also("E", [], "string"),
        )
    )
    assert found.type == "case"
    assert found.data["stem"] == {"en": "Once there was a king."}
    questions = found.data["questions"]
    assert [one["type"] for one in questions] == ["single", "short", "essay"]
    assert [one["data"]["stem"]["en"] for one in questions] == [
        "Why?",
        "The king was _____, he said.",
        "And then?\n\nTell.\n\nTake your time.",
    ]
    assert questions[0]["data"]["right"] == "A"
    assert questions[1]["data"]["accepted"] == {"en": ["wicked"]}


def test_the_last_paragraph_before_a_bare_question_is_its_own() -> None:
    bare = CHOICE.replace("<prompt>Why?</prompt>", "")
    second = bare.replace('"R"', '"S"')
    found = only(
        item(
            f"<div><p>Read.</p><p>Which one?</p>{bare}<p>And now?</p>{second}</div>",
            declared(["A"]) + also("S", ["B"]),
        )
    )
    assert found.data["stem"] == {"en": "Read."}
    stems = [one["data"]["stem"]["en"] for one in found.data["questions"]]
    assert stems == ["Which one?", "And now?"]
    assert [one["data"]["right"] for one in found.data["questions"]] == ["A", "B"]


def test_a_case_without_a_text_is_told_by_its_title() -> None:
    found = only(item(CHOICE + LONG, declared(["A"]) + also("E", [], "string")))
    assert found.data["stem"] == {"zh-hans": "标题"}


def test_a_tolerance_belongs_to_its_own_field() -> None:
    rules = (
        '<responseProcessing><equal toleranceMode="absolute" tolerance="0.5 0.5">'
        '<variable identifier="S"/><correct identifier="S"/></equal></responseProcessing>'
    )
    found = only(
        item(
            f"<p>Read.</p>{CHOICE}<p>How long? {ENTRY}</p>"
            f'<p>How wide? <textEntryInteraction responseIdentifier="T"/></p>',
            declared(["A"]) + also("S", ["2"], "float") + also("T", ["3"], "float"),
            rules,
        )
    )
    numbers = [one["data"] for one in found.data["questions"][1:]]
    assert [one.get("tolerance", 0) for one in numbers] == [0.5, 0]


def test_feedback_and_notes_belong_to_their_question() -> None:
    (row,) = read(
        item(
            f'<p>Read.</p>{CHOICE}<p><feedbackInline outcomeIdentifier="F" identifier="x">Well done.'
            '</feedbackInline></p><rubricBlock view="scorer"><p>Be kind.</p></rubricBlock>' + LONG,
            declared(["A"]) + also("E", [], "string"),
        )
    )
    assert row.item
    first, second = (one["data"] for one in row.item.data["questions"])
    assert first["explanation"] == {"en": "Well done."}
    assert "Be kind" not in str(first)
    assert second["criteria"][0]["levels"][-1]["text"] == {"en": "Be kind."}
    assert "depends on the answer" in row.remarks[0]


def test_a_part_that_cannot_be_taken_is_named_by_its_place() -> None:
    (row,) = read(item(f"<p>Read.</p>{LONG}{CHOICE}", also("E", [], "string")))
    assert row.item is None
    assert row.reason.startswith("2: What is right for R")
