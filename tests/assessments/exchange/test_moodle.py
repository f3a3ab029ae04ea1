"""Moodle XML: what Moodle writes is understood, and what goes out comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.exchange.base import Item, Row, Unreadable
from assessments.exchange.moodle import read_moodle, write_moodle
from tests.assessments.exchange.strategies import items, words


def read(*questions: str) -> list[Row]:
    with override("en"):
        return list(read_moodle(f"<quiz>{''.join(questions)}</quiz>".encode()))


def question(type_: str, inside: str = "", stem: str = "Why?") -> str:
    return (
        f'<question type="{type_}"><name><text>名称</text></name>'
        f'<questiontext format="html"><text><![CDATA[{stem}]]></text></questiontext>{inside}</question>'
    )


def answer(words: str, fraction: float = 0, more: str = "") -> str:
    return f'<answer fraction="{fraction}"><text>{words}</text>{more}</answer>'


def only(*questions: str) -> Item:
    (row,) = read(*questions)
    assert row.item, row.reason
    return row.item


SINGLE = "<single>true</single>" + answer("One", 100) + answer("Two")


def test_one_right_answer_with_all_that_moodle_says_of_it() -> None:
    item = only(
        "<question type='category'><category><text>$course$/top/倾听</text></category></question>",
        question(
            "multichoice",
            "<generalfeedback format='html'><text>&lt;p&gt;So it is.&lt;/p&gt;</text></generalfeedback>"
            "<idnumber>q1</idnumber><single>true</single>"
            + answer("One", 100, "<feedback><text>Yes.</text></feedback>")
            + answer("Two")
            + "<tags><tag><text>calm</text></tag><tag><text>competence:3.4</text></tag></tags>",
            stem="<p>Why <b>so</b>?</p><ul><li>this</li></ul>",
        ),
    )
    assert (item.type, item.external_id, item.data["right"]) == ("single", "q1", "a")
    assert item.data["stem"] == {"en": "Why so?\n\nthis"}
    assert item.data["explanation"] == {"en": "So it is."}
    assert item.data["options"][0]["feedback"] == {"en": "Yes."}
    assert item.written.labels == [("competence", "3.4"), ("tag", "calm"), ("tag", "倾听")]


def test_several_right_answers_in_a_fixed_order() -> None:
    item = only(
        question(
            "multichoice",
            "<single>false</single><shuffleanswers>0</shuffleanswers>"
            + answer("One", 50)
            + answer("Two", 50)
            + answer("Three", -50),
        )
    )
    assert (item.type, item.data["right"]) == ("multiple", ["a", "b"])
    assert all(option["fixed"] for option in item.data["options"])


def test_true_or_false() -> None:
    item = only(question("truefalse", answer("true") + answer("false", 100)))
    assert (item.type, item.data["right"]) == ("truefalse", False)


def test_an_order() -> None:
    item = only(
        question(
            "ordering",
            "<gradingtype>RELATIVE_ALL_PREVIOUS_AND_NEXT</gradingtype>"
            + "".join(answer(one, 1) for one in ("First", "Second", "Third")),
        )
    )
    assert (item.type, item.data["rule"], len(item.data["items"])) == ("ordering", "kendall", 3)


def test_pairs_numbers_and_short_answers() -> None:
    pairs, number, short = read(
        question(
            "matching",
            "<subquestion><text>Canada</text><answer><text>Ottawa</text></answer></subquestion>"
            "<subquestion><text>Italy</text><answer><text>Rome</text></answer></subquestion>"
            "<subquestion><text></text><answer><text>Bern</text></answer></subquestion>",
        ),
        question(
            "numerical",
            answer("2.5", 100, "<tolerance>0.5</tolerance>")
            + answer("3", 50, "<tolerance>1</tolerance>")
            + "<units><unit><multiplier>1</multiplier><unit_name>kg</unit_name></unit>"
            "<unit><multiplier>1000</multiplier><unit_name>g</unit_name></unit></units>",
        ),
        question("shortanswer", "<usecase>1</usecase>" + answer("frog", 100) + answer("toad", 80)),
    )
    assert pairs.item and pairs.item.data["pairs"] == {"a": "a", "b": "b"}
    assert number.item and (number.item.data["value"], number.item.data["tolerance"]) == (2.5, 0.5)
    assert [unit.get("factor", 1) for unit in number.item.data["units"]][1] == 0.001
    assert "3 (50%)" in number.remarks[0]
    assert short.item and short.item.data["accepted"] == {"en": ["frog"]}
    assert len(short.remarks) == 2


def test_gaps() -> None:
    item = only(
        question(
            "cloze",
            stem="<p>Frogs {1:MULTICHOICE:=jump#yes~fly~%50%crawl}, toads {2:SA:=walk~=crawl}"
            " on {:NUMERICAL:=4:0} legs.</p>",
        )
    )
    assert item.data["stem"] == {"en": "Frogs [[g1]], toads [[g2]] on [[g3]] legs."}
    gaps = item.data["gaps"]
    assert (gaps[0]["right"], len(gaps[0]["options"])) == ("a", 3)
    assert (gaps[1]["weight"], gaps[1]["accepted"]) == (2, {"en": ["walk", "crawl"]})
    assert gaps[2]["accepted"] == {"en": ["4"]}


def test_essays_and_descriptions() -> None:
    essay, told = read(
        question("essay", "<graderinfo format='html'><text>Be generous.</text></graderinfo>"),
        question("description", stem="Read this first."),
    )
    assert essay.item and not essay.remarks
    assert essay.item.data["criteria"][0]["levels"][-1]["text"] == {"en": "Be generous."}
    assert told.item and told.item.type == "information"


def test_both_languages_stand_in_one_question() -> None:
    item = only(
        question(
            "truefalse",
            answer("true", 100),
            stem='<span lang="zh_cn" class="multilang">为什么？</span>'
            '<span lang="en" class="multilang">Why?</span>',
        )
    )
    assert item.data["stem"] == {"zh-hans": "为什么？", "en": "Why?"}


def test_what_is_left_out_is_mentioned() -> None:
    (row,) = read(
        '<question type="multichoice"><questiontext format="html">'
        '<text><![CDATA[<p>See <img src="@@PLUGINFILE@@/a.png" alt="the lamp"></p>]]></text>'
        f'<file name="a.png" encoding="base64">iVBORw0KGgo=</file></questiontext>{SINGLE}'
        "<correctfeedback><text>Your answer is correct.</text></correctfeedback>"
        "<hint><text>Think again.</text></hint></question>"
    )
    assert row.item and row.item.data["stem"] == {"en": "See the lamp"}
    assert "a.png" in row.remarks[0]
    assert "Hints" in row.remarks[1]
    assert only(
        question(
            "multichoice",
            SINGLE + "<correctfeedback><text>Your answer is correct.</text></correctfeedback>",
        )
    )


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (question("ddmarker"), "no such type of question: ddmarker"),
        (question("multichoice", answer("One") + answer("Two")), "one right answer"),
        (question("multichoice", SINGLE, stem=""), "stem"),
        (question("multichoice", SINGLE, stem="x" * 20_001), "too long"),
        (question("multichoice", answer("One", 100) + '<answer fraction="half"/>'), "no number"),
        (question("truefalse", answer("maybe", 100)), "either right or wrong"),
        (question("cloze", stem="No gap."), "no gap"),
        (question("cloze", stem="{1:MULTIRESPONSE:=a~b}"), "not known here"),
        (question("cloze", stem="{1:NM:=1:0.5}"), "no tolerance"),
        (
            question("multichoice", SINGLE, stem='<span lang="fr" class="multilang">Oui</span>'),
            "fr",
        ),
    ],
)
def test_a_bad_question_is_refused_with_a_reason_and_the_next_taken(bad: str, reason: str) -> None:
    rows = read("\n", bad, question("multichoice", SINGLE))
    assert rows[0].item is None and rows[0].line == 2
    assert reason in rows[0].reason
    assert rows[1].item


LAUGHS = "<!DOCTYPE quiz [" + '<!ENTITY a "ha">' + '<!ENTITY b "&a;&a;&a;&a;">' + "]>"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (LAUGHS + "<quiz>&b;</quiz>", "entities"),
        ('<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>', "entities"),
        ('<!DOCTYPE quiz [<!ENTITY % x SYSTEM "http://x.test/">%x;]><quiz/>', "entities"),
        ("<quiz>&nbsp;</quiz>", "no XML"),
        ("<quiz><question>", "no XML"),
        ("no XML at all", "no XML"),
        ("", "no XML"),
        ("<quiz>\x00</quiz>", "no XML"),
        ("<html/>", "no Moodle XML"),
        ("<quiz>" + "<a>" * 300 + "</a>" * 300 + "</quiz>", "nested too deeply"),
        ('<?xml version="1.0" encoding="klingon"?><quiz/>', "no XML"),
    ],
)
def test_what_is_no_such_file_is_refused_as_a_whole(content: str, reason: str) -> None:
    with override("en"), pytest.raises(Unreadable, match=reason):
        list(read_moodle(content.encode()))


def test_older_chinese_files_are_understood() -> None:
    text = '<?xml version="1.0" encoding="GBK"?><quiz>'
    text += question("truefalse", answer("true", 100), stem="太阳从东边升起。") + "</quiz>"
    (row,) = read_moodle(text.encode("gbk"))
    assert row.item and row.item.data["stem"] == {"zh-hans": "太阳从东边升起。"}


KNOWN = ["single", "multiple", "truefalse", "ordering", "matching", "short", "information"]
PLAIN = words("Aa b=~#{}:\\%<>&字好，。\n\"'-1[]/")


def without_what_moodle_lacks(item: Item) -> Item:
    data: dict[str, Any] = dict(item.data)
    for name in ("picture", "reasons", "right_reason"):
        data.pop(name, None)
    for name in ("options", "prompts", "choices", "items"):
        for one in data.get(name, []):
            one.pop("fixed", None)
            if name != "options":
                one.pop("feedback", None)
    if item.type == "short" and len(data["accepted"]) > 1:
        data["stem"].pop("en", None)
        data.get("explanation", {}).pop("en", None)
        data["accepted"] = {"zh-hans": ["字"]}
        data["stem"]["zh-hans"] = "字" + data["stem"]["zh-hans"]
    return replace(item, written=replace(item.written, data=data))


@pytest.mark.parametrize("type_", KNOWN)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_what_moodle_can_carry_comes_back_as_it_was(type_: str, data: st.DataObject) -> None:
    item = without_what_moodle_lacks(data.draw(items([type_], PLAIN)))
    with override("en"):
        export = write_moodle([item])
    if export.refused:
        # Words to compare with have no language in Moodle; equal choices are one.
        assert type_ in {"short", "matching"} or "control character" in export.refused[0].reason, (
            export.refused[0].reason
        )
        return
    (row,) = read_moodle(export.content)
    assert item.same_as(row.item, but_keys=True)


@given(sent=st.lists(items(), max_size=4))
@settings(max_examples=25, deadline=None)
def test_nothing_is_lost_in_silence(sent: list[Item]) -> None:
    """What is written comes back; all else is refused by name."""
    export = write_moodle(sent)
    assert export.written + len(export.refused) == len(sent)
    refused = [row.item for row in export.refused]
    back = list(read_moodle(export.content))
    kept = [item for item in sent if item not in refused]
    assert len(back) == len(kept)
    assert all(item.same_as(row.item, but_keys=True) for item, row in zip(kept, back, strict=True))
    assert all(row.reason for row in export.refused)


def test_gaps_numbers_and_essays_go_out() -> None:
    rows = read(
        question("cloze", stem="Frogs {1:MULTICHOICE:=jump#yes~fly}, toads {2:SA:=walk~=a\\}b}."),
        question("numerical", answer("2.5", 100, "<tolerance>0.5</tolerance>")),
        question("essay"),
    )
    sent = [row.item for row in rows if row.item]
    export = write_moodle(sent)
    assert (len(sent), export.refused) == (3, [])
    back = list(read_moodle(export.content))
    assert all(one.same_as(row.item) for one, row in zip(sent, back, strict=True))
