"""Each mail goes once, whatever the mail server does and whoever dies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.utils import timezone
from pytest_django import Settings

from tests.factories import PersonFactory
from tests.mail_server import MailServer, mail_server
from tests.notifications.conftest import CAKE, TEA, reader, tell
from xinqiao.accounts.models import Person
from xinqiao.notifications import outbox, services
from xinqiao.notifications.digests import make_digests
from xinqiao.notifications.models import Mail, Notice
from xinqiao.notifications.tasks import send_mail
from xinqiao.notifications.unsubscribe import read_token

pytestmark = pytest.mark.django_db

State = Mail.State
Mails = list[EmailMessage]


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 0.5
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server


def states() -> list[str]:
    return list(Mail.objects.order_by("made_at").values_list("state", flat=True))


def an_hour_later() -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(hours=1), tick=True)


# What stands in it


def test_a_mail_is_in_the_language_of_its_reader_with_a_way_to_stop_it(
    lin: Person, mailoutbox: Mails
):
    notice = tell(lin, url_name="my_account")
    wang = reader("wang@school.cn", language="zh-hans", display_name="王老师")
    tell(wang)

    assert outbox.send_due() == 2

    mail, chinese = mailoutbox
    assert (mail.subject, mail.to) == ("Jasmine is ready", ["lin@school.cn"])
    assert f"http://127.0.0.1:8000/en/my/notices/{notice.pk}/" in mail.body
    assert "because it concerns you: Tea." in mail.body
    assert "王老师" in chinese.body
    assert "/zh-hans/my/notices/" in chinese.body
    stop = mail.extra_headers["List-Unsubscribe"].strip("<>")
    assert stop in mail.body
    link = read_token(stop.rstrip("/").rpartition("/")[2])
    assert (link.person, link.kinds) == (lin, [TEA])
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.extra_headers["Message-ID"] == f"<{notice.mail_id}@127.0.0.1>"


def test_a_title_of_two_lines_makes_no_second_header(lin: Person, mailoutbox: Mails):
    tell(lin, words={"sort": "Jasmine\r\nBcc: all@school.cn"})

    outbox.send_due()

    assert mailoutbox[0].subject == "Jasmine Bcc: all@school.cn is ready"


def test_a_mail_that_cannot_be_written_holds_up_no_other(lin: Person, mailoutbox: Mails):
    broken = tell(lin)
    Notice.objects.filter(pk=broken.pk).update(words={})
    tell(reader("wang@school.cn"))

    assert outbox.send_due() == 1

    assert [mail.to for mail in mailoutbox] == [["wang@school.cn"]]
    assert states() == [State.WAITING, State.SENT]


# To whom it goes no more


def close_account(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False)


def lose_address(person: Person) -> None:
    person.emailaddress_set.update(verified=False)


def stop_it(person: Person) -> None:
    services.choose_mail(person, {"tea": "off"})


def read_it(person: Person) -> None:
    services.read_all(person)


def take_it_back(person: Person) -> None:
    services.withdraw(TEA, about="pot 1")


@pytest.mark.parametrize(
    "change",
    [close_account, lose_address, stop_it, read_it, take_it_back],
    ids=lambda f: f.__name__,
)
def test_what_changes_between_notice_and_mail_counts(
    lin: Person, mailoutbox: Mails, change: Callable[[Person], None]
):
    tell(lin)
    change(lin)

    outbox.send_due()

    assert mailoutbox == []
    assert states() == [State.DROPPED]


# Twice, and at once


def test_the_task_run_twice_sends_once(lin: Person, mailoutbox: Mails):
    tell(lin)

    send_mail()
    send_mail()

    assert len(mailoutbox) == 1
    assert states() == [State.SENT]


def test_two_workers_never_take_the_same_mail(lin: Person):
    mail = tell(lin).mail

    assert outbox.claim(mail.pk) is not None
    assert outbox.claim(mail.pk) is None


def test_a_worker_that_was_thought_dead_does_not_send_what_another_has_taken_over(
    lin: Person, server: MailServer
):
    """It only sleeps: the mark before the last byte is one that it can no longer make."""
    mail = outbox.claim(tell(lin).mail.pk)
    with an_hour_later():
        outbox.send_due()
        assert server.received() == {"lin@school.cn": 1}

        outbox.send(mail, outbox.transport.connection())

    assert server.received() == {"lin@school.cn": 1}
    assert states() == [State.SENT]


# Workers that die


def test_who_dies_before_the_server_has_the_mail_leaves_it_to_the_next(
    lin: Person, mailoutbox: Mails
):
    outbox.claim(tell(lin).mail.pk)
    assert outbox.send_due() == 0

    with an_hour_later():
        assert outbox.send_due() == 1

    assert len(mailoutbox) == 1


def test_who_dies_after_handing_it_over_leaves_nothing_to_be_sent_twice(
    lin: Person, mailoutbox: Mails
):
    outbox.hand_over(outbox.claim(tell(lin).mail.pk))

    with an_hour_later():
        send_mail()

    assert mailoutbox == []
    assert states() == [State.IN_DOUBT]


# Mail servers


def test_many_mails_go_through_one_connection(server: MailServer):
    for n in range(5):
        tell(reader(f"{n}@school.cn"))

    assert outbox.send_due() == 5

    assert server.connections == 1
    assert set(server.received().values()) == {1}


@pytest.mark.parametrize("moment", ["greeting", "RCPT", "accepted"])
def test_a_server_that_falls_silent_loses_nothing(lin: Person, server: MailServer, moment: str):
    tell(lin)
    tell(reader("wang@school.cn"))
    server.silent_at = moment

    assert outbox.send_due() == 0
    assert states() == [State.WAITING, State.WAITING]
    assert server.connections == 1  # the second mail does not wait for it too

    server.silent_at = ""
    with an_hour_later():
        assert outbox.send_due() == 2
    assert server.received() == {"lin@school.cn": 1, "wang@school.cn": 1}


def test_a_mail_at_which_the_server_falls_silent_does_not_hold_up_the_others(
    lin: Person, server: MailServer
):
    for person in (lin, reader("wang@school.cn"), reader("zhao@school.cn")):
        tell(person)
    server.silent_for = {"lin@school.cn"}

    outbox.send_due()
    outbox.send_due()

    assert server.received() == {"wang@school.cn": 1, "zhao@school.cn": 1}
    server.silent_for = set()
    with an_hour_later():
        outbox.send_due()
    assert server.received()["lin@school.cn"] == 1


def test_the_same_mail_has_the_same_id_each_time(lin: Person, server: MailServer):
    mail = tell(lin).mail
    server.silent_at = "RCPT"
    outbox.send_due()
    server.silent_at = ""
    with an_hour_later():
        outbox.send_due()

    assert [mail["Message-ID"] for mail in server.mails] == [f"<{mail.pk}@127.0.0.1>"]


def test_an_address_that_is_refused_for_good_is_given_up_and_the_others_go_on(
    lin: Person, server: MailServer
):
    tell(lin)
    tell(reader("wang@school.cn"))
    server.refused = {"lin@school.cn": 550}

    assert outbox.send_due() == 1
    assert states() == [State.GIVEN_UP, State.SENT]


def test_a_full_mailbox_is_tried_again_later_and_after_three_days_no_more(
    lin: Person, server: MailServer
):
    tell(lin)
    server.refused = {"lin@school.cn": 452}
    outbox.send_due()
    assert states() == [State.WAITING]
    assert outbox.send_due() == 0
    assert Mail.objects.get().tries == 1

    with time_machine.travel(timezone.now() + timedelta(days=3, hours=2), tick=True):
        outbox.send_due()

    assert states() == [State.GIVEN_UP]


def test_nobody_listening_loses_nothing(lin: Person, server: MailServer, settings: Settings):
    tell(lin)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1

    outbox.send_due()
    settings.EMAIL_PORT = port
    with an_hour_later():
        outbox.send_due()

    assert server.received() == {"lin@school.cn": 1}


# Once a day


def test_what_came_on_a_day_comes_in_one_mail(lin: Person, mailoutbox: Mails):
    tell(lin, CAKE, "plum", words={"sort": "plum"})
    tell(lin, CAKE, "apple", words={"sort": "apple"})

    assert make_digests() == 1
    outbox.send_due()

    [mail] = mailoutbox
    assert mail.subject == "2 notices from Xinqiao"
    assert mail.body.index("1. Cake: plum") < mail.body.index("2. Cake: apple")


def test_a_person_gets_one_a_day_however_often_it_is_asked_for(lin: Person, mailoutbox: Mails):
    tell(lin, CAKE, "plum")
    assert [make_digests(), make_digests()] == [1, 0]
    tell(lin, CAKE, "apple")
    assert make_digests() == 0

    with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
        assert make_digests() == 1
        outbox.send_due()

    assert [mail.body.count("Cake:") for mail in mailoutbox] == [1, 1]


def test_with_nothing_new_there_is_no_daily_mail(lin: Person):
    tell(lin)  # comes at once
    tell(lin, CAKE)
    services.read_all(lin)
    tell(PersonFactory(), CAKE)  # no address

    assert make_digests() == 0


def test_the_day_of_a_digest_is_that_of_china(lin: Person):
    tell(lin, CAKE)
    with time_machine.travel("2030-03-01T23:30:00+00:00"):
        make_digests()

    assert str(Mail.objects.get().digest_of) == "2030-03-02"


def test_a_daily_mail_leaves_out_what_was_read_or_stopped_meanwhile(lin: Person, mailoutbox: Mails):
    services.choose_mail(lin, {"tea": "daily"})
    tell(lin)
    read = tell(lin, CAKE, "plum")
    tell(lin, CAKE, "apple", words={"sort": "apple"})
    make_digests()
    services.read(read)
    services.choose_mail(lin, {"tea": "off"})

    outbox.send_due()

    assert mailoutbox[0].subject == "Cake: apple"
    assert "Jasmine" not in mailoutbox[0].body
