"""The forms of the types: rows by buttons, parts within parts."""

from __future__ import annotations

import pytest
from django.test import Client

from assessments.models import Bank
from assessments.question_types.faults import SENTENCES
from tests.assessments.factories import both, make_draft, single
from tests.assessments.question_types.examples import EXAMPLES
from tests.assessments.question_types.test_templates import sent
from tests.assessments.writing.forms import BANK, edit_of, form_in, kept, post, press, wrong_at
from tests.page_factories import lessons_in, make_course

pytestmark = pytest.mark.django_db


# Rows


def test_rows_move_and_go_and_nothing_is_kept_before_it_is_asked_for(
    client: Client, bank: Bank
) -> None:
    version = make_draft(bank, data=single(right="b"))
    place = edit_of(version)
    form = sent(form_in(client.get(place)))
    form["explanation.en"] = "Listen first."
    form["tags"] = "安全"
    form["must_pass"] = "on"

    form = press(client, place, form, "up:options.1")
    form = press(client, place, form, "out:options.2")
    form = press(client, place, form, "down:options.3")

    assert kept() == version.data
    assert form["right"] == "b"
    assert (form["explanation.en"], form["tags"]) == ("Listen first.", "安全")
    post(client, place, form)
    data = kept()
    assert [one["key"] for one in data["options"]] == ["b", "a"]
    assert (data["right"], data["explanation"]) == ("b", {"en": "Listen first."})
    version.refresh_from_db()
    assert version.must_pass


@pytest.mark.parametrize(
    "button",
    [
        "up:options.0",
        "out:options.99",
        "add:stem",
        "add:none.3",
        "out:",
        "x",
        "up:options.x",
        "add:",
    ],
)
def test_a_button_that_leads_nowhere_changes_nothing(
    client: Client, bank: Bank, button: str
) -> None:
    place = edit_of(make_draft(bank))
    form = sent(form_in(client.get(place)))
    after = press(client, place, form, button)
    del form["csrfmiddlewaretoken"], after["csrfmiddlewaretoken"]
    assert after == form


def test_a_list_grows_up_to_what_its_type_takes(client: Client) -> None:
    place = f"{BANK}new/judgement/"
    form = form_in(client.get(place))
    assert len(form.select(".rows > li")) == 5
    assert not form.select("button[value='add:options']")
    form = form_in(client.get(f"{BANK}new/matching/"))
    assert form.select("button[value='add:choices']")


# Each type


def test_things_are_matched_by_the_numbers_of_their_partners(client: Client) -> None:
    place = f"{BANK}new/matching/"
    form = sent(form_in(client.get(place)))
    form["stem.zh-hans"] = "谁能帮上什么？"
    for number, words in enumerate(["宿舍老师", "校医", "门卫"]):
        form[f"choices.{number}.text.zh-hans"] = words
    for number, words in enumerate(["受了伤", "夜里想家"]):
        form[f"prompts.{number}.text.zh-hans"] = words
    form["prompts.0.pick"] = "b"

    refused = form_in(post(client, place, form))
    assert wrong_at(refused, "prompts") == str(SENTENCES["unpaired"])
    form = sent(refused)
    assert form["prompts.0.pick"] == "b"
    form["prompts.1.pick"] = "a"
    post(client, place, form)

    assert kept()["pairs"] == {"a": "b", "b": "a"}
    assert [one["text"] for one in kept()["choices"]] == [
        both("宿舍老师"),
        both("校医"),
        both("门卫"),
    ]


def test_a_text_with_gaps_says_which_gap_is_unclear(client: Client) -> None:
    place = f"{BANK}new/cloze/"
    form = sent(form_in(client.get(place)))
    form["stem.zh-hans"] = "先[[a]]，再[[b]]。"
    form["gaps.0.accepted.zh-hans"] = "倾听\r\n听他说\r\n\r\n"
    form["gaps.1.accepted.zh-hans"] = "记录"
    form["gaps.1.options.0.text.zh-hans"] = "讲道理"

    refused = form_in(post(client, place, form))
    assert wrong_at(refused, "gaps.1") == str(SENTENCES["gap_unclear"])
    form = sent(refused)
    form["gaps.1.options.0.text.zh-hans"] = ""
    form["gaps.1.weight"] = "２"
    form["stem.zh-hans"] = "先[[a]]。"
    refused = form_in(post(client, place, form))
    assert wrong_at(refused, "gaps") == str(SENTENCES["gaps_in_text"])
    form = sent(refused)
    form["stem.zh-hans"] = "先[[a]]，再[[b]]。"
    post(client, place, form)

    assert kept()["gaps"] == [
        {"key": "a", "accepted": {"zh-hans": ["倾听", "听他说"]}},
        {"key": "b", "accepted": {"zh-hans": ["记录"]}, "weight": 2},
    ]


def test_what_is_no_number_is_said_at_its_field_and_stays(client: Client) -> None:
    place = f"{BANK}new/numeric/"
    form = sent(form_in(client.get(place)))
    form["stem.zh-hans"] = "每周至少通话几次？"
    form["value"], form["tolerance"] = "两次", "-1"

    refused = form_in(post(client, place, form))
    assert wrong_at(refused, "value") == str(SENTENCES["float_parsing"])
    assert wrong_at(refused, "tolerance") == str(SENTENCES["greater_than_equal"])
    form = sent(refused)
    assert (form["value"], form["tolerance"]) == ("两次", "-1")
    form["value"], form["tolerance"], form["relative"] = "１．５", "0.1", "on"
    form["units.0.name"], form["units.1.name"], form["units.1.factor"] = "小时", "分钟", "60"
    post(client, place, form)

    assert kept() == {
        "stem": both("每周至少通话几次？"),
        "value": 1.5,
        "tolerance": 0.1,
        "relative": True,
        "units": [{"name": "小时"}, {"name": "分钟", "factor": 60}],
    }


def test_an_essay_has_criteria_with_levels(client: Client) -> None:
    place = f"{BANK}new/essay/"
    form = sent(form_in(client.get(place)))
    form["stem.zh-hans"] = "写一写这个孩子。"
    form["criteria.0.name.zh-hans"] = "看见变化"
    form["criteria.0.levels.0.text.zh-hans"], form["criteria.0.levels.0.points"] = "没有", "0"
    form["criteria.0.levels.1.text.zh-hans"], form["criteria.0.levels.1.points"] = "清楚", "0"

    refused = form_in(post(client, place, form))
    assert wrong_at(refused, "criteria.0") == str(SENTENCES["no_points"])
    form = press(client, place, sent(refused), "add:criteria")
    form["criteria.0.levels.1.points"] = "2"
    form = press(client, place, form, "up:criteria.0.levels.1")
    assert form["criteria.0.levels.0.points"] == "2"
    form = press(client, place, form, "down:criteria.0.levels.0")
    post(client, place, form)

    levels = [{"points": 0, "text": both("没有")}, {"points": 2, "text": both("清楚")}]
    assert kept()["criteria"] == [{"key": "a", "name": both("看见变化"), "levels": levels}]


def test_experts_give_each_way_a_rank_of_its_own(client: Client, bank: Bank) -> None:
    example = next(one for one in EXAMPLES if one.type == "judgement")
    version = make_draft(bank, type="judgement", data=example.data)
    form = sent(form_in(client.get(edit_of(version))))
    form["options.0.pick"], form["agreement"] = "2", "7"

    refused = form_in(post(client, edit_of(version), form))
    assert wrong_at(refused, "agreement") == str(SENTENCES["less_than_equal"])
    form["agreement"] = "0.7"
    refused = form_in(post(client, edit_of(version), form))
    assert wrong_at(refused, "options") == str(SENTENCES["ranks_unclear"])
    form = sent(refused)
    form["options.1.pick"] = "1"
    post(client, edit_of(version), form)

    assert kept()["ranks"] == example.data["ranks"] | {"a": 2, "b": 1}
    assert kept()["agreement"] == 0.7


def test_a_case_grows_by_questions_of_any_type(client: Client) -> None:
    place = f"{BANK}new/case/"
    form = sent(form_in(client.get(place)))
    form["stem.zh-hans"] = "周日晚上，小雨不肯回宿舍。"
    form["staged"] = "on"
    for name in ("information", "short", "single"):
        form["questions.type"] = name
        form = press(client, place, form, "add:questions")
    form["questions.0.data.stem.zh-hans"] = "这是第一晚。"
    form["questions.1.data.stem.zh-hans"] = "怎么称呼她？"
    form["questions.1.data.accepted.zh-hans"] = "小雨"
    form["questions.1.weight"] = "3"

    refused = form_in(post(client, place, form))
    assert wrong_at(refused, "questions.2.data.stem") == str(SENTENCES["string_too_short"])
    assert refused.find(id="questions.2.data.options-wrong")
    form = press(client, place, sent(refused), "up:questions.1")
    form = press(client, place, form, "out:questions.2")
    post(client, place, form)

    data = kept()
    assert data["staged"]
    assert [(one["type"], one.get("weight", 1)) for one in data["questions"]] == [
        ("short", 3),
        ("information", 1),
    ]
    assert data["questions"][0]["data"]["accepted"] == {"zh-hans": ["小雨"]}


def test_a_case_takes_no_case_and_no_riddle(client: Client) -> None:
    place = f"{BANK}new/case/"
    form = sent(form_in(client.get(place)))
    for name in ("case", "riddle"):
        form["questions.type"] = name
        assert "questions.0.key" not in press(client, place, form, "add:questions")


# About it


def test_a_question_leads_to_a_lesson_and_belongs_to_a_family(client: Client, bank: Bank) -> None:
    lesson = lessons_in(make_course())[0]
    version = make_draft(bank, family="old")
    form = sent(form_in(client.get(edit_of(version))))
    assert form["family"] == "old"
    form["lesson_key"], form["family"] = str(lesson.translation_key), "dormitory"

    post(client, edit_of(version), form)

    version.refresh_from_db()
    version.question.refresh_from_db()
    assert version.lesson_key == lesson.translation_key
    assert version.question.family == "dormitory"
    form["lesson_key"] = str(version.question.key)
    refused = form_in(post(client, edit_of(version), form))
    assert refused.select(".about-grid .errorlist")
