"""The list, opening, and what comes by mail: each person's own."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext

from tests.factories import AssignmentFactory, PersonFactory
from tests.notifications.conftest import TEA, reader, tell
from xinqiao.accounts.models import Person, Role
from xinqiao.notifications import kinds
from xinqiao.notifications.models import Mail, MailChoice, Notice
from xinqiao.notifications.unsubscribe import token_for

pytestmark = pytest.mark.django_db

LIST = "/en/my/notices/"
READ_ALL = "/en/my/notices/read/"
CHOICES = "/en/my/notices/mail/"


def words(client: Client, address: str = LIST) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_visitor_is_led_to_sign_in_and_sees_no_bell(client: Client, lin: Person):
    notice = tell(lin)

    for address in (LIST, READ_ALL, CHOICES, f"{LIST}{notice.pk}/"):
        assert "/account/login/?next=" in client.get(address).headers["Location"]
    assert 'class="bell"' not in words(client, "/en/account/login/")


def test_who_has_none_is_told_that_all_is_quiet(browser: Client):
    assert "All quiet" in words(browser)


def test_the_latest_stands_first(browser: Client, lin: Person):
    tell(lin, words={"sort": "Jasmine"}, about="pot 1")
    tell(lin, words={"sort": "Oolong"}, about="pot 2")

    page = words(browser)

    assert page.index("Oolong is ready") < page.index("Jasmine is ready")


def test_words_are_text_and_never_code(browser: Client, lin: Person):
    tell(lin, words={"sort": "<script>alert(1)</script>"})

    assert "<script>alert" not in words(browser)


def test_a_notice_of_a_kind_that_the_site_has_given_up_harms_nobody(browser: Client, lin: Person):
    tell(lin)
    Notice.objects.update(kind="coffee")

    assert "All quiet" in words(browser)


def test_opening_leads_to_the_page_and_marks_it_read(browser: Client, lin: Person):
    notice = tell(lin, url_name="my_account")

    answer = browser.get(f"{LIST}{notice.pk}/")

    assert answer.headers["Location"] == "/en/account/"
    assert Notice.objects.get().read_at is not None


def test_opening_again_keeps_the_first_moment(browser: Client, lin: Person):
    notice = tell(lin)
    before = timezone.now() - timedelta(days=1)
    Notice.objects.update(read_at=before)

    browser.get(f"{LIST}{notice.pk}/")

    assert Notice.objects.get().read_at == before


def test_what_only_looks_at_the_address_does_not_open_it(browser: Client, lin: Person):
    notice = tell(lin)

    assert browser.head(f"{LIST}{notice.pk}/").status_code == 405
    assert Notice.objects.get().read_at is None


@pytest.mark.parametrize("who", ["a stranger", "an administrator"])
def test_nobody_opens_or_sees_the_notices_of_somebody_else(lin: Person, who: str):
    notice = tell(lin)
    other = signed_in(PersonFactory(is_superuser=who == "an administrator"))

    assert other.get(f"{LIST}{notice.pk}/").status_code == 404
    other.post(READ_ALL)

    assert "Jasmine" not in words(other)
    assert Notice.objects.get().read_at is None


@pytest.mark.parametrize("key", [uuid4(), "1", "..."])
def test_an_unknown_notice_is_a_page_that_is_not_there(browser: Client, key: object):
    assert browser.get(f"{LIST}{key}/").status_code == 404


def test_all_are_marked_read_by_a_button(browser: Client, lin: Person):
    tell(lin)
    tell(lin, about="pot 2")
    assert 'action="/en/my/notices/read/"' in words(browser)

    browser.get(READ_ALL)  # as after signing in again
    assert Notice.objects.unread().count() == 2

    page = browser.post(READ_ALL, follow=True).content.decode()

    assert not Notice.objects.unread().exists()
    assert "2 notices are marked read." in page
    assert 'action="/en/my/notices/read/"' not in page


def test_many_are_turned_over_page_by_page(browser: Client, lin: Person):
    for n in range(21):
        tell(lin, about=f"pot {n}")

    assert words(browser).count("Jasmine is ready") == 20
    assert words(browser, f"{LIST}?page=2").count("Jasmine is ready") == 1
    assert words(browser, f"{LIST}?page=junk").count("Jasmine is ready") == 20


# What comes by mail


def test_a_person_chooses_what_comes_by_mail(browser: Client, lin: Person):
    asked = {field.name: field.initial for field in browser.get(CHOICES).context["form"]}
    assert (asked["tea"], asked["cake"]) == ("at_once", "daily")

    browser.post(CHOICES, asked | {"tea": "off"})

    now = {field.name: field.initial for field in browser.get(CHOICES).context["form"]}
    assert now == asked | {"tea": "off"}
    assert set(MailChoice.objects.values_list("person", flat=True)) == {lin.pk}


@pytest.mark.parametrize("choice", ["hourly", ""])
def test_a_choice_that_is_not_offered_changes_nothing_and_says_so(browser: Client, choice: str):
    asked = {field.name: field.initial for field in browser.get(CHOICES).context["form"]}

    answer = browser.post(CHOICES, asked | {"tea": choice})

    assert answer.context["form"].errors["tea"]
    assert not MailChoice.objects.exists()


def test_only_kinds_that_concern_a_person_are_asked_about(monkeypatch: pytest.MonkeyPatch):
    for_trainers = kinds.Kind(
        code="kettle",
        title="Kettle",
        group="Kitchen",
        headline="",
        text="",
        default=kinds.ByMail.OFF,
        roles=frozenset({Role.TRAINER}),
    )
    monkeypatch.setitem(kinds.kinds_by_code(), "kettle", for_trainers)

    def asked(person: Person) -> set[str]:
        return set(signed_in(person).get(CHOICES).context["form"].fields)

    assert "kettle" in asked(AssignmentFactory(role=Role.TRAINER).person)
    assert "kettle" in asked(PersonFactory(is_superuser=True))
    assert "kettle" not in asked(AssignmentFactory(role=Role.LEARNER).person)


def test_without_a_confirmed_address_the_page_says_what_to_do():
    page = words(signed_in(PersonFactory(email="claimed@school.cn")), CHOICES)

    assert "No mail without a confirmed address" in page
    assert "No mail without a confirmed address" not in words(signed_in(reader()), CHOICES)


# The link in each mail


def link(person: Person, language: str = "en") -> str:
    return f"/{language}/stop-mail/{token_for(person, [TEA])}/"


def test_the_link_in_a_mail_asks_before_it_stops_anything(client: Client, lin: Person):
    page = words(client, link(lin))

    assert "Stop mail of this kind" in page
    assert not MailChoice.objects.exists()


def test_the_button_stops_mail_of_that_kind_alone_also_signed_out(client: Client, lin: Person):
    page = client.post(link(lin)).content.decode()

    assert "no more such mail" in page
    assert list(MailChoice.objects.values_list("person", "kind", "by_mail")) == [
        (lin.pk, "tea", "off")
    ]


def test_a_mail_program_stops_it_by_itself_without_a_page(lin: Person):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(link(lin), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert MailChoice.objects.get().by_mail == "off"


@pytest.mark.parametrize("change", [lambda token: token[:-3], lambda token: "x" + token])
def test_a_link_that_was_changed_stops_nothing(client: Client, lin: Person, change):
    token = change(token_for(lin, [TEA]))

    answer = client.post(f"/zh-hans/stop-mail/{token}/")

    assert answer.status_code == 404
    assert gettext("This link no longer works") in answer.content.decode()
    assert not MailChoice.objects.exists()


def test_the_link_of_an_account_that_is_gone_says_so(client: Client, lin: Person):
    address = link(lin)
    Mail.objects.all().delete()
    lin.delete()

    assert client.get(address).status_code == 404


def test_the_day_of_a_notice_is_that_of_china(browser: Client, lin: Person):
    tell(lin)
    Notice.objects.update(made_at=datetime.fromisoformat("2026-03-01T17:00:00+00:00"))

    assert "2 March 2026" in words(browser)
