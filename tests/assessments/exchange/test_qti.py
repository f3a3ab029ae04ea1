"""QTI: items of 2.1 and 3.0 and packages are understood; what goes out comes back as it was."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.exchange.base import MAX_UNPACKED, Item, Row, Unreadable
from assessments.exchange.qti import read_qti, write_qti
from tests.assessments.exchange.strategies import items, words

TWO = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'
THREE = 'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"'


def declared(values: list[str], cardinality: str = "single", base: str = "identifier") -> str:
    right = "".join(f"<value>{one}</value>" for one in values)
    return (
        f'<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{right}</correctResponse></responseDeclaration>"
    )


def item(body: str, declarations: str = "", after: str = "") -> str:
    return (
        f'<assessmentItem {TWO} identifier="q1" title="标题" adaptive="false" timeDependent="false">'
        f"{declarations}<itemBody>{body}</itemBody>{after}</assessmentItem>"
    )


def package(**files: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def read(content: str | bytes) -> list[Row]:
    with override("en"):
        return list(read_qti(content.encode() if isinstance(content, str) else content))


def only(content: str | bytes) -> Item:
    (row,) = read(content)
    assert row.item, row.reason
    return row.item


CHOICE = (
    '<choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="1"><prompt>Why?</prompt>'
    '<simpleChoice identifier="A">One<feedbackInline outcomeIdentifier="F" identifier="A" '
    'showHide="show">Yes.</feedbackInline></simpleChoice>'
    '<simpleChoice identifier="B" fixed="true">Two</simpleChoice></choiceInteraction>'
)


def test_one_right_answer() -> None:
    found = only(item("<p>Read &amp; think.</p>" + CHOICE, declared(["A"])))
    assert (found.type, found.external_id, found.data["right"]) == ("single", "q1", "A")
    assert found.data["stem"] == {"en": "Read & think.\n\nWhy?"}
    assert found.data["options"] == [
        {"key": "A", "text": {"en": "One"}, "feedback": {"en": "Yes."}},
        {"key": "B", "text": {"en": "Two"}, "fixed": True},
    ]


def test_the_third_version_spells_the_same_otherwise() -> None:
    found = only(
        f'<qti-assessment-item {THREE} identifier="q1" title="t"><qti-response-declaration '
        'identifier="R" cardinality="multiple" base-type="identifier"><qti-mapping>'
        '<qti-map-entry map-key="a" mapped-value="1"/><qti-map-entry map-key="b" mapped-value="-1"/>'
        "</qti-mapping></qti-response-declaration><qti-item-body><p>Which?</p>"
        '<qti-choice-interaction response-identifier="R" shuffle="true">'
        '<qti-simple-choice identifier="a">One</qti-simple-choice>'
        '<qti-simple-choice identifier="b">Two</qti-simple-choice></qti-choice-interaction>'
        "</qti-item-body></qti-assessment-item>"
    )
    assert (found.type, found.data["right"]) == ("multiple", ["a"])


def test_an_order_is_written_in_its_right_order() -> None:
    choices = "".join(f'<simpleChoice identifier="{one}">{one}</simpleChoice>' for one in "abc")
    found = only(
        item(
            f'<orderInteraction responseIdentifier="R">{choices}</orderInteraction><p>Order.</p>',
            declared(["c", "a", "b"], "ordered"),
        )
    )
    assert [one["key"] for one in found.data["items"]] == ["c", "a", "b"]
    assert found.data["rule"] == "exact"


def test_pairs() -> None:
    def matches(*names: str) -> str:
        return (
            "<simpleMatchSet>"
            + "".join(
                f'<simpleAssociableChoice identifier="{one}" matchMax="1">{one}'
                "</simpleAssociableChoice>"
                for one in names
            )
            + "</simpleMatchSet>"
        )

    found = only(
        item(
            '<matchInteraction responseIdentifier="R" shuffle="true"><prompt>Match.</prompt>'
            + matches("A", "B")
            + matches("X", "Y", "Z")
            + "</matchInteraction>",
            declared(["A Y", "B X"], "multiple", "directedPair"),
        )
    )
    assert found.data["pairs"] == {"A": "Y", "B": "X"}


def test_gaps_to_write_into_and_to_choose_for() -> None:
    found = only(
        item(
            '<p>Frogs <inlineChoiceInteraction responseIdentifier="R">'
            '<inlineChoice identifier="a">jump</inlineChoice>'
            '<inlineChoice identifier="b">fly</inlineChoice></inlineChoiceInteraction>, toads '
            '<textEntryInteraction responseIdentifier="S"/>.</p>',
            declared(["a"]) + declared(["walk"], base="string").replace('"R"', '"S"'),
        )
    )
    assert found.data["stem"] == {"en": "Frogs [[g1]], toads [[g2]]."}
    assert found.data["gaps"][1]["accepted"] == {"en": ["walk"]}


def test_words_to_put_into_gaps() -> None:
    found = only(
        item(
            '<gapMatchInteraction responseIdentifier="R"><gapText identifier="w" matchMax="1">winter'
            '</gapText><gapText identifier="s" matchMax="1">summer</gapText>'
            '<p>Cold <gap identifier="G1"/>, warm <gap identifier="G2"/>.</p></gapMatchInteraction>',
            declared(["w G1", "s G2"], "multiple", "directedPair"),
        )
    )
    assert found.data["stem"] == {"en": "Cold [[g1]], warm [[g2]]."}
    assert [gap["right"] for gap in found.data["gaps"]] == ["w", "s"]


def test_short_answers_numbers_and_essays() -> None:
    entry = '<p>The answer is <textEntryInteraction responseIdentifier="R"/>, is it not?</p>'
    short = only(item(entry, declared(["frog"], base="string")))
    assert short.data["stem"] == {"en": "The answer is _____, is it not?"}
    assert short.data["accepted"] == {"en": ["frog"]}
    number = only(
        item(
            entry,
            declared(["2.5"], base="float"),
            '<responseProcessing><responseCondition><responseIf><equal toleranceMode="absolute" '
            'tolerance="0.5 0.5"><variable identifier="R"/><correct identifier="R"/></equal>'
            "</responseIf></responseCondition></responseProcessing>",
        )
    )
    assert (number.data["value"], number.data["tolerance"]) == (2.5, 0.5)
    essay = only(
        item(
            '<rubricBlock view="scorer"><p>Be generous.</p></rubricBlock><p>Write.</p>'
            '<extendedTextInteraction responseIdentifier="R"/>',
            declared([], base="string"),
        )
    )
    assert essay.data["stem"] == {"en": "Write."}
    assert essay.data["criteria"][0]["levels"][-1]["text"] == {"en": "Be generous."}


def test_a_package_gives_items_with_keywords_and_shared_texts() -> None:
    manifest = (
        '<manifest><resources><resource type="imsqti_item_xmlv2p1" href="items/b.xml"><metadata><lom>'
        "<general><keyword><langstring>calm</langstring></keyword></general></lom></metadata>"
        '</resource><resource type="imsqti_item_xmlv2p1" href="items/gone.xml"/>'
        '<resource type="imsqti_item_xmlv2p1" href="items/bad.xml"/></resources></manifest>'
    )
    shared = '<assessmentStimulusRef identifier="s" href="../texts/s.xml"/>'
    files = {
        "imsmanifest.xml": manifest,
        "items/b.xml": item(CHOICE, declared(["A"])).replace("<itemBody>", shared + "<itemBody>"),
        "items/bad.xml": "<assessmentItem>",
        "texts/s.xml": "<assessmentStimulus><stimulusBody><p>Once.</p></stimulusBody>"
        "</assessmentStimulus>",
    }
    rows = read(package(**files))
    assert [row.line for row in rows] == [1, 2, 3]
    assert rows[0].item and rows[0].item.data["stem"] == {"en": "Once.\n\nWhy?"}
    assert rows[0].item.written.labels == [("tag", "calm")]
    assert "lacks a file" in rows[1].reason
    assert "no XML" in rows[2].reason


def test_rules_of_its_own_are_listed() -> None:
    (row,) = read(
        item(
            CHOICE,
            declared(["A"]),
            '<responseProcessing><setOutcomeValue identifier="SCORE"><random/></setOutcomeValue>'
            "<lookupOutcomeValue/></responseProcessing>",
        )
    )
    assert row.item
    assert "lookup-outcome-value, random" in row.remarks[0]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (
            item('<hotspotInteraction responseIdentifier="R"/>', declared(["A"])),
            "hotspot-interaction",
        ),
        (item("<p>x</p><customInteraction/>"), "custom-interaction"),
        (item(CHOICE), "not declared"),
        (item(CHOICE, declared(["Z"])), "none of the options"),
        (item(CHOICE, declared([])), "one right answer"),
        (item("", ""), "stem"),
        (f"<assessmentItem {TWO} identifier='x'/>", "no body"),
        (
            item(CHOICE, declared(["A"])).replace(
                "<itemBody>", '<assessmentStimulusRef href="s.xml"/><itemBody>'
            ),
            "shared text s.xml",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(bad: str, reason: str) -> None:
    (row,) = read(bad)
    assert row.item is None
    assert reason in row.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04 broken", "damaged"),
        (b"<quiz/>", "no item"),
        (package(**{"a.xml": "<html/>"}), "no item"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><assessmentItem>&a;</assessmentItem>', "entities"),
        (b"no XML", "no XML"),
    ],
)
def test_what_is_no_such_file_is_refused_as_a_whole(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(content)


def test_a_package_that_unpacks_to_too_much_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", bytes(MAX_UNPACKED + 1))
    with pytest.raises(Unreadable, match="unpacks to more than 200 MB"):
        read(content.getvalue())


KNOWN = [
    "single",
    "multiple",
    "truefalse",
    "ordering",
    "matching",
    "short",
    "information",
    "judgement",
    "case",
]
PLAIN = words("Aa b=~#{}:\\%<>&字好，。\n\"'-1[]/")


def without_what_qti_lacks(sent: Item) -> Item:
    data: dict[str, Any] = dict(sent.data)
    data.pop("picture", None)
    for question in data.get("questions", []):
        question["data"].pop("picture", None)
    if sent.type == "short":
        for text in (data["stem"], data.get("explanation", {})):
            text.pop("en", None)
        data["stem"]["zh-hans"] = "字" + data["stem"].get("zh-hans", "")
        data["accepted"] = {"zh-hans": ["字", "x = 1"]}
        data.pop("explanation", None)
    return replace(sent, written=replace(sent.written, data=data))


@pytest.mark.parametrize("type_", KNOWN)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_what_qti_can_carry_comes_back_as_it_was(type_: str, data: st.DataObject) -> None:
    sent = without_what_qti_lacks(data.draw(items([type_], PLAIN)))
    with override("en"):
        export = write_qti([sent])
    assert [row.reason for row in export.refused] == []
    (row,) = read_qti(export.content)
    assert sent.same_as(row.item, but_keys=True)


@given(sent=st.lists(items(), max_size=4))
@settings(max_examples=25, deadline=None)
def test_nothing_is_lost_in_silence(sent: list[Item]) -> None:
    """What is written comes back; all else is refused by name."""
    export = write_qti(sent)
    assert export.written + len(export.refused) == len(sent)
    refused = [row.item for row in export.refused]
    kept = [one for one in sent if one not in refused]
    back = list(read_qti(export.content)) if kept else []
    assert len(back) == len(kept)
    assert all(one.same_as(row.item, but_keys=True) for one, row in zip(kept, back, strict=True))
