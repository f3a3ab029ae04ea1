from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from tests.factories import PASSWORD, PersonFactory
from xinqiao.accounts.models import Person

pytestmark = pytest.mark.django_db

RESET = "/zh-hans/account/password/reset/"
NEW = {"password1": "persimmon-tree-8", "password2": "persimmon-tree-8"}
Mails = list[EmailMessage]


@pytest.fixture
def lin() -> Person:
    return PersonFactory(username="lin", email="lin@school.cn", display_name="林老师")


@pytest.fixture
def ask(
    mailoutbox: Mails, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> Callable[..., EmailMessage]:
    """Asks for a new password, and gives the mail that comes."""

    def ask(email: str, language: str = "zh-hans") -> EmailMessage:
        with django_capture_on_commit_callbacks(execute=True):
            response = Client().post(f"/{language}/account/password/reset/", {"email": email})
        assert response.headers["Location"] == f"/{language}/account/password/reset/done/"
        return mailoutbox[-1]

    return ask


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"http://testserver(/\S+/password/reset/key/\S+)", str(mail.body))
    assert found
    return found[1]


def test_a_link_leads_to_a_new_password(
    client: Client, lin: Person, ask: Callable[..., EmailMessage]
) -> None:
    form = client.get(link_in(ask("Lin@school.cn")), follow=True).request["PATH_INFO"]

    done = client.post(form, NEW, follow=True)

    lin.refresh_from_db()
    assert lin.check_password("persimmon-tree-8")
    assert gettext("Your new password is set") in done.content.decode()


def test_the_link_works_once(client: Client, lin: Person, ask: Callable[..., EmailMessage]) -> None:
    link = link_in(ask("lin@school.cn"))
    client.post(client.get(link, follow=True).request["PATH_INFO"], NEW)

    page = Client().get(link, follow=True).content.decode()

    assert gettext("This link no longer works") in page


def test_the_link_works_for_three_days(
    client: Client, lin: Person, ask: Callable[..., EmailMessage]
) -> None:
    with time_machine.travel("2026-11-24T12:00:00+08:00", tick=False):
        link = link_in(ask("lin@school.cn"))

    with time_machine.travel("2026-11-27T12:01:00+08:00", tick=False):
        page = client.get(link, follow=True).content.decode()

    assert gettext("This link no longer works") in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_mail_is_in_the_language_of_the_account(
    language: str, ask: Callable[..., EmailMessage]
) -> None:
    PersonFactory(username="lin", email="lin@school.cn", language=language)

    mail = ask("lin@school.cn", "en" if language == "zh-hans" else "zh-hans")

    with translation.override(language):
        assert mail.subject == gettext("Choose a new password")
    assert link_in(mail).startswith(f"/{language}/account/")
    assert "lin" in str(mail.body)


def test_an_unknown_address_gets_the_same_page_and_another_mail(
    lin: Person, ask: Callable[..., EmailMessage]
) -> None:
    mail = ask("nobody@school.cn", "en")

    assert mail.subject == "There is no account with this address"
    assert "/en/account/signup/" in str(mail.body)


def test_the_page_is_the_same_to_the_letter(lin: Person) -> None:
    pages = {
        Client().post(RESET, {"email": email}, follow=True).content
        for email in ("lin@school.cn", "nobody@school.cn")
    }

    assert len(pages) == 1


def test_a_closed_account_gets_no_link(ask: Callable[..., EmailMessage]) -> None:
    PersonFactory(email="gone@school.cn", is_active=False)

    assert "/password/reset/key/" not in str(ask("gone@school.cn").body)


def test_who_has_no_address_reads_whom_to_ask(client: Client) -> None:
    page = client.get(RESET).content.decode()

    assert gettext("Is there no e-mail address in your account?") in page


def test_a_password_is_changed_with_the_old_one(
    browser: Callable[[Person], Client],
    lin: Person,
    mailoutbox: Mails,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client = browser(lin)

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/en/account/password/change/", NEW | {"oldpassword": PASSWORD})

    assert response.headers["Location"] == "/en/account/"
    assert client.get("/en/account/").status_code == 200
    lin.refresh_from_db()
    assert lin.check_password("persimmon-tree-8")
    [mail] = mailoutbox
    with translation.override(lin.language):
        assert mail.subject == gettext("Your password was changed")


def test_a_change_signs_out_the_other_devices(
    browser: Callable[[Person], Client], lin: Person
) -> None:
    here, elsewhere = browser(lin), browser(lin)

    here.post("/en/account/password/change/", NEW | {"oldpassword": PASSWORD})

    assert elsewhere.get("/en/account/").status_code == 302


def test_without_the_old_password_it_stays(
    browser: Callable[[Person], Client], lin: Person
) -> None:
    response = browser(lin).post("/en/account/password/change/", NEW | {"oldpassword": "wrong"})

    assert "This is not your current password." in response.content.decode()
    lin.refresh_from_db()
    assert lin.check_password(PASSWORD)


def test_somebody_without_a_password_chooses_one(browser: Callable[[Person], Client]) -> None:
    person = PersonFactory(password=None)
    client = browser(person)

    assert client.get("/en/account/password/change/").headers["Location"] == (
        "/en/account/password/set/"
    )
    client.post("/en/account/password/set/", NEW)

    person.refresh_from_db()
    assert person.check_password("persimmon-tree-8")


def test_a_mail_server_that_is_away_breaks_nothing(
    lin: Person,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with django_capture_on_commit_callbacks(execute=True):
        response = Client().post(RESET, {"email": "lin@school.cn"})

    assert response.status_code == 302


def test_an_address_too_long_is_told_so(client: Client) -> None:
    response = client.post("/zh-hans/account/password/reset/", {"email": "a" * 245 + "@school.cn"})

    assert len(response.context["form"].errors["email"]) == 1
