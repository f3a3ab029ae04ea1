"""A worker that is killed in the middle of a batch of reminders: each person gets exactly one."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from courses.models import Enrolment
from courses.services import enrol
from courses.tasks import remind
from tests.mail_server import MailServer, mail_server
from tests.notifications.conftest import reader
from tests.page_factories import make_course
from tests.services.conftest import StartWorker
from tests.services.waiting import eventually
from xinqiao.notifications.models import Mail, Notice

LEARNERS = 30


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def away(queue: None) -> set[str]:
    """The addresses of learners who have done nothing for eight days."""
    course = make_course()
    addresses = {f"{n}@school.cn" for n in range(LEARNERS)}
    for address in addresses:
        enrol(reader(address), course)
    Enrolment.objects.update(joined_at=timezone.now() - timedelta(days=8))
    return addresses


def kill(worker: subprocess.Popen[bytes]) -> None:
    """All of its processes at once, as when the power goes."""
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


@pytest.mark.parametrize("slow", ["before it has the mail", "when it has the mail"])
def test_each_person_gets_exactly_one_though_the_worker_is_killed_twice(
    start_worker: StartWorker, server: MailServer, away: set[str], slow: str
):
    if slow == "before it has the mail":
        server.seconds_before_mail = 0.2
    else:
        server.seconds_after_mail = 0.2
    remind.delay()
    remind.delay()

    for enough in (5, 15):
        worker = start_worker(EMAIL_URL=server.url)
        assert eventually(lambda least=enough: len(server.mails) >= least)
        kill(worker)
    assert len(server.mails) < LEARNERS
    start_worker(EMAIL_URL=server.url)

    assert eventually(lambda: len(server.received()) == LEARNERS)
    assert eventually(lambda: not Mail.objects.exclude(state__in=["sent", "in_doubt"]).exists())
    assert server.received() == dict.fromkeys(away, 1)
    assert Notice.objects.count() == LEARNERS
