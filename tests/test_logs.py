"""What stands in the logs, and what never does; and the number that leads from a page to them."""

from __future__ import annotations

import json
import logging
import re
import sys

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import path
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from tests.accounts.test_signup import GOOD
from tests.factories import PersonFactory
from xinqiao import urls
from xinqiao.notifications.tasks import send_mail
from xinqiao.operation import ids
from xinqiao.operation.kept import KeptTask
from xinqiao.operation.logs import JsonLines, RequestId
from xinqiao.operation.tasks import forget_given_up, sweep
from xinqiao.tasks import publish_scheduled

OURS = re.compile(r"\d{4}-\d{4}-\d{4}")


def breaks(request: HttpRequest) -> None:
    raise ValueError("no bridge for lin@school.cn, token=abc123")


urlpatterns = [path("en/breaks/", breaks), *urls.urlpatterns]
handler500 = urls.handler500


def line(message: str, *arguments: object, exc_info: object = None, **extra: object) -> dict:
    record = logging.LogRecord("x", logging.INFO, "f.py", 1, message, arguments, exc_info)  # type: ignore[arg-type]
    record.__dict__.update(extra)
    RequestId().filter(record)
    written = JsonLines().format(record)
    assert "\n" not in written
    return json.loads(written)


# The number of a request


def test_each_answer_has_a_number_of_its_own(client: Client, db):
    first, second = (client.get("/robots.txt")["X-Request-ID"] for _ in range(2))

    assert OURS.fullmatch(first) and OURS.fullmatch(second)
    assert first != second


@pytest.mark.parametrize(
    ("behind_proxy", "given_id", "kept"),
    [
        (True, "4f1c0a77b2d94e5f8a6b3c2d1e0f9a8b", True),
        (False, "4f1c0a77b2d94e5f8a6b3c2d1e0f9a8b", False),
        (True, "short", False),
        (True, "x" * 65, False),
        (True, 'a"<script>alert(1)', False),
    ],
)
def test_the_number_of_a_proxy_counts_only_if_there_is_one_and_it_looks_like_one(
    client: Client, db, settings: Settings, behind_proxy: bool, given_id: str, kept: bool
):
    settings.BEHIND_PROXY = behind_proxy

    answer = client.get("/robots.txt", headers={"x-request-id": given_id})

    assert (answer["X-Request-ID"] == given_id) == kept


@pytest.mark.urls(__name__)
def test_who_meets_a_fault_is_told_the_number_that_stands_in_the_log(
    client: Client, db, caplog: pytest.LogCaptureFixture
):
    client.raise_request_exception = False
    caplog.handler.addFilter(RequestId())

    answer = client.get("/en/breaks/")

    number = answer["X-Request-ID"]
    assert f"tell this number: <b>{number}</b>" in answer.content.decode()
    [fault] = [record for record in caplog.records if record.name == "django.request"]
    assert fault.request_id == number  # type: ignore[attr-defined]


def test_a_refusal_tells_its_number_too(client: Client, db):
    strict = Client(enforce_csrf_checks=True)

    page = strict.post("/en/account/logout/")
    facts = strict.post("/sync/", "[]", content_type="application/json")

    assert page["X-Request-ID"] in page.content.decode()
    assert facts.json()["id"] == facts["X-Request-ID"]


def test_a_long_number_is_told_by_its_beginning():
    with ids.following("4f1c0a77b2d94e5f8a6b3c2d1e0f9a8b"):
        assert ids.to_tell() == "4f1c0a77b2d94e"


def test_the_static_page_tells_it_too(client: Client):
    client.raise_request_exception = False

    first, second = (client.get("/zh-hans/") for _ in range(2))  # no database here

    assert first["X-Request-ID"] in first.content.decode()
    assert second["X-Request-ID"] in second.content.decode()
    assert "0000-0000-0000" not in second.content.decode()


# Lines


def test_each_answer_has_a_line_without_query_person_or_code(
    client: Client, db, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO", "xinqiao.access")
    client.force_login(PersonFactory(username="lin"))

    client.get("/en/my/?next=secret")
    client.get("/en/account/password/reset/key/3-abc-def/")
    client.get("/en/no-such-page/?q=sad")

    said = [record for record in caplog.records if record.name == "xinqiao.access"]
    assert [record.getMessage() for record in said] == [
        "GET my",
        "GET account_reset_password_from_key",
        "GET wagtail_serve",
    ]
    assert said[2].path == "/en/no-such-page/"  # type: ignore[attr-defined]
    assert [record.levelname for record in said] == ["INFO"] * 3
    everything = repr([record.__dict__ for record in said])
    for secret in ("secret", "lin", "abc-def", "sad"):
        assert secret not in everything.replace("line", "")


def test_a_line_is_one_object_with_the_number_of_its_request():
    with ids.following("1234-5678-9012"):
        said = line("桥 %s", "心", status=200, ms=12)

    assert said.pop("time").endswith("+00:00")
    assert said == {
        "level": "INFO",
        "logger": "x",
        "message": "桥 心",
        "request_id": "1234-5678-9012",
        "status": 200,
        "ms": 12,
    }


@pytest.mark.parametrize(
    "secret",
    [
        "lin@school.cn",
        "13812345678",
        "postgres://xinqiao:bridge7@10.0.0.1/db",
        "/en/account/confirm-email/Mw:1abc-DEF/",
        "/en/account/password/reset/key/3-cabc-0123/",
        "/en/join/ABCD-EFGH/",
        "/my/?next=abc",
        "password=bridge7",
        "'password': 'bridge7'",
        '{"csrfmiddlewaretoken": "bridge7"}',
        "Authorization: Bearer bridge7",
        "METRICS_TOKEN=bridge7",
    ],
)
def test_secrets_stay_out_of_messages_and_tracebacks(secret: str):
    try:
        raise ValueError(secret)
    except ValueError:
        said = line("could not: %s", secret, exc_info=sys.exc_info())

    written = json.dumps(said, ensure_ascii=False)
    for hidden in ("lin@", "138123", "bridge7", "1abc", "cabc", "EFGH", "next=abc"):
        assert hidden not in written
    assert "ValueError" in said["exc_info"]


def test_what_libraries_attach_stays_out():
    request = HttpRequest()
    said = line("x", request=request, data={"kwargs": "mail to lin"}, args_of_task="lin")

    assert set(said) == {"time", "level", "logger", "message", "request_id"}


@given(st.text())
def test_whatever_is_said_a_line_stays_readable(text: str):
    assert isinstance(line("%s", text)["message"], str)


def test_plain_words_stay_as_they_are():
    said = "Given up after 14 tries: accounts.send_mail at 2026-11-24 10:00, 1234-5678-9012"

    assert line(said)["message"] == said


# Tasks


def test_the_mail_that_follows_from_a_request_carries_its_number(
    client: Client,
    db,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level("INFO", "xinqiao.task")
    caplog.handler.addFilter(RequestId())
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/zh-hans/account/signup/", GOOD | {"email": "lin@school.cn"})

    [done] = [record for record in caplog.records if record.name == "xinqiao.task"]
    assert done.getMessage() == "accounts.send_mail done"
    assert done.request_id == answer["X-Request-ID"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("task", [sweep, send_mail, publish_scheduled])
def test_what_only_looks_whether_there_is_work_fills_no_log(
    task: KeptTask, db, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO", "xinqiao.task")

    task.apply(throw=True)
    forget_given_up.apply(throw=True)

    assert [record.getMessage() for record in caplog.records if record.name == "xinqiao.task"] == [
        "operation.forget_given_up done"
    ]
