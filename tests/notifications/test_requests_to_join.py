"""Requests to join: those who may answer hear of them, and the one who asked of the answer."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage
from django.utils import translation
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.accounts.conftest import Country, country
from tests.notifications.conftest import reader
from xinqiao.accounts.models import Person, Role
from xinqiao.accounts.services import give_role, take_role
from xinqiao.joining.models import JoinRequest
from xinqiao.joining.notices import REQUEST_WAITS
from xinqiao.joining.services import requests
from xinqiao.notifications import outbox
from xinqiao.notifications.models import Notice
from xinqiao.notifications.services import choose_mail

__all__ = ["country"]

Mails = list[EmailMessage]


@pytest.fixture
def newcomer(country: Country) -> Person:
    return reader("new@school.cn")


@pytest.fixture
def supervisor(country: Country) -> Person:
    """Of the county; gets these mails at once."""
    person = reader("county@bureau.cn")
    give_role(person, Role.SUPERVISOR, unit=country.county)
    choose_mail(person, {REQUEST_WAITS.code: "at_once"})
    return person


def told(kind: str = REQUEST_WAITS.code) -> set[Person]:
    return {notice.person for notice in Notice.objects.filter(kind=kind)}


def test_exactly_those_hear_of_a_request_to_whom_the_page_shows_it(
    country: Country, newcomer: Person, supervisor: Person
):
    trainer = country.someone(Role.TRAINER, country.school)
    country.someone(Role.TRAINER, country.neighbour_school)
    country.someone(Role.SUPERVISOR, country.neighbour)
    country.someone(Role.AUTHOR, country.county)
    country.someone(Role.LEARNER, country.school)
    give_role(newcomer, Role.TRAINER, unit=country.school)  # nobody answers oneself

    requests.ask_to_join(newcomer, country.school)

    shown = {
        person
        for person in Person.objects.all()
        if JoinRequest.objects.answerable_by(person).exists()
    }
    assert told() == shown == {supervisor, trainer}


def test_who_loses_the_role_before_the_mail_goes_gets_none(
    country: Country, newcomer: Person, supervisor: Person, mailoutbox: Mails
):
    requests.ask_to_join(newcomer, country.school)
    take_role(supervisor, Role.SUPERVISOR, unit=country.county)

    outbox.send_due()

    assert mailoutbox == []


def test_a_mail_says_where_somebody_waits_and_not_who(
    country: Country, newcomer: Person, supervisor: Person, mailoutbox: Mails
):
    requests.ask_to_join(newcomer, country.school, note="三年级语文老师")

    outbox.send_due()

    [mail] = mailoutbox
    assert country.school.name_en in mail.subject
    assert newcomer.display_name not in mail.body
    assert "三年级" not in mail.body


@pytest.mark.parametrize("end", ["answered", "taken back"])
def test_once_it_is_settled_nobody_else_is_asked_to_answer(
    country: Country, newcomer: Person, supervisor: Person, mailoutbox: Mails, end: str
):
    country.someone(Role.TRAINER, country.school)
    asked = requests.ask_to_join(newcomer, country.school)
    if end == "answered":
        requests.decline(asked, by=supervisor, reason="We are full.")
    else:
        requests.withdraw(asked)

    outbox.send_due()

    assert told() == set()
    assert [mail.to for mail in mailoutbox] == ([["new@school.cn"]] if end == "answered" else [])


def test_who_asked_hears_the_answer_once_and_in_words(
    country: Country,
    newcomer: Person,
    supervisor: Person,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
):
    with django_capture_on_commit_callbacks(execute=True):
        asked = requests.ask_to_join(newcomer, country.school)
        requests.accept(asked, by=supervisor)
    other = requests.ask_to_join(newcomer, country.neighbour_school)
    by = country.someone(Role.SUPERVISOR, country.neighbour)
    requests.decline(other, by=by, reason="Please ask your county.")

    with translation.override("en"):
        accepted, declined = Notice.objects.filter(person=newcomer).order_by("made_at")
        assert accepted.headline == f"You now belong to {country.school.name_en}"
        assert declined.text == "The answer was no, for this reason: Please ask your county."
