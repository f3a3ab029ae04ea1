"""How the site starts, answers when something is wrong, and does what is due."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from celery import current_app, shared_task
from django.conf import settings
from django.test import Client

from xinqiao.common.scheduler import read_schedule, run_due
from xinqiao.directory.models import HelpLine

SECRET = "a-secret-that-is-long-enough-to-start-with-" + "x7Q9" * 5


def manage(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a management command with nothing but *environment*, as on a new machine."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.REPO_DIR,
        env=clean_environment(folder, environment),
        capture_output=True,
        text=True,
    )


def clean_environment(folder: Path, more: dict[str, str]) -> dict[str, str]:
    base = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DATA_DIR": str(folder)}
    return {**base, **more}


SHOW = "from django.conf import settings as s; print(s.BASE_URL, s.PORT, s.ALLOWED_HOSTS)"


# Settings


def test_without_a_secret_nothing_starts_and_it_says_what_to_set(tmp_path):
    answer = manage("check", folder=tmp_path)

    assert answer.returncode != 0
    assert "Set SECRET_KEY in the environment or in .env" in answer.stderr


@pytest.mark.parametrize("secret", ["short", "a" * 52])
def test_a_secret_that_can_be_guessed_is_none(tmp_path, secret):
    answer = manage("check", folder=tmp_path, SECRET_KEY=secret)

    assert answer.returncode != 0
    assert "Set SECRET_KEY" in answer.stderr


def test_a_port_that_is_no_number_is_named(tmp_path):
    answer = manage("check", folder=tmp_path, SECRET_KEY=SECRET, PORT="abc")

    assert answer.returncode != 0
    assert "PORT is abc: set it to a number." in answer.stderr


def test_a_demonstration_on_a_public_address_is_warned_about(tmp_path):
    answer = manage(
        *["check", "--deploy", "--fail-level", "WARNING"],
        folder=tmp_path,
        SECRET_KEY=SECRET,
        BASE_URL="https://example.org",
        BEHIND_PROXY="true",
        DEMO="true",
    )

    assert answer.returncode != 0
    assert "password" in answer.stderr


def test_outside_this_machine_only_https_is_served(tmp_path):
    answer = manage("check", folder=tmp_path, SECRET_KEY=SECRET, BASE_URL="http://example.org")

    assert answer.returncode != 0
    assert "Set BASE_URL=https://" in answer.stderr


def test_production_settings_pass_the_security_check_of_django(tmp_path):
    answer = manage(
        *["check", "--deploy", "--fail-level", "WARNING"],
        folder=tmp_path,
        SECRET_KEY=SECRET,
        BASE_URL="https://example.org",
        BEHIND_PROXY="true",
    )

    assert answer.returncode == 0, answer.stderr
    assert "no issues (0 silenced)" in answer.stdout


def test_cache_and_waiting_work_share_no_database_of_redis(tmp_path):
    urls = {
        "CACHE_URL": "rediscache://127.0.0.1:1",
        "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
    }

    answer = manage("check", folder=tmp_path, SECRET_KEY=SECRET, **urls)

    assert answer.returncode != 0
    assert "name the same database of Redis" in answer.stderr


def test_another_port_changes_the_address_too(tmp_path):
    answer = manage("shell", "-v0", "-c", SHOW, folder=tmp_path, SECRET_KEY=SECRET, PORT="9000")

    assert answer.stdout.split()[:2] == ["http://127.0.0.1:9000", "9000"]


def test_behind_a_proxy_the_port_is_no_part_of_the_address(tmp_path):
    answer = manage(
        *["shell", "-v0", "-c", SHOW],
        folder=tmp_path,
        SECRET_KEY=SECRET,
        PORT="9000",
        BASE_URL="https://example.org",
    )

    assert answer.stdout.split() == ["https://example.org", "9000", "['example.org']"]


def test_the_example_settings_start_once_a_secret_is_filled_in(tmp_path):
    example = (settings.REPO_DIR / ".env.example").read_text()
    file = tmp_path / "env"
    file.write_text(example.replace("SECRET_KEY=", f"SECRET_KEY={SECRET}"))

    answer = manage(
        "shell", "-v0", "-c", SHOW, folder=tmp_path, ENV_FILE=str(file), DATA_DIR=str(tmp_path)
    )

    assert answer.stdout.split()[:2] == ["http://127.0.0.1:8000", "8000"]


# When something is wrong


def test_healthz_answers(client, db):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.fixture
def help_line(db: None) -> HelpLine:
    return HelpLine.objects.create(
        number="12356",
        name_zh="热线",
        name_en="Line",
        in_help_bar=True,
        verified_on="2026-11-20",
        next_check="2027-05-19",
    )


@pytest.mark.parametrize("address", ["/zh-hans/no-such-page/", "/en/no/such/", "/nowhere", "/x/"])
def test_an_unknown_address_is_a_404_in_our_design_and_no_redirect(client, help_line, address):
    answer = client.get(address)

    assert answer.status_code == 404
    assert 'href="tel:12356"' in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(("address", "language"), [("/zh-hans/x/", "zh-Hans"), ("/en/x/", "en")])
def test_the_404_page_speaks_the_language_of_the_address(client, db, address, language):
    assert f'<html lang="{language}"' in client.get(address).content.decode()


def test_without_the_database_the_error_page_still_gives_every_help_number(client: Client):
    # Without the fixture `db` each query is refused, as when the database is away.
    client.raise_request_exception = False

    answer = client.get("/zh-hans/")

    assert answer.status_code == 500
    page = answer.content.decode()
    file = settings.SITE_DIR / "content" / "directory" / "helplines.yaml"
    for line in yaml.safe_load(file.read_text(encoding="utf-8")):
        scheme = "sms" if line["by_sms"] else "tel"
        assert f'href="{scheme}:{line["number"]}"' in page
        assert line["name_zh"] in page
        assert line["name_en"] in page


def test_the_error_page_keeps_to_the_security_policy(client: Client):
    client.raise_request_exception = False

    answer = client.get("/zh-hans/")

    assert "style=" not in answer.content.decode()
    assert "<script" not in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]


# What is due by the clock


ran: list[str] = []


@shared_task(name="tests.fails")
def fails() -> None:
    raise ValueError("on purpose")


@shared_task(name="tests.works")
def works() -> None:
    ran.append("works")


def test_a_scheduled_task_that_fails_does_not_hold_up_the_others(db, caplog):
    ran.clear()
    entries = read_schedule(
        {
            "first": {"task": "tests.fails", "schedule": 60.0},
            "unknown": {"task": "tests.no_such_task", "schedule": 60.0},
            "last": {"task": "tests.works", "schedule": 60.0},
        },
        current_app,
    )

    run_due(entries, current_app)

    assert ran == ["works"]
    assert "Scheduled task failed: first" in caplog.text
    assert "Scheduled task failed: unknown" in caplog.text


def test_a_scheduled_task_does_not_run_again_before_its_time(db):
    ran.clear()
    entries = read_schedule({"x": {"task": "tests.works", "schedule": 60.0}}, current_app)

    run_due(entries, current_app)
    run_due(entries, current_app)

    assert ran == ["works"]


def test_every_task_of_the_schedule_exists():
    current_app.loader.import_default_modules()

    for line in settings.CELERY_BEAT_SCHEDULE.values():
        assert line["task"] in current_app.tasks


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_scheduler_ends_when_it_is_told_to(tmp_path, number):
    scheduler = subprocess.Popen(
        [sys.executable, "manage.py", "run_scheduler"],
        cwd=settings.REPO_DIR,
        env=clean_environment(tmp_path, {"SECRET_KEY": SECRET}),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert scheduler.stderr is not None
    for line in scheduler.stderr:  # there are no tables, so both tasks fail, and it goes on
        if "clear expired sessions" in line:
            break

    scheduler.send_signal(number)

    assert scheduler.wait(30) == 0
    scheduler.stderr.close()


def test_beside_a_broker_the_scheduler_refuses_to_do_things_twice(tmp_path):
    answer = manage(
        "run_scheduler",
        folder=tmp_path,
        SECRET_KEY=SECRET,
        CELERY_BROKER_URL="redis://127.0.0.1:1/0",
    )

    assert answer.returncode == 1
    assert "celery -A xinqiao worker --beat" in answer.stderr
