"""Work that was asked for is done, also when it fails, dies or is asked for at a bad moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from celery import current_app, shared_task
from django.conf import settings as site_settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings
from time_machine import travel

from xinqiao.accounts.tasks import send_mail
from xinqiao.operation import ids, outbox
from xinqiao.operation.models import WaitingTask

pytestmark = pytest.mark.django_db

PATIENCE = site_settings.TASK_PATIENCE

done: list[tuple[str, str]] = []
faults: list[Exception] = []


@shared_task(name="tests.greet")
def greet(name: str) -> None:
    if faults:
        raise faults.pop()
    done.append((name, ids.current()))


@pytest.fixture(autouse=True)
def nothing_done() -> Iterator[None]:
    """Faults of tasks stay in the worker, as on a server."""
    done.clear()
    faults.clear()
    current_app.conf.task_eager_propagates = False
    yield
    current_app.conf.task_eager_propagates = True


def at(moment: timedelta) -> travel:
    return travel(timezone.now() + moment, tick=False)


def test_work_is_done_after_the_commit_and_leaves_nothing_behind(
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks(execute=True):
        outbox.later(greet, "lin")
        assert done == []

    assert [name for name, _id in done] == ["lin"]
    assert not WaitingTask.objects.exists()


def test_work_of_a_change_that_is_rolled_back_is_forgotten(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        outbox.later(greet, "lin")
        transaction.set_rollback(True)

    assert done == []
    assert not WaitingTask.objects.exists()


def test_the_id_of_the_request_goes_along(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), ids.following("1234-5678-9012"):
        outbox.later(greet, "lin")

    assert done == [("lin", "1234-5678-9012")]


def test_what_died_on_the_way_is_given_again_after_the_longest_time_that_it_may_take():
    outbox.later(greet, "lin")  # and the process dies before the commit is noticed

    outbox.sweep()
    assert done == []

    with at(PATIENCE + timedelta(seconds=1)):
        outbox.sweep()

    assert [name for name, _id in done] == ["lin"]
    assert not WaitingTask.objects.exists()


def test_what_fails_is_tried_again_after_a_pause(django_capture_on_commit_callbacks):
    faults.append(ConnectionRefusedError("10.0.0.1"))
    with django_capture_on_commit_callbacks(execute=True):
        outbox.later(greet, "lin")

    row = WaitingTask.objects.get()
    assert (row.tries, row.fault) == (1, "ConnectionRefusedError")
    outbox.sweep()
    assert done == []

    with at(outbox.FIRST_PAUSE + timedelta(seconds=1)):
        outbox.sweep()

    assert [name for name, _id in done] == ["lin"]
    assert not WaitingTask.objects.exists()


def test_what_never_works_is_given_up_with_a_line_in_the_log_and_forgotten_after_a_month(caplog):
    outbox.later(greet, "lin")
    moment = PATIENCE
    while WaitingTask.objects.exclude(due=None).exists():
        moment += outbox.LONGEST_PAUSE
        faults[:] = [ValueError()]
        with at(moment):
            outbox.sweep()

    row = WaitingTask.objects.get()
    assert row.tries == outbox.MOST_TRIES
    assert "Given up after 14 tries: tests.greet" in caplog.text
    assert outbox.forget_given_up() == 0
    with at(outbox.KEEP_GIVEN_UP + timedelta(seconds=1)):
        assert outbox.forget_given_up() == 1


def test_the_tries_last_for_a_night_without_mail_and_end_within_two_days():
    pauses = [
        outbox.next_try(tries) - timezone.now()  # type: ignore[operator]
        for tries in range(1, outbox.MOST_TRIES)
    ]

    assert timedelta(hours=20) < sum(pauses, timedelta()) < timedelta(hours=48)


def test_what_arrives_twice_is_done_once():
    row = outbox.later(greet, "lin")

    outbox.send(row)
    outbox.send(row)

    assert [name for name, _id in done] == ["lin"]


def test_what_kills_its_worker_each_time_is_given_up(caplog):
    row = outbox.later(greet, "lin")
    for _try in range(outbox.MOST_TRIES):
        assert outbox.begin(str(row.pk))  # and the worker dies

    assert not outbox.begin(str(row.pk))
    assert WaitingTask.objects.given_up().get() == row
    assert "Given up" in caplog.text


def test_a_task_of_an_older_version_holds_up_no_other(caplog):
    now = timezone.now()
    WaitingTask.objects.create(task="tests.no_more", due=now - timedelta(minutes=1))
    WaitingTask.objects.create(task="tests.greet", args=["lin"], due=now)

    outbox.sweep()

    assert [name for name, _id in done] == ["lin"]
    assert WaitingTask.objects.given_up().get().fault == "NotRegistered"
    assert "tests.no_more" in caplog.text


def test_without_a_worker_no_page_waits_for_the_mail_server(
    settings: Settings, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
):
    settings.SCHEDULER_DOES_SLOW_TASKS = True
    with django_capture_on_commit_callbacks(execute=True):
        outbox.later(send_mail, subject="s", body="b", to="lin@school.cn")
        outbox.later(greet, "lin")

    assert (len(done), len(mailoutbox)) == (1, 0)

    outbox.sweep()

    assert [mail.to for mail in mailoutbox] == [["lin@school.cn"]]


def test_a_mail_waits_for_a_mail_server_that_is_away(
    settings: Settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with django_capture_on_commit_callbacks(execute=True):
        outbox.later(send_mail, subject="s", body="b", to="lin@school.cn")

    row = WaitingTask.objects.get()
    assert row.fault == "ConnectionRefusedError"
    assert row.due > timezone.now()
