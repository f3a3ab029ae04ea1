"""What a candidate sees, and the exam as a plain form."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import finishing
from assessments.beginning import begin
from assessments.models import Attempt, Sitting, Step
from tests.assessments.factories import (
    both,
    make_bank,
    make_exam,
    make_pool,
    make_ready,
    make_sitting,
    plan_data,
    single,
)
from tests.factories import AssignmentFactory, PersonFactory, UnitFactory
from xinqiao.accounts.models import Person

pytestmark = pytest.mark.django_db

BASE = "/en/my/exams/"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page_of(attempt: Attempt) -> str:
    return f"{BASE}attempts/{attempt.key}/"


def choice(attempt: Attempt, place: int, key: str) -> dict[str, str]:
    """The field of a plain form in which the answer *key* is chosen."""
    slot = attempt.slots.select_related("version").get(place=place)
    face = slot.version.kind.face(slot.version.content, slot.order)
    (field,) = [option["field"] for option in face["options"] if option["key"] == key]
    return {f"q{place}-choice": field}


def right(attempt: Attempt) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for slot in attempt.slots.all():
        chosen |= choice(attempt, slot.place, "a")
    return chosen


def test_the_list_shows_what_is_open_and_what_comes_and_what_was_taken() -> None:
    person, sitting = PersonFactory(), make_sitting()
    make_sitting(sitting.exam, title="Next week", opens_at=timezone.now() + timedelta(days=7))
    make_sitting(
        sitting.exam,
        title="Last year",
        opens_at=timezone.now() - timedelta(days=400),
        closes_at=timezone.now() - timedelta(days=399),
    )
    begin(person, sitting)
    page = signed_in(person).get(BASE).content.decode()
    assert "First exam" in page and "Next week" in page and "Last year" not in page
    assert "attempt 1" in page


def test_without_exams_the_list_says_so() -> None:
    page = signed_in(PersonFactory()).get(BASE).content.decode()
    assert "No exam is open for you" in page


def test_the_start_page_says_how_long_one_has_and_why() -> None:
    with time_machine.travel("2028-03-01T01:18:30Z", tick=False):
        now = timezone.now()
        exam = make_exam(minutes=60, attempts=3, days_between=7)
        sitting = make_sitting(exam, closes_at=now + timedelta(minutes=42))
        page = signed_in(PersonFactory()).get(f"{BASE}{sitting.key}/").content.decode()
    assert (
        "You have 60 minutes; because the exam closes at 10:00, 42 minutes are left if you begin now."
        in page
    )
    assert "You can begin 3 more times." in page
    assert "Between two attempts lie 7 days." in page


def test_the_start_page_names_the_course_that_comes_first() -> None:
    said = "Finish the course first that leads to this exam."
    open_to_all = make_sitting()
    exam = make_exam(
        bank=open_to_all.exam.unit.banks.get(),
        slug="after-the-course",
        course="8a0d0c3e-0000-4000-8000-000000000000",
    )
    client = signed_in(PersonFactory())
    for sitting, told in ((open_to_all, False), (make_sitting(exam), True)):
        assert (said in client.get(f"{BASE}{sitting.key}/").content.decode()) is told


def test_from_the_start_page_to_the_result_without_scripts() -> None:
    person, sitting = PersonFactory(), make_sitting(make_exam(minutes=40))
    client = signed_in(person)
    answer = client.post(f"{BASE}{sitting.key}/")
    attempt = Attempt.objects.get()
    assert answer["Location"] == page_of(attempt)

    page = client.get(page_of(attempt)).content.decode()
    assert page.count('class="exam-question"') == 3
    client.post(page_of(attempt), right(attempt) | {"press": "save"})
    page = client.get(page_of(attempt)).content.decode()
    assert page.count(" checked>") == 3, re.findall(r".{80}checked.{20}", page)

    answer = client.post(page_of(attempt), right(attempt) | {"press": "hand_in"})
    assert answer["Location"].endswith("?hand_in#hand-in")
    assert "You have answered all questions." in client.get(answer["Location"]).content.decode()
    answer = client.post(page_of(attempt), right(attempt) | {"press": "finish"})
    result = client.get(answer["Location"]).content.decode()
    assert "Passed." in result and "Receipt:" in result


def test_the_same_answers_saved_again_are_no_new_steps() -> None:
    attempt = begin(PersonFactory(), make_sitting())
    client = signed_in(attempt.person)
    for _ in range(2):
        client.post(page_of(attempt), right(attempt) | {"press": "save"})
    assert attempt.steps.count() == 3


def test_what_is_not_answered_yet_is_named_before_handing_in() -> None:
    attempt = begin(PersonFactory(), make_sitting())
    client = signed_in(attempt.person)
    client.post(page_of(attempt), choice(attempt, 1, "a") | {"press": "hand_in"})
    page = client.get(f"{page_of(attempt)}?hand_in").content.decode()
    assert ">Question 1</a>" in page and ">Question 3</a>" in page
    assert ">Question 2</a>" not in page


def test_what_is_to_be_looked_at_again_is_kept_and_named_before_handing_in() -> None:
    attempt = begin(PersonFactory(), make_sitting())
    client = signed_in(attempt.person)
    client.post(page_of(attempt), right(attempt) | {"flag": ["1", "77", "x"], "press": "save"})
    page = client.get(f"{page_of(attempt)}?hand_in").content.decode()
    assert page.count("data-flagged>") == 1
    assert '<a href="#question-2">Question 2</a>' in page.split("To look at again:")[-1]
    client.post(page_of(attempt), right(attempt) | {"flag": "1", "press": "save"})
    client.post(page_of(attempt), right(attempt) | {"press": "save"})
    assert "<p>To look at again:" not in client.get(f"{page_of(attempt)}?hand_in").content.decode()
    flags = attempt.steps.filter(kind=Step.Kind.FLAG).order_by("pk")
    assert [(step.place, step.payload["on"]) for step in flags] == [(1, True), (1, False)]


def test_back_after_handing_in_changes_nothing() -> None:
    attempt = begin(PersonFactory(), make_sitting())
    client = signed_in(attempt.person)
    client.post(page_of(attempt), right(attempt) | {"press": "finish"})
    attempt.refresh_from_db()
    before = (attempt.percent, attempt.finished_at, finishing.receipt(attempt))
    answer = client.post(page_of(attempt), choice(attempt, 0, "b") | {"press": "finish"})
    assert answer["Location"].endswith("/result/")
    assert client.get(page_of(attempt))["Location"].endswith("/result/")
    attempt.refresh_from_db()
    assert (attempt.percent, attempt.finished_at, finishing.receipt(attempt)) == before


def test_two_tabs_hand_in_once() -> None:
    attempt = begin(PersonFactory(), make_sitting())
    for client in (signed_in(attempt.person), signed_in(attempt.person)):
        client.post(page_of(attempt), right(attempt) | {"press": "finish"})
    assert attempt.slots.filter(marks__isnull=False).distinct().count() == 3
    assert attempt.slots.filter(marks__isnull=False).count() == 3


def test_pressed_after_the_end_the_exam_is_handed_in_as_it_was() -> None:
    attempt = begin(PersonFactory(), make_sitting(make_exam(minutes=40)))
    client = signed_in(attempt.person)
    client.post(page_of(attempt), choice(attempt, 0, "a") | {"press": "save"})
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        client.force_login(attempt.person)
        answer = client.post(page_of(attempt), choice(attempt, 1, "a") | {"press": "save"})
        assert answer["Location"].endswith("/result/")
        page = client.get(answer["Location"]).content.decode()
    assert "Not passed this time." in page
    attempt.refresh_from_db()
    assert attempt.finished_at == attempt.deadline_at


@pytest.mark.parametrize("path", ["", "result/", "here/"])
def test_nobody_else_sees_an_attempt(path: str) -> None:
    attempt = begin(PersonFactory(), make_sitting())
    stranger = signed_in(PersonFactory())
    for answer in (
        stranger.get(page_of(attempt) + path),
        stranger.post(page_of(attempt) + path, {"press": "finish", "device": "x"}),
    ):
        assert answer.status_code in {404, 405}
    assert Client().get(page_of(attempt) + path).status_code == 302
    attempt.refresh_from_db()
    assert (attempt.state, attempt.device) == ("running", "")


def test_nobody_of_another_county_begins_its_exam() -> None:
    sitting = make_sitting(unit=UnitFactory())
    stranger = signed_in(AssignmentFactory().person)
    assert stranger.get(f"{BASE}{sitting.key}/").status_code == 404
    assert stranger.post(f"{BASE}{sitting.key}/").status_code == 404
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"opens_at": timezone.now() + timedelta(days=1)}, "The exam opens at"),
        ({"code": "K7M2"}, "This is not the access code."),
    ],
)
def test_who_cannot_begin_is_told_why(rules: dict[str, Any], said: str) -> None:
    sitting = make_sitting(**rules)
    client = signed_in(PersonFactory())
    page = client.post(f"{BASE}{sitting.key}/", {"code": "X"}, follow=True).content.decode()
    assert said in page
    assert not Attempt.objects.exists()


def test_guessing_the_code_is_slowed_down() -> None:
    sitting = make_sitting(code="K7M2")
    client = signed_in(PersonFactory())
    said = [
        client.post(f"{BASE}{sitting.key}/", {"code": str(n)}, follow=True).content.decode()
        for n in range(12)
    ]
    assert "Too many tries." in said[-1]


def test_nothing_of_the_key_reaches_the_browser() -> None:
    bank = make_bank()
    data = {
        "stem": {"zh-hans": "题目"},
        "explanation": {"zh-hans": "原因在此"},
        "options": [
            {"key": "a", "text": {"zh-hans": "甲"}, "feedback": {"zh-hans": "反馈在此"}},
            {"key": "b", "text": {"zh-hans": "乙"}},
        ],
        "right": "b",
    }
    make_ready(bank, data=data)
    attempt = begin(
        PersonFactory(),
        make_sitting(
            make_exam(bank=bank, sections=[{"key": "all", "slots": [{"kind": "draw", "count": 1}]}])
        ),
    )
    client = signed_in(attempt.person)
    pages = [client.get(page_of(attempt)).content.decode()]
    client.post(page_of(attempt), choice(attempt, 0, "a") | {"press": "finish"})
    pages.append(client.get(f"{page_of(attempt)}result/").content.decode())
    for page in pages:
        assert "原因在此" not in page and "反馈在此" not in page
        assert 'value="a"' not in page and 'value="b"' not in page


def queries_of(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


def test_a_question_may_have_a_drawing_of_ours() -> None:
    bank = make_bank()
    picture = {"name": "bus-stop", "alternative": both("车站")}
    make_ready(bank, data=single() | {"picture": picture})
    attempt = begin(
        PersonFactory(),
        make_sitting(
            make_exam(bank=bank, sections=[{"key": "all", "slots": [{"kind": "draw", "count": 1}]}])
        ),
    )
    page = signed_in(attempt.person).get(page_of(attempt)).content.decode()
    assert 'aria-label="车站"' in page and "<svg" in page


def test_pages_cost_the_same_however_many_questions() -> None:
    bank = make_pool(12)
    counts = []
    for place, count in enumerate((2, 10)):
        exam = make_exam(bank=bank, slug=f"exam{place}", sections=plan_data(count)["sections"])
        sitting = make_sitting(exam)
        client = signed_in(PersonFactory())
        begun = queries_of(lambda: client.post(f"{BASE}{sitting.key}/"))  # noqa: B023
        attempt = Attempt.objects.get(sitting=sitting)
        page = queries_of(lambda: client.get(page_of(attempt)))  # noqa: B023
        client.post(page_of(attempt), right(attempt) | {"press": "finish"})
        result = queries_of(lambda: client.get(f"{page_of(attempt)}result/"))  # noqa: B023
        counts.append((begun, page, result))
    assert counts[0] == counts[1]
    begun, page, result = counts[0]
    assert (begun <= 25, page <= 15, result <= 20) == (True, True, True), counts


def test_one_device_takes_over_from_another() -> None:
    attempt = begin(PersonFactory(), make_sitting(), device="phone")
    signed_in(attempt.person).post(f"{page_of(attempt)}here/", {"device": "tablet"})
    attempt.refresh_from_db()
    assert attempt.device == "tablet"


def test_a_device_that_is_no_name_is_no_device() -> None:
    sitting = make_sitting()
    client = signed_in(PersonFactory())
    client.post(f"{BASE}{sitting.key}/", {"device": "a\x00b", "code": "\x00"})
    attempt = Attempt.objects.get()
    assert attempt.device == ""
    client.post(f"{page_of(attempt)}here/", {"device": "x" * 99})
    client.post(page_of(attempt), {"q0-choice": "\x00", "press": "save"})
    attempt.refresh_from_db()
    assert (attempt.device, attempt.state) == ("", "running")


def test_my_page_names_the_exam_that_is_open() -> None:
    Sitting.objects.all().delete()
    make_sitting()
    page = signed_in(PersonFactory()).get("/en/my/").content.decode()
    assert "First exam" in page and "open now" in page
