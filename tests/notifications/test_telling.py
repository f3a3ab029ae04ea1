"""Who is told what, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.factories import AssignmentFactory, PersonFactory, UnitFactory
from tests.notifications.conftest import CAKE, TEA, reader, tell
from xinqiao.accounts.models import Person, Role
from xinqiao.accounts.services import give_role, take_role
from xinqiao.notifications.kinds import ByMail
from xinqiao.notifications.models import Mail, Notice
from xinqiao.notifications.services import choose_mail, forget_old, notify, withdraw
from xinqiao.personal_data import everything_about

pytestmark = pytest.mark.django_db

JASMINE = {"sort": "Jasmine"}


def test_who_is_told_twice_has_one_notice_and_one_mail(lin: Person):
    first = notify([lin], TEA, about="pot 1", words=JASMINE)
    again = notify([lin, lin], TEA, about="pot 1", words={"sort": "Oolong"})

    assert [notice.headline for notice in first] == ["Jasmine is ready"]
    assert again == []
    assert (Notice.objects.count(), Mail.objects.count()) == (1, 1)


def test_another_thing_and_another_kind_are_notices_of_their_own(lin: Person):
    tell(lin)
    tell(lin, about="pot 2")
    tell(lin, CAKE)

    assert Notice.objects.to(lin).count() == 3


def test_words_are_said_in_the_language_in_which_they_are_read(lin: Person):
    notice = tell(lin, words={"sort": {"zh-hans": "茉莉", "en": "Jasmine"}})

    assert notice.headline == "茉莉 is ready"
    with translation.override("en"):
        assert notice.headline == "Jasmine is ready"


def test_a_word_that_is_known_in_one_language_only_is_said_in_that(lin: Person):
    notice = tell(lin, words={"sort": {"en": "Jasmine"}})

    assert notice.headline == "Jasmine is ready"


def test_a_missing_word_is_noticed_when_people_are_told_not_when_they_read(lin: Person):
    with pytest.raises(KeyError):
        notify([lin], TEA, about="pot 1", words={})

    assert not Notice.objects.exists()


def test_a_closed_account_is_told_nothing():
    gone = reader(is_active=False)

    assert notify([gone], TEA, about="pot 1", words=JASMINE) == []


def test_without_a_confirmed_address_it_stands_in_the_site_only():
    claims = PersonFactory(email="somebody@school.cn")

    assert tell(claims).mail is None


@pytest.mark.parametrize(
    ("choice", "mails", "waiting"), [("at_once", 1, 0), ("daily", 0, 1), ("off", 0, 0)]
)
def test_the_choice_of_a_person_decides_what_comes_by_mail(
    lin: Person, choice: str, mails: int, waiting: int
):
    choose_mail(lin, {"tea": choice})
    tell(lin)

    assert Mail.objects.count() == mails
    assert Notice.objects.waiting_for_a_digest().count() == waiting


def test_telling_many_costs_no_more_than_telling_few():
    def queries(count: int) -> int:
        people = [reader(f"{count}-{n}@school.cn") for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            notify(people, TEA, about="pot 1", words=JASMINE)
        return len(captured)

    assert queries(30) == queries(2)


def test_what_nobody_has_to_do_any_more_is_taken_back_from_those_who_have_not_read_it(lin: Person):
    wang = reader("wang@school.cn")
    tell(wang)
    seen = tell(lin)
    Notice.objects.filter(pk=seen.pk).update(read_at=timezone.now())

    withdraw(TEA, about="pot 1")

    assert list(Notice.objects.all()) == [seen]


def test_what_was_read_half_a_year_ago_is_forgotten_and_the_unread_stays(lin: Person):
    long_ago = timezone.now() - timedelta(days=181)
    old, unread, fresh = (tell(lin, about=f"pot {n}") for n in range(3))
    Mail.objects.update(made_at=long_ago)
    Notice.objects.filter(pk=old.pk).update(read_at=long_ago)
    Notice.objects.filter(pk=fresh.pk).update(read_at=timezone.now() - timedelta(days=179))

    assert forget_old() == 1
    assert set(Notice.objects.all()) == {unread, fresh}
    assert set(Mail.objects.all()) == {unread.mail, fresh.mail}


def test_the_export_holds_notices_choices_and_mails(lin: Person):
    choose_mail(lin, {"cake": ByMail.OFF})
    tell(lin)

    kept = everything_about(lin)["notices"]

    assert kept["notices"][0]["words"] == JASMINE
    assert kept["mail_choices"] == [{"kind": "cake", "by_mail": "off"}]
    assert [mail["state"] for mail in kept["mails"]] == ["waiting"]


# Roles


def test_a_role_is_told_to_the_one_who_holds_it_when_it_comes_and_when_it_goes(
    lin: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
):
    school = UnitFactory(name_zh="桥头小学", name_en="Bridge School")
    for change in (give_role, take_role, give_role):
        with django_capture_on_commit_callbacks(execute=True):
            change(lin, Role.TRAINER, unit=school)

    with translation.override("en"):
        told = [notice.headline for notice in Notice.objects.to(lin).order_by("made_at")]
    assert told == [
        "You now are: trainer, Bridge School",
        "No longer yours: trainer, Bridge School",
        "You now are: trainer, Bridge School",
    ]


def test_who_is_deleted_with_all_roles_is_told_nothing(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
):
    role = AssignmentFactory()

    with django_capture_on_commit_callbacks(execute=True):
        role.person.delete()

    assert not Notice.objects.exists()


# The bell


def test_the_bell_tells_how_many_are_unread(lin: Person, browser: Client):
    home = "/en/help-lines/"
    assert "<b>" not in bell(browser, home)
    tell(lin)
    tell(lin, CAKE)

    assert "<b>2</b>" in bell(browser, home)


def bell(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    return page[page.index('class="bell"') :].split("</a>")[0]
