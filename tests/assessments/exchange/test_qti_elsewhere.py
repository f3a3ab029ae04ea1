"""QTI as other systems really write it: what they mean by it is not lost, nor taken for something else."""

from __future__ import annotations

import pytest

from assessments.exchange.base import Unreadable
from assessments.imports import format_in
from tests.assessments.exchange.test_qti import CHOICE, declared, item, only, package, read

ENTRY = '<p>The sun of <textEntryInteraction responseIdentifier="R"/>.</p>'


def mapped(base: str = "string", cardinality: str = "single", **points: str) -> str:
    entries = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in points.items()
    )
    return (
        f'<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="{base}">'
        f"<mapping>{entries}</mapping></responseDeclaration>"
    )


def test_what_earns_part_of_the_points_is_not_right() -> None:
    (row,) = read(item(ENTRY, mapped(York="1", york="0.5", Leeds="0.5", Kent="1")))
    assert row.item
    assert row.item.data["accepted"] == {"en": ["York", "Kent"]}
    assert row.remarks == (
        "Large and small letters count the same here.",
        "Part points are not kept, these answers count as wrong: Leeds (0.5).",
    )


def test_the_answer_with_the_most_points_is_the_right_one() -> None:
    (row,) = read(item(CHOICE, mapped("identifier", A="0.5", B="1")))
    assert row.item
    assert row.item.data["right"] == "B"
    assert "A (0.5)" in row.remarks[0]


def test_right_answers_of_unlike_worth_are_mentioned() -> None:
    three = CHOICE.replace("</choice", '<simpleChoice identifier="C">Three</simpleChoice></choice')
    (row,) = read(item(three, mapped("identifier", "multiple", A="0.5", B="1", C="-1")))
    assert row.item
    assert row.item.data["right"] == ["A", "B"]
    assert "rule that differs" in row.remarks[0]


def test_feedback_in_the_text_does_not_give_the_answer_away() -> None:
    block = (
        '<feedbackBlock outcomeIdentifier="F" identifier="right" showHide="show">'
        "<p>Yes, it is One.</p></feedbackBlock>"
    )
    (row,) = read(item(f"<p>Think.</p>{CHOICE}{block}", declared(["A"])))
    assert row.item
    assert row.item.data["stem"] == {"en": "Think.\n\nWhy?"}
    assert row.item.data["explanation"] == {"en": "Yes, it is One."}
    assert "depends on the answer" in row.remarks[0]


def test_feedback_deep_inside_an_answer_is_its_own() -> None:
    inside = "<p>One<feedbackInline"
    deep = CHOICE.replace("One<feedbackInline", inside).replace(
        "</feedbackInline>", "</feedbackInline></p>"
    )
    first = only(item(deep, declared(["A"]))).data["options"][0]
    assert (first["text"], first["feedback"]) == ({"en": "One"}, {"en": "Yes."})


def test_notes_for_others_are_not_shown_to_candidates() -> None:
    note = '<rubricBlock view="author proctor"><p>Answer: One.</p></rubricBlock>'
    shown = '<rubricBlock view="candidate"><p>Mark one.</p></rubricBlock>'
    (row,) = read(item(note + shown + CHOICE, declared(["A"])))
    assert row.item
    assert row.item.data["stem"] == {"en": "Mark one.\n\nWhy?"}
    assert row.remarks == ("Notes for authors and proctors were left out.",)


def test_formulas_are_mentioned() -> None:
    (row,) = read(item("<p><math><mi>x</mi></math> is what?</p>" + CHOICE, declared(["A"])))
    assert "Formulas" in row.remarks[0]


OLD = (
    '<questestinterop><assessment><section><item ident="i1" title="First"/>'
    '<item ident="i2"/></section></assessment></questestinterop>'
)


def test_each_item_of_the_first_version_is_refused_by_name() -> None:
    rows = read(OLD)
    assert [(row.type, row.title) for row in rows] == [("QTI 1.2", "First"), ("QTI 1.2", "i2")]
    assert all("QTI 1.2" in row.reason and row.item is None for row in rows)
    rows = read(package(**{"quiz.xml": OLD, "more.xml": item(CHOICE, declared(["A"]))}))
    assert [row.line for row in rows] == [1, 2, 3]
    assert [bool(row.item) for row in rows] == [False, False, True]


def test_a_cartridge_is_taken_for_a_package() -> None:
    assert format_in("course.imscc", b"PK") == "qti"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<questestinterop/>", "QTI 1.2"),
        ("<assessmentTest><testPart/></assessmentTest>", "whole package"),
    ],
)
def test_what_holds_no_items_says_what_it_is(content: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(content)


def test_packages_as_they_are_really_packed() -> None:
    """With spaces in names, endings of their own, the shadows of a Mac, and a page that is no item."""
    manifest = (
        '<manifest><resources><resource type="imsqti_item_xmlv2p1" href="my%20items/one.xml"/>'
        '<resource type="imsqti_item_xmlv2p1" href="two.qti"/>'
        '<resource type="imsqti_item_xmlv2p1" href="page.xml"/></resources></manifest>'
    )
    good = item(CHOICE, declared(["A"]))
    files = {
        "imsmanifest.xml": manifest,
        "my items/one.xml": good,
        "two.qti": good,
        "page.xml": "<html/>",
        "test.xml": "<assessmentTest/>",
        "__MACOSX/my items/._one.xml": "\x00\x05",
        "my items/._one.xml": "\x00\x05",
    }
    rows = read(package(**files))
    assert [bool(row.item) for row in rows] == [True, True, False]
    assert (rows[2].title, "no item" in rows[2].reason) == ("page.xml", True)


TEMPLATE = '<templateDeclaration identifier="T" cardinality="single" baseType="integer"/>'
PICTURES = CHOICE.replace("One<", '<img src="a.png" alt=""/><')


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (item(CHOICE, declared(["A"]) + TEMPLATE), "anew for each candidate"),
        (item(CHOICE, declared(["A"])).replace('"false" time', '"true" time'), "adaptive"),
        (item(PICTURES, declared(["A"])), "only a picture"),
        (item(CHOICE, declared([], "multiple")), "No answer is right"),
        (item('<include href="text.xml"/>' + CHOICE, declared(["A"])), "shared text text.xml"),
        (item(ENTRY, declared([], base="float")), "one right answer, here are 0"),
    ],
)
def test_what_would_be_another_question_is_refused(bad: str, reason: str) -> None:
    (row,) = read(bad)
    assert row.item is None
    assert reason in row.reason
