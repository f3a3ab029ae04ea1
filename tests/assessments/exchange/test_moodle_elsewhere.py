"""Moodle XML and GIFT as teachers really export and write them."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from assessments.exchange.base import Item, Row
from assessments.exchange.gift import read_gift
from assessments.exchange.moodle import read_moodle


def row_of(type_: str, inside: str) -> Row:
    with override("en"):
        (row,) = read_moodle(
            f'<quiz><question type="{type_}"><name><text>n</text></name>{inside}</question></quiz>'.encode()
        )
    return row


def asked(words: str) -> str:
    return f'<questiontext format="html"><text><![CDATA[{words}]]></text></questiontext>'


def answer(words: str, fraction: str = "0", feedback: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text><![CDATA[{words}]]></text>'
        f'<feedback format="html"><text>{feedback}</text></feedback></answer>'
    )


def taken(row: Row) -> Item:
    assert row.item, row.reason
    return row.item


def gift(source: str) -> Row:
    with override("en"):
        (row,) = read_gift(source.encode())
    return row


@pytest.mark.parametrize(("type_", "box"), [("ddwtos", "dragbox"), ("gapselect", "selectoption")])
def test_gaps_that_are_filled_from_boxes(type_: str, box: str) -> None:
    boxes = [("听", 1), ("问", 1), ("奶奶", 2), ("老师", 2)]
    data = taken(
        row_of(
            type_,
            asked("<p>先[[1]]，再[[2]]，然后告诉[[4]]。</p>")
            + "".join(f"<{box}><text>{w}</text><group>{g}</group></{box}>" for w, g in boxes),
        )
    ).data
    assert data["stem"] == {"zh-hans": "先[[g1]]，再[[g2]]，然后告诉[[g3]]。"}
    words = [[one["text"]["zh-hans"] for one in gap["options"]] for gap in data["gaps"]]
    assert words == [["听", "问"], ["听", "问"], ["奶奶", "老师"]]
    assert [gap["right"] for gap in data["gaps"]] == ["a", "b", "b"]


def test_pairs_to_drag_are_pairs() -> None:
    pairs = "".join(
        f'<subquestion format="html"><text><![CDATA[<p>{one}</p>]]></text><answer format="html">'
        f"<text><![CDATA[<p>{other}</p>]]></text></answer></subquestion>"
        for one, other in (("北京", "中国"), ("东京", "日本"))
    )
    item = taken(row_of("ddmatch", asked("配对。") + pairs))
    assert (item.type, item.data["pairs"]) == ("matching", {"a": "a", "b": "b"})


def test_a_gap_with_a_fault_is_named_and_does_not_stand_in_the_text() -> None:
    row = row_of("cloze", asked("One {1:SHORTANSWER:=a}, two {1:MULTICHOICE}, three."))
    assert row.item is None
    assert "{1:MULTICHOICE}" in row.reason


def test_a_gap_with_a_single_answer_is_nothing_to_choose() -> None:
    row = row_of("cloze", asked("Take {1:MULTICHOICE:=Apple#Yes}."))
    assert row.reason == "A gap that is chosen for needs two answers or more."


def test_feedback_on_true_and_false_tells_which() -> None:
    xml = row_of(
        "truefalse",
        asked("孩子会好。") + answer("true", "100", "是的。") + answer("false", "0", "再想想。"),
    )
    assert taken(xml).data["explanation"] == {"zh-hans": "对：是的。\n\n不对：再想想。"}
    told = gift("Frogs fly.{FALSE#No, they jump.#Well done.}")
    assert taken(told).data["explanation"] == {"en": "True: No, they jump.\n\nFalse: Well done."}


def test_feedback_on_a_wrong_number_tells_which() -> None:
    item = taken(
        row_of(
            "numerical",
            asked("How many?")
            + answer("42", "100", "Yes.")
            + answer("13", "0", "Too few.")
            + answer("*", "0", "No."),
        )
    )
    assert item.data["explanation"] == {"en": "42: Yes.\n\n13: Too few.\n\nNo."}


@pytest.mark.parametrize(("shown", "units"), [("3", 0), ("0", 2)])
def test_units_that_are_not_asked_are_left_out(shown: str, units: int) -> None:
    item = taken(
        row_of(
            "numerical",
            asked("How long?")
            + answer("2", "100")
            + "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
            "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"
            f"<showunits>{shown}</showunits>",
        )
    )
    assert len(item.data.get("units", [])) == units


def test_other_points_for_several_right_answers_are_mentioned() -> None:
    row = gift("Two?{~%50%a ~%50%b ~c}")
    assert taken(row).data["right"] == ["a", "b"]
    assert "rule that differs" in row.remarks[0]
    assert gift("Two?{~%50%a ~%50%b ~%-50%c}").remarks == ()


def test_a_range_is_as_exact_as_it_was_written() -> None:
    data = taken(gift("Pi?{#3.141..3.142}")).data
    assert (data["value"], data["tolerance"]) == (3.1415, 0.0005)


PICTURE = '<img src="@@PLUGINFILE@@/a.png" alt=""/>'


@pytest.mark.parametrize(
    ("type_", "inside"),
    [
        ("multichoice", answer(PICTURE, "100") + answer("b")),
        (
            "matching",
            f"<subquestion><text><![CDATA[{PICTURE}]]></text><answer><text>a</text></answer></subquestion>"
            "<subquestion><text>B</text><answer><text>b</text></answer></subquestion>"
            "<subquestion><text>C</text><answer><text>c</text></answer></subquestion>",
        ),
    ],
)
def test_an_answer_that_is_only_a_picture_is_not_taken_for_nothing(type_: str, inside: str) -> None:
    row = row_of(type_, asked("Which?") + inside)
    assert row.item is None
    assert "only a picture" in row.reason


def test_two_questions_without_a_line_between_them_say_so() -> None:
    row = gift("One?{T}\nTwo?{F}")
    assert row.item is None
    assert "empty line missing" in row.reason
