"""One address a person, changed once the new one is confirmed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client
from django.utils.translation import gettext
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.factories import PASSWORD, PersonFactory
from xinqiao.accounts.models import Person

pytestmark = pytest.mark.django_db

EMAIL = "/en/account/email/"
Mails = list[EmailMessage]


@pytest.fixture
def lin() -> Person:
    person = PersonFactory(username="lin", email="old@school.cn", language="en")
    EmailAddress.objects.create(user=person, email="old@school.cn", primary=True, verified=True)
    return person


@pytest.fixture
def signed_in(client: Client, lin: Person) -> Client:
    """And has typed the password once more, not long ago."""
    client.force_login(lin)
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def send(
    mailoutbox: Mails, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> Callable[..., Mails]:
    """Posts a form, and gives the mails that follow."""

    def send(client: Client, path: str = EMAIL, **data: str) -> Mails:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(path, data)
        return list(mailoutbox)

    return send


def confirm(mail: EmailMessage, client: Client, send: Callable[..., Mails]) -> Mails:
    found = re.search(r"/en/account/confirm-email/\S+", str(mail.body))
    assert found
    return send(client, found[0])


def test_a_new_address_counts_once_it_is_confirmed(
    signed_in: Client, lin: Person, send: Callable[..., Mails]
) -> None:
    [mail] = send(signed_in, email="New@school.cn", action_add="")
    lin.refresh_from_db()
    assert (mail.to, lin.email) == (["new@school.cn"], "old@school.cn")

    [notice] = confirm(mail, signed_in, send)

    lin.refresh_from_db()
    assert lin.email == "new@school.cn"
    assert notice.to == ["old@school.cn"]
    assert notice.subject == "Your e-mail address was changed"
    assert "old@school.cn to new@school.cn" in str(notice.body)


def test_both_addresses_stand_on_the_page_while_one_waits(
    signed_in: Client, send: Callable[..., Mails]
) -> None:
    send(signed_in, email="new@school.cn", action_add="")

    page = signed_in.get(EMAIL).content.decode()

    assert "<b>old@school.cn</b>" in page
    assert "<b>new@school.cn</b>" in page


def test_an_address_can_be_taken_out(
    signed_in: Client, lin: Person, send: Callable[..., Mails]
) -> None:
    send(signed_in, email="old@school.cn", action_remove="")

    lin.refresh_from_db()
    assert lin.email == ""
    assert "There is none in your account" in signed_in.get(EMAIL).content.decode()


def test_a_waiting_address_can_be_dropped(
    signed_in: Client, lin: Person, send: Callable[..., Mails]
) -> None:
    send(signed_in, email="new@school.cn", action_add="")
    send(signed_in, email="new@school.cn", action_remove="")

    lin.refresh_from_db()
    assert lin.email == "old@school.cn"
    assert not EmailAddress.objects.filter(email="new@school.cn").exists()


def test_after_a_while_the_password_is_asked_before_the_address_changes(
    lin: Person, browser: Callable[[Person], Client], send: Callable[..., Mails]
) -> None:
    client = browser(lin)  # signed in some other day

    response = client.post(EMAIL, {"email": "new@school.cn", "action_add": ""})

    question = response.headers["Location"]
    assert question.startswith("/en/account/reauthenticate/?next=")
    assert "Is it you?" in client.get(question).content.decode()
    [mail] = send(client, "/en/account/reauthenticate/", password=PASSWORD, next=EMAIL)
    assert mail.to == ["new@school.cn"]


def test_a_wrong_password_changes_nothing(lin: Person, browser: Callable[[Person], Client]) -> None:
    client = browser(lin)
    client.post(EMAIL, {"email": "new@school.cn", "action_add": ""})

    page = client.post("/en/account/reauthenticate/", {"password": "wrong", "next": EMAIL})

    assert "This is not your password." in page.content.decode()
    assert not EmailAddress.objects.filter(email="new@school.cn").exists()


def test_whose_mail_it_is_gets_the_address(
    signed_in: Client, lin: Person, send: Callable[..., Mails]
) -> None:
    """Somebody who only claimed the address does not keep it from its reader."""
    claimer = PersonFactory(email="new@school.cn")
    EmailAddress.objects.create(user=claimer, email="new@school.cn", primary=True)
    [mail] = send(signed_in, email="new@school.cn", action_add="")

    confirm(mail, signed_in, send)

    lin.refresh_from_db()
    claimer.refresh_from_db()
    assert (lin.email, claimer.email) == ("new@school.cn", "")


def test_a_confirmed_address_stays_where_it_is(
    signed_in: Client, lin: Person, send: Callable[..., Mails]
) -> None:
    owner = PersonFactory(email="new@school.cn")
    EmailAddress.objects.create(user=owner, email="new@school.cn", primary=True, verified=True)
    [mail] = send(signed_in, email="new@school.cn", action_add="")

    confirm(mail, signed_in, send)

    lin.refresh_from_db()
    owner.refresh_from_db()
    assert (lin.email, owner.email) == ("old@school.cn", "new@school.cn")


def test_a_stale_link_says_what_to_do(client: Client) -> None:
    page = client.get("/zh-hans/account/confirm-email/stale/").content.decode()

    assert gettext("This link no longer works") in page


def test_the_link_asks_before_it_confirms(
    signed_in: Client, lin: Person, send: Callable[..., Mails]
) -> None:
    [mail] = send(signed_in, email="new@school.cn", action_add="")
    found = re.search(r"/en/account/confirm-email/\S+", str(mail.body))
    assert found

    page = signed_in.get(found[0]).content.decode()

    assert "Yes, confirm it" in page
    assert not EmailAddress.objects.filter(email="new@school.cn", verified=True).exists()


def test_a_new_address_too_long_is_refused(signed_in: Client) -> None:
    long = "a" * 245 + "@school.cn"

    response = signed_in.post(EMAIL, {"action_add": "", "email": long})

    assert response.context["form"].errors["email"] == [
        "An e-mail address may have up to 254 characters."
    ]
    assert EmailAddress.objects.get().email == "old@school.cn"
