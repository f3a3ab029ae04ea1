"""Sittings: who sets and changes them, how they go on, and what is granted at them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import sittings
from assessments.beginning import begin
from assessments.finishing import finish
from assessments.models import Attempt, Exam, Override, Sitting, Step
from assessments.sittings import Setting
from tests.accounts.conftest import Country
from tests.assessments.factories import make_bank, make_exam, make_pool
from tests.factories import AssignmentFactory, PersonFactory
from xinqiao.accounts.models import Action, Assignment, AuditEntry, Person, Role, Unit

pytestmark = pytest.mark.django_db

Browse = Callable[[Person], Client]

EXAM = "/zh-hans/teach/exams/first-step/"
NEW = f"{EXAM}sittings/new/"
MINUTE = timedelta(minutes=1)


@dataclass
class Staff:
    trainer: Person
    supervisor: Person
    neighbour: Person
    author: Person
    learner: Person
    stranger: Person


@pytest.fixture
def staff(country: Country) -> Staff:
    return Staff(
        trainer=country.someone(Role.TRAINER, country.county),
        supervisor=country.someone(Role.SUPERVISOR, country.county),
        neighbour=country.someone(Role.TRAINER, country.neighbour),
        author=country.someone(Role.AUTHOR, country.county),
        learner=country.someone(Role.LEARNER, country.school),
        stranger=PersonFactory(),
    )


@pytest.fixture
def exam(country: Country) -> Exam:
    return make_exam(bank=make_pool(5, make_bank(unit=country.county)), minutes=40)


@pytest.fixture
def sitting(exam: Exam, country: Country) -> Sitting:
    return Sitting.objects.create(
        exam=exam, unit=country.county, opens_at=timezone.now() - 60 * MINUTE, title="上午场"
    )


def place_of(sitting: Sitting, more: str = "") -> str:
    return f"{EXAM}sittings/{sitting.key}/{more}"


def page_in(response: HttpResponse) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def setting(**more: Any) -> dict[str, Any]:
    typed = {"opens_at": "2028-03-01T09:00", "closes_at": "2028-03-01T11:00", "close": "cut"}
    return typed | {"press": "keep"} | more


PLACES = ["", "change/", "notice/", "grants/"]


# Doors


def test_nobody_else_finds_a_sitting(browser: Browse, staff: Staff, sitting: Sitting) -> None:
    for outsider in (staff.neighbour, staff.author, staff.learner, staff.stranger):
        client = browser(outsider)
        for more in PLACES:
            assert client.get(place_of(sitting, more)).status_code == 404
        for more in ("change/", "grants/", "try/"):
            assert client.post(place_of(sitting, more), setting()).status_code == 404
        assert client.get(NEW).status_code == 404
        assert client.post(NEW, setting()).status_code == 404
    assert not Attempt.objects.exists()
    assert Sitting.objects.count() == 1


def test_a_visitor_is_asked_to_sign_in(client: Client, sitting: Sitting) -> None:
    for more in PLACES:
        assert "/account/login/" in client.get(place_of(sitting, more)).headers["Location"]
    for more in ("change/", "grants/", "try/"):
        assert "/account/login/" in client.post(place_of(sitting, more)).headers["Location"]


def test_a_sitting_is_found_at_its_own_exam_alone(
    browser: Browse, staff: Staff, sitting: Sitting, exam: Exam
) -> None:
    other = make_exam(bank=exam.unit.banks.get(), slug="other")
    address = place_of(sitting).replace("first-step", other.slug)
    assert browser(staff.trainer).get(address).status_code == 404


# Setting and changing


def test_a_sitting_is_set_in_the_time_of_beijing(
    browser: Browse, staff: Staff, country: Country, sitting: Sitting
) -> None:
    form = setting(unit=country.school.slug, title="柳湾小学", code="开门")
    response = browser(staff.supervisor).post(NEW, form)
    made = Sitting.objects.exclude(pk=sitting.pk).get()
    assert response.headers["Location"] == place_of(made)
    assert made.opens_at.isoformat() == "2028-03-01T01:00:00+00:00"
    assert (made.unit, made.title, made.code) == (country.school, "柳湾小学", "开门")


@pytest.mark.parametrize(
    "wrong",
    [
        {"closes_at": "2028-03-01T09:00"},
        {"opens_at": ""},
        {"opens_at": "2028-02-30T09:00"},
        {"opens_at": "tomorrow"},
        {"close": "never"},
        {"unit": "shiqiao"},
        {"unit": "nowhere"},
        {"unit": ""},
        {"title": "a\0b"},
        {"code": "长" * 21},
    ],
)
def test_a_sitting_that_makes_no_sense_is_not_set(
    browser: Browse, staff: Staff, country: Country, sitting: Sitting, wrong: dict[str, str]
) -> None:
    form = setting(unit=country.school.slug, title="柳湾小学") | wrong
    page = page_in(browser(staff.supervisor).post(NEW, form))
    assert page.select(".errorlist")
    assert Sitting.objects.get() == sitting


def test_only_who_builds_an_exam_offers_it_to_everybody(
    browser: Browse, staff: Staff, sitting: Sitting
) -> None:
    assert page_in(browser(staff.supervisor).post(NEW, setting())).select(".errorlist")
    assert browser(staff.trainer).post(NEW, setting()).status_code == 302
    assert Sitting.objects.filter(unit=None).count() == 1
    with pytest.raises(sittings.NotYours):
        plan = Setting(unit=None, opens_at=timezone.now())
        sittings.set_sitting(sitting.exam, plan, by=staff.supervisor)


def test_a_code_is_made_and_nothing_else_is_lost(browser: Browse, staff: Staff, exam: Exam) -> None:
    page = page_in(browser(staff.trainer).post(NEW, setting(press="code", title="下午场")))
    code = page.select_one("[name=code]")
    assert code and len(str(code["value"])) == 6
    assert page.select_one("[name=title]")["value"] == "下午场"  # type: ignore[index]
    assert not Sitting.objects.exists()


def test_before_anybody_has_begun_all_may_change(
    browser: Browse, staff: Staff, country: Country, sitting: Sitting
) -> None:
    form = setting(unit=country.school.slug, title="改期")
    assert browser(staff.trainer).post(place_of(sitting, "change/"), form).status_code == 302
    sitting.refresh_from_db()
    assert (sitting.unit, sitting.title) == (country.school, "改期")
    assert sitting.opens_at.isoformat() == "2028-03-01T01:00:00+00:00"


def test_once_somebody_has_begun_unit_and_beginning_stay(
    browser: Browse, staff: Staff, country: Country, sitting: Sitting
) -> None:
    begin(staff.learner, sitting)
    before = sitting.opens_at
    form = setting(unit=country.school.slug, title="改名")
    assert browser(staff.trainer).post(place_of(sitting, "change/"), form).status_code == 302
    sitting.refresh_from_db()
    assert (sitting.unit, sitting.opens_at, sitting.title) == (country.county, before, "改名")
    with pytest.raises(sittings.HasBegun):
        moved = Setting(unit=country.county, opens_at=before + MINUTE)
        sittings.change_sitting(sitting, moved, by=staff.trainer)


def test_a_later_close_holds_for_who_sits_there_and_an_earlier_one_takes_nothing(
    staff: Staff, country: Country, exam: Exam
) -> None:
    now = timezone.now()
    terms = {"unit": country.county, "opens_at": now - MINUTE}
    held = sittings.set_sitting(
        exam, Setting(**terms, closes_at=now + 20 * MINUTE), by=staff.trainer
    )
    attempt = begin(staff.learner, held)
    assert attempt.deadline_at == now + 20 * MINUTE
    for minutes, expected in ((30, 30), (10, 30)):
        later = Setting(**terms, closes_at=now + minutes * MINUTE)
        sittings.change_sitting(held, later, by=staff.trainer)
        attempt.refresh_from_db()
        assert attempt.deadline_at == now + expected * MINUTE


def test_the_notice_for_the_door_says_when_and_by_which_code(
    browser: Browse, staff: Staff, sitting: Sitting
) -> None:
    Sitting.objects.filter(pk=sitting.pk).update(code="K7M2PX")
    page = page_in(browser(staff.trainer).get(place_of(sitting, "notice/")))
    assert page.select_one(".door-code").get_text() == "K7M2PX"  # type: ignore[union-attr]
    assert page.select("svg.door-qr path")


# As a candidate


def test_a_trial_counts_for_nothing_and_says_so(
    browser: Browse, staff: Staff, sitting: Sitting
) -> None:
    client = browser(staff.trainer)
    response = client.post(place_of(sitting, "try/"))
    attempt = Attempt.objects.get()
    assert attempt.preview
    assert page_in(client.get(response.headers["Location"])).select(".exam-preview")
    finish(attempt)
    result = client.get(f"{response.headers['Location']}result/")
    assert page_in(result).select(".exam-preview")
    assert not sittings.has_begun(sitting)
    assert page_in(client.get(place_of(sitting))).select_one(".standings b").get_text() == "1"  # type: ignore[union-attr]


def test_an_exam_that_is_not_published_cannot_be_tried(
    browser: Browse, staff: Staff, sitting: Sitting
) -> None:
    sitting.exam.versions.update(published_at=None)
    response = browser(staff.trainer).post(place_of(sitting, "try/"))
    assert response.headers["Location"] == place_of(sitting)
    assert not Attempt.objects.exists()


# How it goes


def saved(attempt: Attempt, minutes_ago: int = 0) -> None:
    now = timezone.now() - minutes_ago * MINUTE
    Step.objects.create(
        attempt=attempt,
        client_uuid=uuid4(),
        kind=Step.Kind.ANSWER,
        place=0,
        payload={"choice": "a"},
        at=now,
        received_at=now,
        fingerprint="",
    )


def counted(response: HttpResponse) -> dict[str, int]:
    counts = response.context["counts"]  # type: ignore[attr-defined]
    return {standing.value: n for standing, n in counts if n}


def listed(response: HttpResponse) -> dict[str, str]:
    rows = response.context["rows"]  # type: ignore[attr-defined]
    return {row.person.display_name: row.standing.value for row in rows}


def test_who_has_begun_saves_went_quiet_or_handed_in(
    browser: Browse, staff: Staff, country: Country, sitting: Sitting
) -> None:
    names = ["未来", "刚来", "在写", "没声", "写后没声", "交了"]
    people = [PersonFactory(display_name=name) for name in names]
    for person in people:
        AssignmentFactory(person=person, unit=country.school)
    Assignment.objects.filter(person=staff.learner).delete()
    with time_machine.travel(timezone.now() - 20 * MINUTE, tick=False):
        begin(people[3], sitting)
        saved(begin(people[4], sitting))
        writes = begin(people[2], sitting)
    begin(people[1], sitting)
    saved(writes)
    finish(begin(people[5], sitting))

    response = browser(staff.trainer).get(place_of(sitting))
    assert listed(response) == {
        "未来": "not_begun",
        "刚来": "started",
        "在写": "saving",
        "没声": "quiet",
        "写后没声": "quiet",
        "交了": "handed_in",
    }
    assert counted(response) == {
        "not_begun": 1, "started": 1, "saving": 1, "quiet": 2, "handed_in": 1
    }  # fmt: skip


def test_only_names_that_one_may_see_are_shown_and_all_are_counted(
    browser: Browse, staff: Staff, country: Country, exam: Exam
) -> None:
    to_all = Sitting.objects.create(exam=exam, opens_at=timezone.now() - MINUTE)
    passer_by = PersonFactory(display_name="路人")
    neighbour = AssignmentFactory(
        person=PersonFactory(display_name="邻县"), unit=country.neighbour_school
    ).person
    for person in (passer_by, neighbour, staff.learner):
        begin(person, to_all)
    response = browser(staff.trainer).get(place_of(to_all))
    assert counted(response) == {"started": 3}
    assert list(listed(response)) == [staff.learner.display_name]
    page = response.content.decode()
    assert "路人" not in page and "邻县" not in page


def test_candidates_are_found_by_name_and_by_how_they_stand(
    browser: Browse, staff: Staff, country: Country, sitting: Sitting
) -> None:
    for number in range(60):
        AssignmentFactory(
            person=PersonFactory(display_name=f"考生{number:02}"), unit=country.school
        )
    begin(staff.learner, sitting)
    client = browser(staff.trainer)
    assert len(listed(client.get(place_of(sitting)))) == 50
    assert len(listed(client.get(place_of(sitting), {"page": "2"}))) == 11
    assert list(listed(client.get(place_of(sitting), {"q": "考生07"}))) == ["考生07"]
    started = listed(client.get(place_of(sitting), {"standing": "started"}))
    assert list(started) == [staff.learner.display_name]
    assert listed(client.get(place_of(sitting), {"standing": "quiet", "q": "%"})) == {}
    assert len(listed(client.get(place_of(sitting), {"standing": "asleep", "page": "x"}))) == 50


def fill_room(sitting: Sitting, school: Unit, count: int) -> None:
    """So many more learn here; of four, one has begun, one saves, one has handed in."""
    so_far = Person.objects.count()
    people = Person.objects.bulk_create(
        Person(username=f"many-{so_far + n}", display_name=f"考生{so_far + n:04}")
        for n in range(count)
    )
    Assignment.objects.bulk_create(
        Assignment(person=person, role=Role.LEARNER, unit=school) for person in people
    )
    version, now = sitting.exam.versions.get(), timezone.now()
    attempts = Attempt.objects.bulk_create(
        Attempt(
            person=person,
            sitting=sitting,
            version=version,
            exam_key=sitting.exam.key,
            number=1,
            started_at=now,
            state="finished" if n % 4 == 3 else "running",
            finished_at=now if n % 4 == 3 else None,
        )
        for n, person in enumerate(people)
        if n % 4
    )
    Step.objects.bulk_create(
        Step(
            attempt=attempt,
            client_uuid=uuid4(),
            kind=Step.Kind.ANSWER,
            place=0,
            at=now,
            received_at=now,
            fingerprint="",
        )
        for attempt in attempts[::3]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE"
        )  # as the database itself does a minute after so many rows have come


@pytest.mark.usefixtures("warm_cache")
def test_the_live_view_asks_the_database_twenty_times_at_20_and_at_2000_candidates(
    browser: Browse, staff: Staff, country: Country, sitting: Sitting
) -> None:
    client = browser(staff.trainer)
    asked = []
    for more in (19, 1980):
        fill_room(sitting, country.school, more)
        client.get(place_of(sitting))
        with CaptureQueriesContext(connection) as captured:
            response = client.get(place_of(sitting))
        asked.append(len(captured))
    assert sum(counted(response).values()) == 2000
    assert len(listed(response)) == 50
    assert asked[0] == asked[1] <= 20


# Grants


def granted(**more: Any) -> dict[str, Any]:
    return {"extra_minutes": "15", "reason": "停电一刻钟"} | more


def test_more_time_is_granted_to_a_person_who_sits_there(
    browser: Browse, staff: Staff, sitting: Sitting
) -> None:
    attempt = begin(staff.learner, sitting)
    before = attempt.deadline_at
    client = browser(staff.supervisor)
    form = granted(person=staff.learner.username)
    assert client.post(place_of(sitting, "grants/"), form).status_code == 302
    attempt.refresh_from_db()
    assert attempt.deadline_at == before + 15 * MINUTE  # type: ignore[operator]
    assert "停电一刻钟" in page_in(client.get(place_of(sitting, "grants/"))).get_text()
    entry = AuditEntry.objects.get(action=Action.EXAM_GRANTED)
    assert (entry.actor, entry.person) == (staff.supervisor, staff.learner)
    assert entry.details == {"minutes": 15}


def test_more_time_is_granted_to_a_unit_and_to_nobody_else(
    browser: Browse, staff: Staff, country: Country, sitting: Sitting
) -> None:
    elsewhere = country.someone(Role.LEARNER, country.county)
    mine, other = begin(staff.learner, sitting), begin(elsewhere, sitting)
    form = granted(unit=country.school.slug, multiplier="1.5")
    browser(staff.trainer).post(place_of(sitting, "grants/"), form)
    deadlines = [mine.deadline_at, other.deadline_at]
    for attempt in (mine, other):
        attempt.refresh_from_db()
    assert mine.deadline_at == deadlines[0] + 35 * MINUTE  # type: ignore[operator]
    assert other.deadline_at == deadlines[1]
    entry = AuditEntry.objects.get(action=Action.EXAM_GRANTED)
    assert (entry.unit, entry.details) == (country.school, {"minutes": 15, "times": "1.5"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": ""},
        {"person": "nobody-of-this-name"},
        {"unit": "liuwan"},
        {"person": "", "unit": "shiqiao"},
        {"reason": " "},
        {"extra_minutes": ""},
        {"extra_minutes": "-5"},
        {"multiplier": "0.5"},
        {"multiplier": "nan"},
        {"extra_attempts": "1000"},
        {"opens_at": "2028-03-01T09:00", "closes_at": "2028-03-01T08:00"},
        {"closes_at": "2020-03-01T08:00"},
        {"person": "a\0b"},
    ],
)
def test_a_grant_that_makes_no_sense_is_not_given(
    browser: Browse, staff: Staff, sitting: Sitting, wrong: dict[str, str]
) -> None:
    form = granted(person=staff.learner.username) | wrong
    page = page_in(browser(staff.trainer).post(place_of(sitting, "grants/"), form))
    assert page.select(".errorlist, main [role=alert]")
    assert not Override.objects.exists()


def test_nothing_is_granted_to_people_whom_one_does_not_look_after(
    browser: Browse, staff: Staff, country: Country, exam: Exam
) -> None:
    to_all = Sitting.objects.create(exam=exam, opens_at=timezone.now() - MINUTE)
    far = country.someone(Role.LEARNER, country.neighbour_school)
    begin(far, to_all)
    client = browser(staff.trainer)
    for to in ({"person": far.username}, {"unit": country.neighbour.slug}):
        page_in(client.post(place_of(to_all, "grants/"), granted(**to)))
    assert not Override.objects.exists()


@pytest.mark.usefixtures("warm_cache")
def test_more_time_for_all_costs_no_more_queries_when_more_sit_there(
    browser: Browse, staff: Staff, country: Country, sitting: Sitting
) -> None:
    client = browser(staff.trainer)
    asked = []
    for more in (4, 40):
        fill_room(sitting, country.school, more)
        with CaptureQueriesContext(connection) as captured:
            client.post(place_of(sitting, "grants/"), granted(unit=country.county.slug))
        asked.append(len(captured))
    assert asked[0] == asked[1]
