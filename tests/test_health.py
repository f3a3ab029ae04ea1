"""What a load balancer and whoever looks after the site hear about its parts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from search import engines
from xinqiao.operation import health
from xinqiao.operation.health import Check, Doctor


@pytest.fixture(autouse=True)
def fresh_doctor(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Who has found out nothing yet, and is patient with a busy machine."""
    checks = tuple(replace(check, seconds=60.0) for check in health.doctor.checks)
    monkeypatch.setattr(health, "doctor", Doctor(checks))
    yield
    health.doctor.threads.shutdown()


def answers(state: str) -> Callable[[], str]:
    return lambda: state


def breaks() -> str:
    raise ConnectionRefusedError("10.0.0.1 refused user xinqiao with password bridge")


def test_a_site_with_all_its_parts_is_ready(
    client: Client, transactional_db, settings: Settings, tmp_path: Path
):
    settings.SEARCH_DIR = tmp_path
    engines.embedded().rebuild([])

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ready", answer.json()
    states = {name: part["state"] for name, part in answer.json()["parts"].items()}
    assert list(states) == ["database", "migrations", "cache", "broker", "search"]
    assert (states["database"], states["migrations"], states["search"]) == ("ok", "ok", "ok")
    assert set(states.values()) <= {"ok", "not used"}
    assert "no-store" in answer["Cache-Control"]


def test_without_the_database_nobody_is_sent_here(client: Client):
    # Without the fixture `db` each query is refused, as when the database is away.
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["status"] == "not ready"
    assert answer.json()["parts"]["database"] == {"state": "away", "essential": True}
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_migration_that_waits_makes_it_not_ready(client: Client, transactional_db):
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("operation", "0001_initial")
    try:
        answer = client.get("/readyz")
    finally:
        recorder.record_applied("operation", "0001_initial")

    assert answer.status_code == 503
    assert answer.json()["parts"]["migrations"]["state"] == "migrations wait"


def test_what_pages_can_do_without_does_not_take_the_site_out_of_service():
    doctor = Doctor((Check("base", answers("ok"), True), Check("extra", breaks, False)))

    report = doctor.report()

    assert report.ready
    assert report.status == "impaired"


def test_nobody_hears_of_addresses_or_passwords():
    doctor = Doctor((Check("base", breaks, essential=True),))

    assert doctor.report().as_json() == {
        "status": "not ready",
        "parts": {"base": {"state": "away", "essential": True}},
    }


def test_a_part_that_hangs_is_asked_once_and_holds_up_no_other():
    go_on = threading.Event()
    asked: list[str] = []

    def hangs() -> str:
        asked.append("hangs")
        go_on.wait()
        return "ok"

    doctor = Doctor(
        (Check("hangs", hangs, True, seconds=0.05), Check("base", answers("ok"), essential=True))
    )
    first = doctor.ask_all()
    second = doctor.ask_all()
    go_on.set()
    doctor.asked["hangs"].result()
    third = doctor.ask_all()

    assert first.states == second.states == {"hangs": "no answer in time", "base": "ok"}
    assert third.states["hangs"] == "ok"
    assert asked == ["hangs"]


def test_who_asks_often_hears_what_was_found_before():
    asked: list[str] = []

    def counts() -> str:
        asked.append("x")
        return "ok"

    doctor = Doctor((Check("base", counts, essential=True),))

    reports = [doctor.report() for _ in range(50)]

    assert len(set(map(id, reports))) == len(asked) < 50


def test_a_change_is_told_once_in_the_log(caplog: pytest.LogCaptureFixture):
    states = iter(["ok", "away", "away"])
    doctor = Doctor((Check("base", lambda: next(states), essential=True),))
    for _ in range(3):
        doctor.last = doctor.ask_all()

    assert [record.getMessage() for record in caplog.records] == ["base: away, was: ok"]


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_probes_ask_by_number_and_without_https(
    client: Client, transactional_db, settings: Settings, address: str
):
    settings.ALLOWED_HOSTS = ["xinqiao.example"]
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get(address, headers={"host": "10.1.2.3:8000"})

    assert answer.status_code == 200
    assert client.get("/en/", headers={"host": "10.1.2.3:8000"}).status_code == 400


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_probes_only_tell(client: Client, address: str):
    assert client.post(address).status_code == 405


@pytest.mark.usefixtures("no_broker")
def test_a_broker_that_is_away_is_told_without_its_address():
    report = Doctor((Check("broker", health.broker, essential=False, seconds=20),)).report()

    assert report.states == {"broker": "away"}
    assert report.ready
