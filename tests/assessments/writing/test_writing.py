"""`teach/banks/…/new/…` and `…/edit/`: writing questions in a form, in both languages at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from assessments import authoring
from assessments.authoring import ChangedMeanwhile, Written
from assessments.models import Bank, QuestionVersion
from assessments.question_types import TYPES
from assessments.question_types.faults import SENTENCES
from tests.accounts.conftest import Country
from tests.assessments.factories import both, make_draft, make_ready, single
from tests.assessments.question_types.examples import EXAMPLES, Example
from tests.assessments.question_types.test_templates import sent
from tests.assessments.writing.forms import BANK, edit_of, form_in, page_in, wrong_at
from tests.factories import PersonFactory
from xinqiao.accounts.models import Person, Role

pytestmark = pytest.mark.django_db

Status = QuestionVersion.Status
Browse = Callable[[Person], Client]


def typed(**more: Any) -> dict[str, Any]:
    """A form for a question with one right answer, filled in."""
    return {
        "stem.zh-hans": "孩子说想妈妈，先做什么？",
        "stem.en": "A child misses her mother. What comes first?",
        "options.0.key": "a",
        "options.0.text.zh-hans": "听他说完",
        "options.0.text.en": "Hear him out",
        "options.1.key": "b",
        "options.1.text.zh-hans": "讲道理",
        "right": "a",
        "explanation.zh-hans": "先听，再说。",
    } | more


def post(client: Client, place: str, form: QueryDict) -> HttpResponse:
    return client.post(place, form.urlencode(), "application/x-www-form-urlencoded")


# Doors


def test_only_writers_find_the_forms(browser: Browse, bank: Bank, country: Country) -> None:
    version = make_ready(bank)
    bank.shared_with.add(country.neighbour)
    others = [
        PersonFactory(),
        country.someone(Role.LEARNER, country.county),
        country.someone(Role.REVIEWER, country.county),
        country.someone(Role.SUPERVISOR, country.county),
        country.someone(Role.TRAINER, country.neighbour),
    ]

    for person in others:
        for place in (f"{BANK}new/single/", edit_of(version)):
            assert browser(person).get(place).status_code == 404
            assert browser(person).post(place, typed(read=version.content_hash)).status_code == 404
    for place in (f"{BANK}new/single/", edit_of(version)):
        assert "/account/login/" in Client().post(place, typed()).headers["Location"]

    assert QuestionVersion.objects.count() == 1
    assert (
        browser(country.someone(Role.TRAINER, country.county)).get(edit_of(version)).status_code
        == 200
    )


def test_there_is_no_form_for_a_type_that_is_unknown(client: Client) -> None:
    assert client.get(f"{BANK}new/riddle/").status_code == 404


# Writing


def test_a_question_is_written_in_both_languages(
    client: Client, bank: Bank, author: Person
) -> None:
    about = {
        "tags": "安全， A,A",
        "competences": "3.4、5.1",
        "difficulty": "70",
        "source": "课程 C1",
        "must_pass": "on",
    }
    more = {"options.0.feedback.zh-hans": "对，先听。", "options.1.fixed": "on"}

    response = client.post(f"{BANK}new/single/", typed(**about, **more))

    version = QuestionVersion.objects.get()
    assert response.headers["Location"] == f"{BANK}{version.question.key}/"
    assert (version.author, version.status, version.question.bank) == (author, Status.DRAFT, bank)
    assert version.data == {
        "stem": both(typed()["stem.zh-hans"], typed()["stem.en"]),
        "explanation": both("先听，再说。"),
        "options": [
            {
                "key": "a",
                "text": both("听他说完", "Hear him out"),
                "feedback": both("对，先听。"),
            },
            {"key": "b", "text": both("讲道理"), "fixed": True},
        ],
        "right": "a",
    }
    assert {label.value for label in version.labels.all()} == {"安全", "A", "3.4", "5.1"}
    assert (version.difficulty, version.source, version.must_pass) == (70, "课程 C1", True)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.type)
def test_a_form_sent_as_it_was_shown_changes_nothing(
    client: Client, bank: Bank, example: Example
) -> None:
    more = {
        "explanation": both("第一行\n第二行"),
        "picture": {"name": "lamp", "alternative": both("一盏灯")},
    }
    version = make_draft(
        bank,
        type=example.type,
        data=example.data | more,
        tags=["A", "B"],
        competences=["3.4"],
        difficulty=0,
        source="课程 C1",
        must_pass=True,
    )

    form = sent(form_in(client.get(edit_of(version))))
    client.post(edit_of(version), form.urlencode(), "application/x-www-form-urlencoded")

    after = QuestionVersion.objects.get()
    assert (after.data, after.content_hash) == (version.data, version.content_hash)
    assert after.author == version.author


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_empty_form_says_what_is_missing_in_the_readers_language(
    client: Client, name: str, language: str
) -> None:
    place = f"{BANK}new/{name}/".replace("zh-hans", language, 1)
    form = form_in(client.post(place, {}))
    with translation.override(language):
        assert str(SENTENCES["string_too_short"]) == wrong_at(form, "stem")
    assert form.select(".errorlist")
    assert not QuestionVersion.objects.exists()


@pytest.mark.parametrize("name", TYPES)
def test_every_field_has_a_name_of_its_own_and_words(client: Client, name: str) -> None:
    page = page_in(client.post(f"{BANK}new/{name}/", {}))
    for field in page.select("form.question-form :is(input, select, textarea):not([type=hidden])"):
        label = field.find_parent("label") or page.find("label", attrs={"for": field.get("id")})
        assert label and label.get_text(strip=True)
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(set(ids)) == len(ids)


def test_what_is_wrong_stands_at_its_place_and_nothing_typed_is_lost(client: Client) -> None:
    tried = typed(
        **{
            "stem.en": "e" * 20_001,
            "options.1.text.zh-hans": "",
            "options.1.feedback.en": "Not yet.",
            "options.5.key": "f",
            "options.5.text.en": "Change the subject",
            "options.5.fixed": "on",
            "right": "z",
            "tags": "x" * 61,
            "difficulty": "101",
            "source": "课程 C1",
        }
    )

    form = form_in(client.post(f"{BANK}new/single/", tried))

    assert wrong_at(form, "stem.en") == str(SENTENCES["string_too_long"])
    assert wrong_at(form, "options.1.text") == str(SENTENCES["string_too_short"])
    assert len(form.select(".about-grid .errorlist")) == 2
    kept = sent(form)
    assert kept["stem.en"] == "e" * 20_001
    assert kept["options.1.feedback.en"] == "Not yet."
    assert (kept["options.2.key"], kept["options.2.text.en"]) == ("f", "Change the subject")
    assert kept["options.2.fixed"] == "on"
    assert (kept["tags"], kept["difficulty"], kept["source"]) == ("x" * 61, "101", "课程 C1")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"right": ""}, "options"),
        ({"right": "z"}, "options"),
        ({"options.1.key": "a"}, "options"),
        ({"options.1.text.zh-hans": ""}, "options"),
        ({"right": "c", "options.2.key": "c"}, "options.2.text"),
        ({"options.1.key": "好"}, "options.1"),
        ({"stem.zh-hans": "\0"}, "stem.zh-hans"),
        ({"explanation.en": "x\0"}, "explanation.en"),
    ],
)
def test_each_mistake_is_said_where_it_was_made(
    client: Client, changes: dict[str, str], place: str
) -> None:
    form = form_in(client.post(f"{BANK}new/single/", typed(**changes)))
    assert form.find(id=f"{place}-wrong")
    assert not QuestionVersion.objects.exists()


def test_eight_answers_fit_without_scripts_and_more_when_eight_are_filled(
    client: Client, bank: Bank
) -> None:
    form = form_in(client.get(f"{BANK}new/multiple/"))
    assert len(form.select(".rows > li")) == 4
    eight = typed(right=["a", "c"])
    for place, key in enumerate("abcdefgh"):
        eight |= {f"options.{place}.key": key, f"options.{place}.text.zh-hans": f"答案 {key}"}

    client.post(f"{BANK}new/multiple/", eight)

    version = QuestionVersion.objects.get()
    assert [option["key"] for option in version.data["options"]] == list("abcdefgh")
    assert sorted(version.data["right"]) == ["a", "c"]
    shown = form_in(client.get(edit_of(version)))
    assert len(shown.select(".rows > li")) == 8
    more = sent(shown)
    more["change"] = "add:options"
    assert len(form_in(post(client, edit_of(version), more)).select(".rows > li")) == 9
    assert QuestionVersion.objects.get().data == version.data


# Changing


def test_a_change_of_what_is_ready_is_a_new_draft(client: Client, bank: Bank) -> None:
    ready = make_ready(bank, data=single(right="a"))

    client.post(edit_of(ready), typed(read=ready.content_hash))

    ready.refresh_from_db()
    assert ready.status == Status.READY
    newest = QuestionVersion.objects.newest().get()
    assert (newest.number, newest.status) == (2, Status.DRAFT)
    assert newest.data["stem"]["en"].startswith("A child")


def test_two_who_change_the_same_question_do_not_overwrite_each_other(
    client: Client, bank: Bank, author: Person
) -> None:
    version = make_draft(bank)
    read = version.content_hash
    theirs = authoring.revise(version.question, Written("single", single("她的话？")), by=None)

    for form in ({}, {"read": read}):
        page = form_in(client.post(edit_of(version), typed(**form)))
        version.refresh_from_db()
        assert version.data == theirs.data
    kept = sent(page)
    assert kept["stem.zh-hans"] == typed()["stem.zh-hans"]

    client.post(edit_of(version), kept.urlencode(), "application/x-www-form-urlencoded")
    version.refresh_from_db()
    assert version.data["stem"]["zh-hans"] == typed()["stem.zh-hans"]
    assert version.author == author
    with pytest.raises(ChangedMeanwhile):
        authoring.revise(
            version.question, Written("single", single("又一句？")), by=None, based_on=read
        )


def test_a_change_takes_a_question_out_of_review(client: Client, bank: Bank) -> None:
    version = make_draft(bank)
    authoring.hand_in(version)
    said = gettext("This question is in review. Once you change it, it is a draft again.")
    assert said in page_in(client.get(edit_of(version))).get_text()

    client.post(edit_of(version), typed(read=version.content_hash))

    version.refresh_from_db()
    assert version.status == Status.DRAFT


def test_true_or_false_with_reasons_and_without(client: Client) -> None:
    form = {"stem.zh-hans": "孩子不说话，就是没有事。", "right": "false"}
    client.post(f"{BANK}new/truefalse/", form)
    assert QuestionVersion.objects.get().data == {
        "stem": both(form["stem.zh-hans"]),
        "right": False,
    }

    one = form | {"reasons.0.key": "a", "reasons.0.text.zh-hans": "安静也可能是信号"}
    page = form_in(client.post(f"{BANK}new/truefalse/", one))
    assert wrong_at(page, "reasons") == str(SENTENCES["one_reason"])

    two = one | {"reasons.1.key": "b", "reasons.1.text.zh-hans": "都这样", "right_reason": "a"}
    client.post(f"{BANK}new/truefalse/", two)
    assert QuestionVersion.objects.latest("pk").data["right_reason"] == "a"
