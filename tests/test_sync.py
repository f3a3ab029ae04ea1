"""`/sync/` as a device meets it: who may send, what a request as a whole gets."""

from __future__ import annotations

import json
import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import CoursePage, LessonFact, LessonPage, LessonProgress
from courses.services import enrol
from tests.courses.conftest import everything, fact, outcomes, post, send
from tests.factories import PersonFactory
from tests.page_factories import lessons_in, make_course
from xinqiao import sync
from xinqiao.accounts.models import Person
from xinqiao.common.rates import Rate


@pytest.fixture
def person(db: None) -> Person:
    return PersonFactory()


@pytest.fixture
def device(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def course(person: Person) -> CoursePage:
    course = make_course()
    enrol(person, course)
    return course


@pytest.fixture
def lesson(course: CoursePage) -> LessonPage:
    return lessons_in(course)[0]


# Who may send


def test_a_device_that_is_signed_out_hears_so_and_loses_nothing(lesson: LessonPage) -> None:
    response = post(Client(), {"facts": [fact(lesson)]})

    assert response.status_code == 401
    assert response.json()["code"] == "signed_out"
    assert "text/html" not in response["Content-Type"]
    assert not LessonFact.objects.exists()


def test_after_signing_in_again_the_same_facts_are_taken_in(
    device: Client, person: Person, lesson: LessonPage
) -> None:
    waiting = everything(lesson)
    device.logout()
    assert post(device, {"facts": waiting}).status_code == 401

    device.force_login(person)

    assert outcomes(send(device, *waiting)) == ["accepted"] * 5


def test_a_device_that_is_signed_out_hears_so_even_without_a_csrf_cookie() -> None:
    assert post(Client(enforce_csrf_checks=True), {"facts": []}).status_code == 401


def test_another_site_cannot_send_in_a_persons_name(person: Person, lesson: LessonPage) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)

    response = post(browser, {"facts": [fact(lesson)]})

    assert response.status_code == 403
    assert response.json()["code"] == "csrf"
    assert not LessonFact.objects.exists()


def test_asking_gives_the_cookie_that_sending_needs(person: Person, lesson: LessonPage) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)

    answer = browser.get("/sync/")
    token = browser.cookies["csrftoken"].value
    response = post(browser, {"facts": [fact(lesson)]}, **{"X-CSRFToken": token})

    assert answer.json() == {"person": str(person.public_id)}
    assert response.status_code == 200
    assert outcomes(response.json()) == ["accepted"]


def test_what_one_person_did_is_not_kept_for_the_next_one_at_the_device(
    device: Client, lesson: LessonPage
) -> None:
    body = {"person": str(uuid.uuid4()), "facts": [fact(lesson)]}

    response = post(device, body)

    assert response.status_code == 409
    assert response.json()["code"] == "other_person"
    assert not LessonFact.objects.exists()


def test_the_right_person_is_named_by_their_public_id(
    device: Client, person: Person, lesson: LessonPage
) -> None:
    answer = send(device, fact(lesson), person=str(person.public_id))

    assert outcomes(answer) == ["accepted"]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "head"])
def test_only_asking_and_sending_are_possible(device: Client, method: str) -> None:
    assert getattr(device, method)("/sync/").status_code == 405


def test_answers_are_kept_by_no_cache(device: Client) -> None:
    assert "no-store" in device.get("/sync/")["Cache-Control"]


# How much


def test_a_device_gone_wild_is_asked_to_come_back_and_keeps_what_is_left(
    device: Client, lesson: LessonPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "PER_PERSON", Rate(burst=2, per_second=0))
    for _time in range(2):
        send(device, fact(lesson))

    answer = post(device, {"facts": [fact(lesson)]})

    assert answer.status_code == 429
    assert answer.json()["code"] == "too_many"
    assert answer.json()["reason"]
    assert int(answer["Retry-After"]) > 0
    assert LessonFact.objects.count() == 2


def test_what_one_person_sends_too_much_of_holds_up_nobody_else(
    device: Client, lesson: LessonPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "PER_PERSON", Rate(burst=1, per_second=0))
    colleague = Client()  # at the same address
    colleague.force_login(PersonFactory())

    assert [post(device, {"facts": []}).status_code for _time in range(2)] == [200, 429]
    assert post(colleague, {"facts": []}).status_code == 200


def test_a_flood_from_one_address_without_an_account_is_held_off(
    device: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "PER_ADDRESS", Rate(burst=1, per_second=0))

    assert [post(Client(), {"facts": []}).status_code for _time in range(2)] == [401, 429]
    assert post(device, {"facts": []}).status_code == 200  # a school shares its address
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert post(other, {"facts": []}).status_code == 401


# The request as a whole


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b'{"facts": [NaN]}',
        b'{"facts": [-Infinity]}',
        b'{"facts": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"facts": [' + b"9" * 5_000 + b"]}",
    ],
)
def test_what_is_no_json_is_said_to_be_unreadable(device: Client, body: bytes) -> None:
    response = post(device, body)

    assert response.status_code == 400
    assert response.json()["code"] == "not_json"
    assert response.json()["reason"]


@pytest.mark.parametrize("body", [None, 7, "facts", {}, {"facts": None}, {"facts": {"a": 1}}])
def test_what_holds_no_list_is_refused(device: Client, body: Any) -> None:
    response = post(device, body)

    assert response.status_code == 400
    assert response.json()["code"] == "no_facts"


def test_the_bare_list_is_understood_too(device: Client, lesson: LessonPage) -> None:
    response = post(device, [fact(lesson)])

    assert outcomes(response.json()) == ["accepted"]


def test_an_empty_list_is_answered_by_an_empty_list(device: Client) -> None:
    assert send(device) == {"results": [], "state": {}}


@pytest.mark.parametrize("size", [1_000_001, 10_000_000])
def test_ten_megabytes_are_refused_before_they_are_read(device: Client, size: int) -> None:
    response = post(device, b"[" + b" " * (size - 2) + b"]")

    assert response.status_code == 413
    assert response.json()["code"] == "too_large"
    assert response.json()["reason"]


@pytest.mark.parametrize("announced", ["", "-1", "many", "1e9", "９９９９９９９９"])
def test_a_length_that_is_no_number_harms_nothing(device: Client, announced: str) -> None:
    response = device.generic(
        "POST", "/sync/", b"[]", content_type="application/json", CONTENT_LENGTH=announced
    )

    assert response.status_code in {200, 400, 413}


def test_more_facts_than_fit_are_refused_as_a_whole(device: Client, lesson: LessonPage) -> None:
    response = post(device, [fact(lesson)] * (sync.MAX_FACTS + 1))

    assert response.status_code == 413
    assert not LessonFact.objects.exists()


@pytest.mark.parametrize("sent_at", ["now", 5, [], "0001-01-01T00:00:00+14:00"])
def test_a_moment_of_sending_that_is_none_is_refused(device: Client, sent_at: Any) -> None:
    response = post(device, {"facts": [], "sent_at": sent_at})

    assert response.status_code == 400
    assert response.json()["code"] == "bad_time"


@pytest.mark.parametrize("sent_at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_an_absurd_clock_harms_nothing(device: Client, lesson: LessonPage, sent_at: str) -> None:
    answer = send(device, fact(lesson), fact(lesson, at=sent_at), sent_at=sent_at)

    assert set(outcomes(answer)) <= {"accepted", "bad_time", "future"}


def test_results_come_in_the_order_of_the_facts_under_the_ids_they_gave(
    device: Client, lesson: LessonPage
) -> None:
    odd = fact(lesson, client_uuid=str(uuid.uuid4()).upper())
    bad = fact(lesson, client_uuid="x" * 5_000)

    results = send(device, bad, odd, 5)["results"]

    assert [r["client_uuid"] for r in results] == ["x" * 100, odd["client_uuid"], None]


# Languages


@pytest.mark.parametrize(
    ("asked", "own", "expected"),
    [
        ("en", "zh-hans", "There is no such lesson."),
        ("en-GB,zh;q=0.5", "zh-hans", "There is no such lesson."),
        ("", "en", "There is no such lesson."),
        ("fr", "en", "There is no such lesson."),
        ("*", "en", "There is no such lesson."),
    ],
)
def test_reasons_are_in_the_readers_language(
    device: Client, person: Person, lesson: LessonPage, asked: str, own: str, expected: str
) -> None:
    person.language = own
    person.save()
    headers = {"Accept-Language": asked} if asked else {}

    response = post(device, [fact(lesson) | {"lesson": str(uuid.uuid4())}], **headers)

    assert response.json()["results"][0]["reason"] == expected


def test_a_page_in_chinese_hears_chinese_from_an_english_account(
    device: Client, person: Person, lesson: LessonPage
) -> None:
    person.language = "en"
    person.save()

    response = post(device, [fact(lesson, at="soon")], **{"Accept-Language": "zh-CN"})

    assert response["Content-Language"] == "zh-hans"


# Whatever comes

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["\ud800", "\x00", "=1+1", "lesson.check", "en", "c1", "a"])
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
fields = ["client_uuid", "kind", "lesson", "language", "at", "item", "choice", "text", "seconds"]


@given(
    changes=st.lists(st.dictionaries(st.sampled_from(fields), anything), max_size=4),
    envelope=st.dictionaries(st.sampled_from(["person", "sent_at", "facts", "x"]), anything),
    kind=st.sampled_from(["opened", "seen", "check", "reflection", "time", "nothing"]),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_request_breaks_it(
    device: Client, lesson: LessonPage, changes: list[dict], envelope: dict, kind: str
) -> None:
    told = [
        fact(lesson, kind, item="c1", choice=["a"], text="好", seconds=5) | change
        for change in changes
    ]

    response = post(device, {"facts": told} | envelope)

    assert response.status_code in {200, 400, 409}
    if response.status_code == 200:
        sent = ({"facts": told} | envelope)["facts"]
        assert len(response.json()["results"]) == len(sent)


@given(body=st.binary(max_size=200) | anything.map(json.dumps).map(str.encode))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_breaks_it(device: Client, lesson: LessonPage, body: bytes) -> None:
    assert post(device, body).status_code in {200, 400, 409}


@pytest.mark.parametrize("depth", [100, 300, 500, 700, 900, 1_000, 5_000])
def test_brackets_without_end_break_nothing(device: Client, lesson: LessonPage, depth: int) -> None:
    told = json.dumps(fact(lesson))[:-1] + ', "x": ' + "[" * depth + "]" * depth + "}"

    response = post(device, f'{{"facts": [{told}]}}'.encode())

    assert response.status_code in {200, 400}
    assert response.json()


# Two devices at once


@pytest.mark.usefixtures("transactional_db")
def test_two_devices_at_once_lose_nothing_of_each_other(lesson: LessonPage, person: Person) -> None:
    """Each sends its half of the lesson and its own minutes, in many small batches."""
    halves = [
        [fact(lesson, "check", item="c1", choice=["a"])],
        [fact(lesson, "reflection", item="r1", text="好"), fact(lesson, "seen")],
    ]
    problems: list[BaseException] = []
    start = threading.Barrier(2)

    def one_device(half: list[dict[str, Any]]) -> None:
        try:
            client = Client()
            client.force_login(person)
            start.wait(timeout=10)
            for told in half + [fact(lesson, "time", seconds=1) for _ in range(10)]:
                assert outcomes(send(client, told)) == ["accepted"]
        except BaseException as problem:  # noqa: BLE001  (told to the test below)
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=one_device, args=(half,)) for half in halves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not problems
    row = LessonProgress.objects.get(person=person)
    assert row.seconds == 20
    assert row.done_at is not None
    assert LessonFact.objects.count() == 23


@pytest.mark.usefixtures("transactional_db")
def test_the_same_batch_from_two_tabs_at_once_is_kept_once(
    lesson: LessonPage, person: Person
) -> None:
    batch = [fact(lesson, "time", seconds=1) for _ in range(20)]
    answers: list[list[str]] = []
    start = threading.Barrier(3)

    def one_tab() -> None:
        try:
            client = Client()
            client.force_login(person)
            start.wait(timeout=10)
            answers.append(outcomes(send(client, *batch)))
        finally:
            connection.close()

    threads = [threading.Thread(target=one_tab) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [["accepted"] * 20, ["known"] * 20, ["known"] * 20]
    assert LessonProgress.objects.get(person=person).seconds == 20


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
    ],
)
def test_a_form_is_refused_in_words_that_a_device_can_read(person: Person, kind: str) -> None:
    checked = Client(enforce_csrf_checks=True, raise_request_exception=False)
    checked.force_login(person)
    token = checked.get("/sync/").cookies["csrftoken"].value

    answer = checked.post(
        "/sync/", b"a=1&" * 20_000, content_type=kind, headers={"X-CSRFToken": token}
    )

    assert answer.status_code == 415
    assert answer.json()["code"] == "not_json"


def test_an_old_fact_is_taken_in_after_months(
    device: Client, person: Person, lesson: LessonPage
) -> None:
    person.enrolments.update(joined_at=timezone.now() - timedelta(days=400))

    answer = send(device, fact(lesson, "seen", at=timezone.now() - timedelta(days=300)))

    assert outcomes(answer) == ["accepted"]
