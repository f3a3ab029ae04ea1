"""`audit/`: officers read what was done at their units; publishing and exports are recorded."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.accounts.conftest import Country
from tests.factories import PersonFactory
from tests.knowledge_factories import PlainPageFactory
from tests.page_factories import make_course
from xinqiao.accounts import audit
from xinqiao.accounts.models import Action, AuditEntry, Person, Role

PAGE = "/zh-hans/audit/"
FILE = f"{PAGE}entries.csv"
Browser = Callable[[Person], Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(country: Country) -> Person:
    person = country.someone(Role.LEARNER, country.school)
    Person.objects.filter(pk=person.pk).update(username="lin", display_name="林老师")
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def log(country: Country, lin: Person) -> dict[str, AuditEntry]:
    """One entry in the county, one in the neighbour county, one without a unit."""
    other = PersonFactory(display_name="石老师")
    about = audit.About("courses.learners", "1", "守护第一步")
    return {
        "ours": audit.record(
            Action.EXPORTED, actor=lin, unit=country.county, about=about, details={"entries": 7}
        ),
        "theirs": audit.record(Action.EXPORTED, actor=other, unit=country.neighbour),
        "nobody": audit.record(Action.PUBLISHED, actor=None, person=lin),
    }


@pytest.fixture
def officer(country: Country, browser: Browser) -> Client:
    return browser(country.someone(Role.DATA_OFFICER, country.county))


def numbers(client: Client, **asked: str) -> set[int]:
    rows = client.get(PAGE, asked).context["rows"]
    return {row["sequence"] for row in rows}


def test_an_officer_reads_what_was_done_at_the_own_units(officer, log):
    page = officer.get(PAGE)

    seen = {row["sequence"] for row in page.context["rows"]}
    assert log["ours"].pk in seen
    assert not seen & {log["theirs"].pk, log["nobody"].pk}
    assert "守护第一步 · 条数: 7" in page.content.decode()


def test_an_administrator_reads_everything(browser, log):
    seen = numbers(browser(PersonFactory(is_superuser=True)))

    assert {entry.pk for entry in log.values()} <= seen


@pytest.mark.parametrize("address", [PAGE, FILE])
@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.MANAGER, Role.LEARNER, Role.AUTHOR])
def test_for_everybody_else_there_is_no_log(country, browser, log, role, address):
    assert browser(country.someone(role, country.nation)).get(address).status_code == 404


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_strangers_are_asked_to_sign_in(client, log, address):
    assert "/account/login/" in client.get(address).headers["Location"]


def test_entries_are_found_by_what_was_done_by_person_and_by_day(browser, log, lin):
    admin = browser(PersonFactory(is_superuser=True))

    assert log["nobody"].pk in numbers(admin, action="published")
    assert log["ours"].pk not in numbers(admin, action="published")
    both = numbers(admin, person="LIN")
    assert {log["ours"].pk, log["nobody"].pk} <= both
    assert log["theirs"].pk not in both
    assert numbers(admin, day=timezone.localdate().isoformat()) >= both
    assert numbers(admin, day="2020-01-31") == set()


def test_a_day_is_a_day_in_china(browser):
    with time_machine.travel(datetime(2026, 11, 23, 16, 30, tzinfo=UTC)):
        entry = audit.record(Action.EXPORTED, actor=None)
    admin = browser(PersonFactory(is_superuser=True))

    assert numbers(admin, day="2026-11-24") == {entry.pk}
    assert numbers(admin, day="2026-11-23") == set()


@pytest.mark.parametrize(
    "asked", [{"action": "none"}, {"person": "nobody-at-all"}, {"day": "yesterday"}]
)
def test_what_cannot_be_asked_is_said_and_shows_nothing(officer, log, asked):
    page = officer.get(PAGE, asked)

    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert page.context["rows"] == []
    answer = officer.get(FILE, asked)
    assert answer.headers["Location"].startswith(PAGE)


def test_who_is_gone_is_named_by_the_beginning_of_the_public_id(browser, log, lin):
    lin.delete()

    page = browser(PersonFactory(is_superuser=True, display_name="管")).get(PAGE).content.decode()

    assert f"已注销的账号 {str(lin.public_id)[:8]}" in page
    assert "林老师" not in page


def test_the_file_holds_what_the_page_shows_and_is_recorded_itself(officer, log):
    response = officer.get(FILE, {"person": "lin"})

    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert rows[0][:2] == ["编号", "时间"]
    assert str(log["ours"].pk) in {row[0] for row in rows[1:]}
    taken = AuditEntry.objects.get(about_kind="accounts.audit_log")
    assert taken.action == Action.EXPORTED
    assert taken.details == {"entries": len(rows) - 1}
    assert taken.unit_id == log["ours"].unit_id


def test_no_cell_of_the_file_runs_as_a_formula(officer, country, log):
    about = audit.About("courses.learners", "1", "=1+1")
    audit.record(Action.EXPORTED, actor=None, unit=country.county, about=about)

    lines = officer.get(FILE).getvalue().decode("utf-8-sig")

    assert '"\'=1+1"' in lines


def test_long_logs_come_in_pages(officer, country):
    for _ in range(51):
        audit.record(Action.EXPORTED, actor=None, unit=country.county)

    assert len(officer.get(PAGE).context["rows"]) == 50
    assert officer.get(PAGE, {"page": "2"}).context["rows"]
    assert officer.get(PAGE, {"page": "none"}).status_code == 200


def test_a_page_of_the_log_costs_the_same_however_long_it_is(
    officer, country, log, django_assert_max_num_queries
):
    for _ in range(30):
        actor = country.someone(Role.TRAINER, country.school)
        audit.record(Action.EXPORTED, actor=actor, person=actor, unit=country.school)

    with django_assert_max_num_queries(12):
        officer.get(PAGE)


# What is recorded


def last(action: Action) -> AuditEntry:
    return AuditEntry.objects.with_names().filter(action=action).latest("sequence")


def test_the_list_of_learners_taken_as_a_file_is_recorded(country, browser):
    trainer = country.someone(Role.TRAINER, country.county)
    course = make_course()
    address = reverse("teach_course_csv", args=[course.translation_key])

    browser(trainer).get(address)

    entry = last(Action.EXPORTED)
    assert (entry.actor, entry.unit) == (trainer, country.county)
    assert (entry.about_kind, entry.about_label) == ("courses.learners", course.title)


def test_taking_away_ones_own_data_is_recorded(country, browser, lin):
    browser(lin).get(reverse("my_export"))

    entry = last(Action.EXPORTED)
    assert (entry.actor, entry.person, entry.unit) == (lin, lin, country.school)
    assert entry.about_kind == "accounts.personal_data"


def test_publishing_withdrawing_and_deleting_a_page_are_recorded_with_who_did_it(
    django_capture_on_commit_callbacks,
):
    editor, page = PersonFactory(is_superuser=True), PlainPageFactory()

    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision(user=editor).publish(user=editor)
    page.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish(user=editor)
    page_id = page.pk
    with django_capture_on_commit_callbacks(execute=True):
        page.delete(user=editor)

    entries = AuditEntry.objects.with_names().filter(about_id=str(page_id)).order_by("sequence")
    assert [entry.action for entry in entries] == [
        Action.PUBLISHED,
        Action.UNPUBLISHED,
        Action.PAGE_DELETED,
    ]
    assert {entry.actor for entry in entries} == {editor}
    assert {entry.about_kind for entry in entries} == {"pages.plainpage"}
    assert page.title in entries[0].about_label


def test_what_the_clock_published_nobody_did(django_capture_on_commit_callbacks):
    page = PlainPageFactory()
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()

    with (
        time_machine.travel(page.go_live_at + timedelta(minutes=1)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        call_command("publish_scheduled")

    entry = last(Action.PUBLISHED)
    assert (entry.actor_id, entry.about_id) == (None, str(page.pk))


def test_a_draft_is_not_recorded(django_capture_on_commit_callbacks):
    course = make_course()

    with django_capture_on_commit_callbacks(execute=True):
        course.save_revision(user=PersonFactory(), log_action=True)

    assert not AuditEntry.objects.filter(action=Action.PUBLISHED).exists()
