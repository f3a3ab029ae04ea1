"""A case in stages: one question after the other, and what was answered stays as it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.beginning import begin
from assessments.models import Attempt, Mark
from assessments.models.attempts import last_answers
from assessments.stages import LOCKED, NOT_SHOWN
from tests.assessments.factories import make_sitting
from tests.assessments.question_types.examples import case
from tests.assessments.question_types.test_templates import sent
from tests.assessments.sitting_down import fixed_exam
from tests.assessments.test_steps import fact, outcomes, send
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

PLACE = 1
FIRST, SECOND = "换个话题", "先做什么，后做什么？"
"""An answer to the first question of the case, and what its second asks."""


@pytest.fixture
def attempt() -> Attempt:
    exam = fixed_exam(1, types=[{"type": "case", "data": case(staged=True)}], minutes=40)
    return begin(PersonFactory(), make_sitting(exam))


@pytest.fixture
def client(attempt: Attempt) -> Client:
    client = Client()
    client.force_login(attempt.person)
    return client


def address(attempt: Attempt) -> str:
    return f"/zh-hans/my/exams/attempts/{attempt.key}/"


def page_of(client: Client, attempt: Attempt) -> BeautifulSoup:
    response = client.get(address(attempt))
    assert response.status_code == 200
    page = BeautifulSoup(response.content.decode(), "html.parser").select_one("form.exam")
    assert page
    return page  # type: ignore[return-value]


def post(client: Client, attempt: Attempt, form: QueryDict, press: str) -> str:
    """What the next page says."""
    sent_form = dict(form.lists()) | {"press": press}
    return client.post(address(attempt), sent_form, follow=True).content.decode()


def value_of(page: Tag, words: str) -> tuple[str, str]:
    """Name and value of the answer with these *words*."""
    label = next(one for one in page.select("label.answer") if words in one.get_text())
    field = label.find("input")
    assert field
    return str(field["name"]), str(field["value"])


def answered_first(page: BeautifulSoup, words: str = "讲道理") -> QueryDict:
    """The form with the first question of the case answered, rightly unless told otherwise."""
    form = sent(page)
    [asked] = page.select(f"[data-place='{PLACE}']")
    name, value = value_of(asked, words)
    form[name] = value
    return form


def answered_second(page: BeautifulSoup) -> QueryDict:
    form = sent(page)
    wanted = ["看见", "倾听", "记录", "转介"]
    for line in page.select(f"[data-place='{PLACE}'] .answer-line"):
        form[str(line.find("select")["name"])] = str(wanted.index(line.label.get_text()) + 1)  # type: ignore[index,union-attr]
    return form


def kept(attempt: Attempt) -> dict[str, Any]:
    return last_answers(list(attempt.steps.order_by("at", "pk"))).get(PLACE, {})


def test_the_next_question_comes_once_one_goes_on_and_the_one_before_is_locked(
    client: Client, attempt: Attempt
) -> None:
    page = page_of(client, attempt)
    assert SECOND not in page.get_text()

    post(client, attempt, answered_first(page), f"on:{PLACE}")

    page = page_of(client, attempt)
    assert SECOND in page.get_text()
    locked = page.select_one(f"[data-place='{PLACE}'] fieldset[disabled]")
    assert locked and "讲道理" in locked.find("input", checked=True).parent.get_text()  # type: ignore[union-attr]
    assert not page.select("button[value^='on:']")
    post(client, attempt, answered_second(page), "save")
    assert kept(attempt)["parts"].keys() == {"first", "then"}

    post(client, attempt, sent(page_of(client, attempt)), "save")
    assert attempt.steps.count() == 3
    post(client, attempt, sent(page_of(client, attempt)), "finish")
    assert Mark.objects.get(slot__attempt=attempt, slot__place=PLACE).points == 1


def test_another_tab_that_is_behind_changes_nothing_and_is_told_why(
    client: Client, attempt: Attempt
) -> None:
    behind = page_of(client, attempt)
    post(client, attempt, answered_first(behind), f"on:{PLACE}")
    before = kept(attempt)

    page = post(client, attempt, answered_first(behind, FIRST), "save")
    assert str(LOCKED) in page or "不能再改" in page
    post(client, attempt, answered_first(behind), f"on:{PLACE}")
    assert kept(attempt) == before
    assert attempt.steps.count() == 2


@pytest.mark.parametrize("press", ["on:0", "on:7", "on:x", "on:", "on:99999999"])
def test_going_on_where_nothing_goes_on_changes_nothing(
    client: Client, attempt: Attempt, press: str
) -> None:
    post(client, attempt, sent(page_of(client, attempt)), press)
    assert not attempt.steps.exists()


def test_what_is_only_begun_stays_and_does_not_cost_what_was_answered_before(
    client: Client, attempt: Attempt
) -> None:
    post(client, attempt, answered_first(page_of(client, attempt)), f"on:{PLACE}")
    form = answered_second(page_of(client, attempt))
    name = next(name for name in form if "order." in name)
    form[name] = ""
    post(client, attempt, form, "save")

    shown = sent(page_of(client, attempt))
    assert sorted(value for name, value in shown.items() if "order." in name) == sorted(
        value for name, value in form.items() if "order." in name
    )
    post(client, attempt, form, "finish")
    assert Mark.objects.get(slot__attempt=attempt, slot__place=PLACE).points == pytest.approx(2 / 3)


# What devices report


def answer(attempt: Attempt, stage: int | str, **more: Any) -> dict[str, Any]:
    form = {"first.choice": ["c"], "stage": [str(stage)]} if "form" not in more else more["form"]
    return fact(attempt, place=PLACE, **more) | {"response": None, "form": form}


def go_on(attempt: Attempt, to: Any, **more: Any) -> dict[str, Any]:
    return fact(attempt, place=PLACE, **more) | {"on": to}


def test_a_step_for_an_earlier_stage_is_refused_with_its_reason(attempt: Attempt) -> None:
    told = send(attempt, fact(attempt, place=PLACE, response={"parts": {"first": {"choice": "b"}}}))
    assert outcomes(told) == ["accepted"]
    assert outcomes(send(attempt, go_on(attempt, 1))) == ["accepted"]
    told = send(attempt, answer(attempt, 0), answer(attempt, 2), answer(attempt, "x"))
    assert outcomes(told) == ["locked", "not_shown", "bad_shape"]
    assert told["results"][0]["reason"] == str(LOCKED)
    assert told["results"][1]["reason"] == str(NOT_SHOWN)
    assert kept(attempt) == {"parts": {"first": {"choice": "b"}}}


def test_what_was_answered_before_going_on_counts_however_late_it_comes(attempt: Attempt) -> None:
    early = timezone.now() - timedelta(seconds=5)
    Attempt.objects.update(started_at=early - timedelta(seconds=5))
    mine = {"parts": {"first": {"choice": "b"}}}
    send(attempt, go_on(attempt, 1))
    late = fact(attempt, place=PLACE, at=early.isoformat()) | {
        "form": {"stage": ["0"], "first.choice": ["zzz"]}
    }
    assert outcomes(send(attempt, late)) == ["accepted"]
    right = fact(attempt, place=PLACE, response=mine, at=early.isoformat())
    assert outcomes(send(attempt, right)) == ["locked"]  # a device names the stage of its page


@pytest.mark.parametrize("to", [0, 2, 9, -1])
def test_nobody_jumps_over_a_stage(attempt: Attempt, to: int) -> None:
    assert outcomes(send(attempt, go_on(attempt, to))) == ["locked"]


@pytest.mark.parametrize("to", ["1", None, True, [1]])
def test_what_is_no_stage_is_refused(attempt: Attempt, to: Any) -> None:
    assert outcomes(send(attempt, go_on(attempt, to))) == ["bad_shape"]


def test_parts_of_another_stage_are_refused(attempt: Attempt) -> None:
    both = {"parts": {"first": {"choice": "b"}, "then": {"order": list("abcd")}}}
    assert outcomes(send(attempt, fact(attempt, place=PLACE, response=both))) == ["locked"]
    on = [
        go_on(attempt, 1),
        fact(attempt, place=PLACE, response={"parts": {"then": both["parts"]["then"]}}),
    ]
    assert outcomes(send(attempt, *on)) == ["accepted", "accepted"]
    assert outcomes(send(attempt, go_on(attempt, 2))) == ["locked"]


def test_a_save_in_a_case_costs_one_query_more(attempt: Attempt) -> None:
    counts = []
    client = Client()
    client.force_login(attempt.person)
    for place in (0, PLACE):
        body = [fact(attempt, place=place) if place == 0 else answer(attempt, 0)]
        with CaptureQueriesContext(connection) as captured:
            client.post("/sync/", body, content_type="application/json")
        counts.append(len([query for query in captured if "SAVEPOINT" not in query["sql"]]))
    assert counts[1] <= counts[0] + 1
