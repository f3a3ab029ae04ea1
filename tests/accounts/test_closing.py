"""Closing an account: what goes, what stays, and when it has to wait."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from courses import services as learning
from courses.models import Enrolment, Reflection
from tests.accounts.conftest import Country
from tests.factories import PASSWORD, AssignmentFactory, PersonFactory
from tests.page_factories import make_course
from xinqiao.accounts import audit, closing
from xinqiao.accounts.models import Action, AuditEntry, Person, Role
from xinqiao.personal_data import close_account, everything_about

pytestmark = pytest.mark.django_db

PAGE = "/zh-hans/account/close/"


@pytest.fixture
def lin(country: Country) -> Person:
    person = PersonFactory(
        username="lin", display_name="林阿依", email="lin@school.cn", phone="13800000000"
    )
    AssignmentFactory(person=person, role=Role.LEARNER, unit=country.school)
    EmailAddress.objects.create(user=person, email="lin@school.cn", primary=True, verified=True)
    return person


@pytest.fixture
def client(lin: Person, browser: Callable[[Person], Client]) -> Client:
    return browser(lin)


def close(client: Client, password: str = PASSWORD) -> None:
    """As on the pages: read, type the password, confirm."""
    client.get(PAGE)
    client.post("/zh-hans/account/reauthenticate/", {"password": password})
    client.post(PAGE, {"sure": "on"})


def test_nobody_is_left_by_name_and_nobody_is_signed_in(
    client, lin, browser, django_capture_on_commit_callbacks
):
    elsewhere = browser(lin)
    Authenticator.objects.create(user=lin, type="totp", data={"secret": "x"})
    log(lin, "wagtail.create")
    log(lin.assignments.get(), "wagtail.create")

    with django_capture_on_commit_callbacks(execute=True):
        close(client)

    left = Person.objects.get(pk=lin.pk)
    assert (left.display_name, left.email, left.phone) == ("", "", "")
    assert "lin" not in left.username
    assert not (left.is_active or left.has_usable_password() or left.assignments.exists())
    assert not EmailAddress.objects.filter(user=lin).exists()
    assert not Authenticator.objects.filter(user=lin).exists()
    assert not ModelLogEntry.objects.filter(label__contains="林阿依").exists()
    for device in (client, elsewhere):
        assert "/account/login/" in device.get("/zh-hans/my/").headers["Location"]
    assert mail.outbox[-1].subject == "您的账号已注销"
    assert mail.outbox[-1].to == ["lin@school.cn"]


def test_user_name_and_address_are_free_again(client, lin):
    close(client)

    newcomer = PersonFactory(username="lin", email="lin@school.cn")

    assert newcomer.public_id != lin.public_id


def test_notes_go_and_what_was_learnt_stays_under_the_public_id(client, lin):
    course = make_course()
    learning.enrol(lin, course)
    Reflection.objects.create(
        person=lin,
        lesson_key=course.translation_key,
        item="1",
        text="私密",
        written_at=timezone.now(),
    )

    close(client)

    assert not Reflection.objects.exists()
    place = Enrolment.objects.get()
    assert (place.person_id, place.left_at is None) == (lin.pk, False)


def test_the_log_says_that_it_was_closed_and_still_verifies(client, lin, country):
    before = audit.record(Action.EXPORTED, actor=lin, person=lin, unit=country.school)

    close(client)

    entry = AuditEntry.objects.get(action=Action.ACCOUNT_CLOSED)
    assert (entry.person_id, entry.unit_id) == (lin.public_id, country.school.pk)
    assert AuditEntry.objects.get(pk=before.pk).actor_id == lin.public_id
    assert audit.verify().differing == 0


@pytest.mark.parametrize("password", ["wrong", ""])
def test_without_the_password_nothing_is_closed(client, lin, password):
    close(client, password)

    assert Person.objects.get(pk=lin.pk).closed_at is None


def test_a_direct_post_closes_nobody(client, lin):
    other = PersonFactory()

    response = client.post(PAGE, {"sure": "on", "person": other.pk, "public_id": other.public_id})
    assert "/account/reauthenticate/" in response.headers["Location"]
    assert "/account/login/" in Client().post(PAGE, {"sure": "on"}).headers["Location"]
    close(client)

    assert Person.objects.get(pk=other.pk).is_active


def test_without_the_tick_it_asks_once_more(client, lin):
    client.post("/zh-hans/account/reauthenticate/", {"password": PASSWORD})

    page = client.post(PAGE, {"sure": ""}).content.decode()

    assert "请先勾选" in page
    assert Person.objects.get(pk=lin.pk).is_active


def test_closing_twice_changes_nothing_more(client, lin):
    close(client)
    entries = AuditEntry.objects.count()

    assert "/account/login/" in client.post(PAGE, {"sure": "on"}).headers["Location"]
    with pytest.raises(closing.AlreadyClosed):
        close_account(lin)

    assert AuditEntry.objects.count() == entries


def test_the_last_administrator_stays(browser):
    chief = PersonFactory(is_superuser=True)
    client = browser(chief)

    close(client)

    assert "最后一位管理员" in client.get(PAGE).content.decode()
    assert Person.objects.get(pk=chief.pk).is_active


def test_the_only_supervisor_of_a_unit_stays_until_there_is_another(browser, country):
    shen = country.someone(Role.SUPERVISOR, country.county)
    client = browser(shen)
    close(client)
    assert country.county.name in client.get(PAGE).content.decode()
    assert Person.objects.get(pk=shen.pk).is_active

    country.someone(Role.SUPERVISOR, country.county)
    close(client)

    assert not Person.objects.get(pk=shen.pk).is_active


def test_when_one_app_fails_nothing_is_closed(lin):
    def fail(person: Person) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        closing.close(lin, forget=[fail])

    left = Person.objects.get(pk=lin.pk)
    assert (left.username, left.assignments.count()) == ("lin", 1)


def test_after_five_years_the_rest_goes_too(lin):
    close_account(lin)
    now = timezone.now()

    assert closing.delete_long_closed(now + timedelta(days=5 * 365 - 1)) == 0
    assert closing.delete_long_closed(now + timedelta(days=5 * 365 + 1)) == 1
    assert not Person.objects.filter(pk=lin.pk).exists()
    assert audit.verify().differing == 0


def test_everything_kept_holds_the_log_sessions_and_factors_without_secrets(client, lin):
    Authenticator.objects.create(user=lin, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    audit.record(Action.EXPORTED, actor=None, person=lin)
    other = PersonFactory()
    audit.record(Action.EXPORTED, actor=other)

    kept = json.loads(json.dumps(everything_about(lin), default=str))

    assert kept["account"]["second_factors"][0]["kind"] == "totp"
    assert len(kept["account"]["signed_in_until"]) == 1
    assert {"exported", "role_given"} == {entry["action"] for entry in kept["audit"]}
    assert str(other.public_id) not in json.dumps(kept)
    assert "JBSWY3DPEHPK3PXP" not in json.dumps(kept)
