"""The figures for Prometheus: what is counted, and who may read it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.mail import EmailMessage
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from tests.asking import Door
from tests.factories import PASSWORD, PersonFactory
from tests.knowledge_factories import ArticlePageFactory
from xinqiao.accounts.tasks import send_mail
from xinqiao.operation import figures, outbox
from xinqiao.operation.tasks import sweep

pytestmark = pytest.mark.django_db


def figure(name: str, **labels: str) -> float:
    """The value of one figure, 0 if it was never counted."""
    for family in text_string_to_metric_families(figures.text().decode()):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return sample.value
    return 0.0


def test_answers_are_counted_by_view_and_class_of_status(client: Client):
    labels = {"view": "robots", "method": "GET", "status": "2xx"}
    before = figure("xinqiao_requests_total", **labels)
    measured = figure("xinqiao_request_seconds_count", view="robots")

    client.get("/robots.txt")

    assert figure("xinqiao_requests_total", **labels) == before + 1
    assert figure("xinqiao_request_seconds_count", view="robots") == measured + 1


def test_no_address_person_or_strange_method_becomes_a_label(client: Client):
    client.force_login(PersonFactory(username="lin-of-the-figures"))
    client.get("/zh-hans/a-page-that-nobody-made/?q=secret-question")
    client.get("/en/my/")
    client.generic("BREW", "/robots.txt")

    text = figures.text().decode()

    assert "nobody-made" not in text
    assert "secret-question" not in text
    assert "lin-of-the-figures" not in text
    assert "BREW" not in text


def test_sign_ins_are_counted_and_failures_apart(client: Client):
    PersonFactory(username="lin")
    ok = figure("xinqiao_sign_ins_total", outcome="ok")
    failed = figure("xinqiao_sign_ins_total", outcome="failed")

    client.post("/zh-hans/account/login/", {"login": "lin", "password": "wrong"})
    client.post("/zh-hans/account/login/", {"login": "lin", "password": PASSWORD})

    assert figure("xinqiao_sign_ins_total", outcome="ok") == ok + 1
    assert figure("xinqiao_sign_ins_total", outcome="failed") == failed + 1


def test_facts_are_counted_by_what_became_of_them(client: Client):
    client.force_login(PersonFactory())
    before = figure("xinqiao_facts_total", outcome="refused")

    client.post("/sync/", [{"kind": "no-such-kind"}], content_type="application/json")

    assert figure("xinqiao_facts_total", outcome="refused") == before + 1


def test_tasks_and_mails_are_counted(mailoutbox: list[EmailMessage]):
    mails = figure("xinqiao_mails_total", outcome="sent")
    tasks = figure("xinqiao_tasks_total", task="accounts.send_mail", outcome="done")

    send_mail.delay(subject="s", body="b", to="lin@school.cn")

    assert figure("xinqiao_mails_total", outcome="sent") == mails + 1
    assert figure("xinqiao_tasks_total", task="accounts.send_mail", outcome="done") == tasks + 1


def test_pages_from_the_cache_are_counted(settings: Settings, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    article, door = ArticlePageFactory(), Door()
    hits = figure("xinqiao_page_cache_total", outcome="hit")
    misses = figure("xinqiao_page_cache_total", outcome="miss")

    for _reader in range(3):
        door.get(article.url)

    assert figure("xinqiao_page_cache_total", outcome="hit") == hits + 2
    assert figure("xinqiao_page_cache_total", outcome="miss") == misses + 1


def test_work_that_waits_shows():
    before = figure("xinqiao_waiting_tasks", state="waiting")

    outbox.later(sweep)

    assert figure("xinqiao_waiting_tasks", state="waiting") == before + 1
    assert figure("xinqiao_waiting_tasks", state="given up") == 0


@pytest.mark.parametrize(
    ("sender", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.0.0.7", {}, 404),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, 404),
        ("127.0.0.1", {"x-real-ip": "10.0.0.7"}, 404),
        ("127.0.0.1", {"forwarded": "for=10.0.0.7"}, 404),
    ],
)
def test_without_a_token_only_this_machine_itself_reads_the_figures(
    client: Client, sender: str, headers: dict[str, str], status: int
):
    answer = client.get("/metrics", REMOTE_ADDR=sender, headers=headers)

    assert answer.status_code == status
    assert (b"xinqiao" in answer.content) == (status == 200)


@pytest.mark.parametrize(
    ("given", "status"),
    [("Bearer bridge-7", 200), ("Bearer bridge-8", 404), ("bridge-7", 404), ("", 404)],
)
def test_with_a_token_whoever_shows_it_reads_the_figures(
    client: Client, settings: Settings, given: str, status: int
):
    settings.METRICS_TOKEN = "bridge-7"

    for sender in ("127.0.0.1", "10.0.0.7"):
        headers = {"authorization": given}
        assert client.get("/metrics", REMOTE_ADDR=sender, headers=headers).status_code == status


def test_another_process_adds_to_the_same_figures():
    """As the worker processes of the server do."""
    before = figure("xinqiao_mails_total", outcome="failed")

    subprocess.run(
        [sys.executable, "-c", COUNT],
        check=True,
        cwd=site_settings.REPO_DIR,
        env={**os.environ, "PYTHONPATH": "site", "DATA_DIR": str(site_settings.DATA_DIR)},
    )

    assert figure("xinqiao_mails_total", outcome="failed") == before + 1


COUNT = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "xinqiao.settings"
from xinqiao.operation.metrics import MAILS
MAILS.labels("failed").inc()
"""


def test_what_ended_processes_have_counted_is_deleted_at_the_start(
    settings: Settings, tmp_path: Path
):
    settings.METRICS_DIR = tmp_path
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for pid in (ended.pid, os.getpid()):
        (tmp_path / f"counter_{figures.host_name()}-{pid}.db").touch()
    (tmp_path / "counter_other-1.db").touch()
    (old := tmp_path / "counter_replaced-1.db").touch()
    os.utime(old, (0, 0))

    figures.forget_old_processes()

    left = {file.name for file in tmp_path.iterdir()}
    assert left == {f"counter_{figures.host_name()}-{os.getpid()}.db", "counter_other-1.db"}
