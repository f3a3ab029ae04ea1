"""GIFT: what Moodle's files say is understood, and what goes out comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.exchange.base import Item, Row
from assessments.exchange.gift import read_gift, write_gift
from tests.assessments.exchange.strategies import items, words

KNOWN = ["single", "multiple", "truefalse", "matching", "numeric", "short", "essay", "information"]


def read(text: str) -> list[Row]:
    with override("en"):
        return list(read_gift(text.encode()))


def only(text: str) -> Item:
    (row,) = read(text)
    assert row.item, row.reason
    return row.item


def texts(item: Item, name: str = "options") -> list[str]:
    return [next(iter(one["text"].values())) for one in item.data[name]]


def test_one_right_answer_with_title_feedback_and_comment() -> None:
    item = only(
        "// [id:q1] [tag:倾听] [tag:competence:3.4]\n"
        "::标题::孩子哭了，先做什么？{\n=听他说#好的\n~讲道理#再想想\n####先听，后说。\n}\n"
    )
    assert (item.type, item.external_id, item.data["right"]) == ("single", "q1", "a")
    assert item.data["stem"] == {"zh-hans": "孩子哭了，先做什么？"}
    assert item.data["options"][1]["feedback"] == {"zh-hans": "再想想"}
    assert item.data["explanation"] == {"zh-hans": "先听，后说。"}
    assert item.written.labels == [("competence", "3.4"), ("tag", "倾听")]


def test_weights_make_several_right_answers() -> None:
    item = only("Who? {~%-100%No one ~%50%Grant ~%50%Grant's wife ~%-100%Her father}")
    assert (item.type, item.data["right"]) == ("multiple", ["b", "c"])


def test_escaped_signs_are_words() -> None:
    item = only(r"::a\:b::Is 1\=1 \{yes\}\: \~ \# \\ ?{=A \= B ~C\nD}")
    assert item.data["stem"] == {"en": "Is 1=1 {yes}: ~ # \\ ?"}
    assert texts(item) == ["A = B", "C\nD"]


def test_an_escape_that_is_none_stays_as_it_is() -> None:
    item = only("Where is C:\\temp \\q? {=here\\ ~there}")
    assert item.data["stem"] == {"en": "Where is C:\\temp \\q?"}


def test_a_missing_word_leaves_a_blank() -> None:
    item = only("The holiday is on {~15th ~3rd =2nd} of October.")
    assert item.data["stem"] == {"en": "The holiday is on _____ of October."}


@pytest.mark.parametrize(("key", "right"), [("T", True), ("FALSE", False), ("true#no#yes", True)])
def test_true_or_false(key: str, right: bool) -> None:
    item = only(f"The sun rises in the east.{{{key}}}")
    assert (item.type, item.data["right"]) == ("truefalse", right)


def test_feedback_without_a_place_goes_to_the_explanation() -> None:
    item = only("The sun rises in the west.{F#It rises in the east.#Well seen.####Look up.}")
    told = "Look up.\n\nTrue: It rises in the east.\n\nFalse: Well seen."
    assert item.data["explanation"] == {"en": told}


@pytest.mark.parametrize(
    ("answers", "value", "tolerance"),
    [
        ("#3", 3, 0),
        ("#3:2", 3, 2),
        ("#1..5", 3, 2),
        ("#-1.5e2", -150, 0),
        ("#=1822:0#Right =%50%1822:2#Nearly", 1822, 0),
        ("#\n=1822:0\n~#No", 1822, 0),
    ],
)
def test_numbers(answers: str, value: float, tolerance: float) -> None:
    item = only(f"How many? {{{answers}}}")
    assert (item.data["value"], item.data.get("tolerance", 0)) == (value, tolerance)


def test_part_points_that_are_not_kept_are_mentioned() -> None:
    (row,) = read("What is it? {=a ~%50%b ~c}")
    assert row.item
    assert "b (50%)" in row.remarks[0]


def test_pairs_with_a_choice_too_many() -> None:
    item = only("Capitals? {=Canada -> Ottawa =Italy->Rome = -> Bern}")
    assert item.data["pairs"] == {"a": "a", "b": "b"}
    assert texts(item, "choices") == ["Ottawa", "Rome", "Bern"]


def test_short_answers() -> None:
    assert only("Who? {=no one =nobody}").data["accepted"] == {"en": ["no one", "nobody"]}
    assert only("Two and two is {four}.").data["accepted"] == {"en": ["four"]}


def test_essays_and_descriptions() -> None:
    essay, told = read("Write about it. {}\n\nYou may read [html]<b>this</b> first.")
    assert essay.item and essay.item.type == "essay" and essay.remarks
    assert told.item and told.item.type == "information"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[html]<p>One<br>two</p>\n<p>Three &lt; four</p>", "One\ntwo\n\nThree < four"),
        ("[markdown]**One**\n* two\n* three", "One\n\ntwo\n\nthree"),
        ("[plain]<b>One</b>", "<b>One</b>"),
        ("[moodle]One <b>two</b>\nthree", "One two\nthree"),
        ("A < b & c", "A < b & c"),
        ("[html]<p>One<script>alert('x')</script></p>", "One"),
    ],
)
def test_formats_become_plain_text(source: str, expected: str) -> None:
    assert only(source + "{T}").data["stem"] == {"en": expected}


def test_pictures_that_are_left_out_are_mentioned() -> None:
    (row,) = read('[html]<p>See <img src\\="x.png" alt\\="a lamp"></p>{T}')
    assert row.item and row.item.data["stem"] == {"en": "See a lamp"}
    assert "Pictures" in row.remarks[0]


def test_a_category_is_a_tag_of_what_follows() -> None:
    first, second = read("A{T}\n\n$CATEGORY: $course$/top/倾听/基础\n\nB{T}\n")
    assert first.item and first.item.written.labels == []
    assert second.item and second.item.written.labels == [("tag", "倾听/基础")]


def test_both_languages_stand_in_one_question() -> None:
    item = only(
        '[html]<span lang\\="zh_cn" class\\="multilang">为什么？</span>'
        '<span lang\\="en" class\\="multilang">Why?</span>{T}'
    )
    assert item.data["stem"] == {"zh-hans": "为什么？", "en": "Why?"}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("Two {=a ~b} and {=c ~d}", "braces"),
        ("Never closed {=a ~b", "braces"),
        ("Never opened =a ~b}", "braces"),
        ("{=a ~b}", "stem"),
        ("None is right {~a ~b}", "too little"),
        ("Two are right {=a =b ~c}", "one right answer"),
        ("No number {#many}", "no number"),
        ("Words first {words =a ~b}", "before the first answer"),
        ("Order {>a\nb}", "order"),
        ("NUL \x00 {T}", "cannot be kept"),
        ("Long " + "x" * 20_001 + "{T}", "too long"),
    ],
)
def test_a_bad_question_is_refused_with_a_reason_and_the_next_taken(bad: str, reason: str) -> None:
    rows = read(f"// one\n{bad}\n\nAll is well.{{T}}\n")
    assert rows[0].item is None and rows[0].line == 2
    assert reason in rows[0].reason
    assert rows[-1].item


def test_older_chinese_files_are_understood() -> None:
    (row,) = read_gift("太阳从东边升起。{T}".encode("gb18030"))
    assert row.item and row.item.data["stem"] == {"zh-hans": "太阳从东边升起。"}


def without_what_gift_lacks(item: Item) -> Item:
    """*item* without what is named as lost elsewhere: pictures, fixed options, rubrics, units."""
    data = dict(item.data)
    for name in ("picture", "reasons", "right_reason", "units", "unit_penalty", "relative"):
        data.pop(name, None)
    plain_feedback = {"options": True, "prompts": False, "choices": False}
    for name, feedback in plain_feedback.items():
        for one in data.get(name, []):
            one.pop("fixed", None)
            if not feedback:
                one.pop("feedback", None)
    return made_of(item, data)


def made_of(item: Item, data: dict[str, Any]) -> Item:
    return replace(item, written=replace(item.written, data=data))


PLAIN = words("Aa b=~#{}:\\%<>&字好，。\n\"'-1")


@pytest.mark.parametrize("type_", [name for name in KNOWN if name != "essay"])
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_what_gift_can_carry_comes_back_as_it_was(type_: str, data: st.DataObject) -> None:
    item = without_what_gift_lacks(data.draw(items([type_], PLAIN)))
    export = write_gift([item])
    if export.refused:
        # The only words GIFT has no escape for.
        said = " ".join(map(str, (item.data, item.written.labels, item.external_id)))
        assert "->" in said or "%" in said or "[" in said or "accepted" in said
        return
    (row,) = read_gift(export.content)
    assert item.same_as(row.item, but_keys=True)


@given(sent=st.lists(items(), max_size=4))
@settings(max_examples=25, deadline=None)
def test_nothing_is_lost_in_silence(sent: list[Item]) -> None:
    """What is written comes back; all else is refused by name."""
    export = write_gift(sent)
    assert export.written + len(export.refused) == len(sent)
    refused = [row.item for row in export.refused]
    back = list(read_gift(export.content))
    kept = [item for item in sent if item not in refused]
    assert len(back) == len(kept)
    assert all(item.same_as(row.item, but_keys=True) for item, row in zip(kept, back, strict=True))
    assert all(row.reason for row in export.refused)


def test_what_gift_has_no_place_for_is_named() -> None:
    item = only("Why? {=a ~b}")
    pinned = made_of(
        item, item.data | {"picture": {"name": "lamp", "alternative": {"en": "A lamp"}}}
    )
    with override("en"):
        (row,) = write_gift([pinned]).refused
    assert "picture" in row.reason


def test_the_examples_of_moodle_are_understood() -> None:
    """As its documentation shows them, one for each way of writing."""
    rows = read(
        """// ===Multiple Choice===
Who's buried in Grant's tomb?{~Grant ~Jefferson =no one}

Grant is {~buried =entombed ~living} in Grant's tomb.

// ===Matching===

Match the countries with their capitals. {
    =Canada -> Ottawa
    =Italy  -> Rome
    }

When was Ulysses S. Grant born? {#
    =1822:0
    =%50%1822:2}

::Kanji Origins::Japanese characters originally
came from what country? {=China}

::Jesus' hometown:: Jesus Christ was from {
    =Nazareth#Yes! That's right!
    =%75%Nazereth#Right, but misspelled.
    =%25%Bethlehem#He was born here, but not raised here.}

Which answer equals 5? {
     ~ \\= 2 + 2
     = \\= 2 + 3
     ~ \\= 2 + 4  }

::GIFT Control Characters::
Which is NOT a control character? {
   ~ \\~     # \\~ is a control character.
   = \\\\     # Correct! \\\\ (backslash) is not one. BUT,
              it is used to escape the control characters.
}
"""
    )
    assert [row.reason for row in rows] == [""] * 8
    assert [row.type for row in rows] == [
        "single",
        "single",
        "matching",
        "numeric",
        "short",
        "short",
        "single",
        "single",
    ]
    assert rows[6].item and texts(rows[6].item) == ["= 2 + 2", "= 2 + 3", "= 2 + 4"]
