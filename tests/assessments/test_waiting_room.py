"""Before an exam opens: from a quarter of an hour before, one waits on its own page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.test import Client

from assessments.granting import grant
from assessments.models import Attempt, Sitting
from assessments.timing import Grant
from tests.assessments.factories import make_exam, make_sitting
from tests.factories import PersonFactory
from xinqiao.accounts.models import Person

pytestmark = pytest.mark.django_db

NINE = datetime(2028, 3, 1, 1, 0, tzinfo=UTC)
"""Nine o'clock in Beijing."""


@pytest.fixture
def sitting() -> Sitting:
    return make_sitting(make_exam(minutes=40), opens_at=NINE, closes_at=NINE + timedelta(hours=2))


@pytest.fixture
def person() -> Person:
    return PersonFactory()


def start_of(person: Person, sitting: Sitting, minutes: float) -> BeautifulSoup:
    """The start page so many minutes after nine."""
    with time_machine.travel(NINE + timedelta(minutes=minutes), tick=False):
        client = Client()
        client.force_login(person)
        response = client.get(f"/zh-hans/my/exams/{sitting.key}/")
        return BeautifulSoup(response.content, "html.parser")


def room(page: BeautifulSoup) -> Tag | None:
    return page.select_one("[data-opens-in]")


def form(page: BeautifulSoup) -> Tag | None:
    return page.select_one("[data-begin]")


def test_long_before_one_reads_when_to_come(person: Person, sitting: Sitting) -> None:
    page = start_of(person, sitting, -16)
    assert "08:45" in page.get_text()
    assert not room(page)
    assert not form(page)


def test_a_quarter_of_an_hour_before_the_waiting_room_opens(
    person: Person, sitting: Sitting
) -> None:
    page = start_of(person, sitting, -15)
    waiting, begin = room(page), form(page)
    assert waiting and begin
    assert waiting["data-opens-in"] == str(15 * 60 * 1000)
    assert "09:00" in waiting.get_text()
    assert begin.has_attr("hidden")
    assert page.select_one("[data-look-again]")


def test_once_it_is_open_the_button_stands_there_without_scripts(
    person: Person, sitting: Sitting
) -> None:
    page = start_of(person, sitting, 0)
    begin = form(page)
    assert begin and not begin.has_attr("hidden")
    assert not room(page)


def test_who_presses_too_early_is_told_when_it_opens(person: Person, sitting: Sitting) -> None:
    with time_machine.travel(NINE - timedelta(seconds=1), tick=False):
        client = Client()
        client.force_login(person)
        response = client.post(f"/zh-hans/my/exams/{sitting.key}/", follow=True)
    assert "09:00" in response.content.decode()
    assert not Attempt.objects.exists()


def test_who_may_begin_earlier_waits_for_the_own_time(person: Person, sitting: Sitting) -> None:
    earlier = Grant(opens_at=NINE - timedelta(minutes=30))
    grant(sitting, person, terms=earlier, reason="下午有课", by=None)
    waiting = room(start_of(person, sitting, -40))
    assert waiting and waiting["data-opens-in"] == str(10 * 60 * 1000)
    assert form(start_of(person, sitting, -29))


def test_after_the_close_no_button_stands_there(person: Person, sitting: Sitting) -> None:
    page = start_of(person, sitting, 121)
    assert not form(page)
    assert not room(page)


def test_waiting_asks_the_server_for_nothing(person: Person, sitting: Sitting) -> None:
    """The clock runs on the device; what it needs stands in the page."""
    script = start_of(person, sitting, -1).select_one('script[src*="waiting"]')
    assert script
    assert not start_of(person, sitting, 1).select_one('script[src*="waiting"]')
