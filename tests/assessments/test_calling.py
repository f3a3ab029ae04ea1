"""People are told once that a sitting of theirs opens or closes soon, and that a result is there."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.utils import timezone

from assessments.beginning import begin
from assessments.calling import call, tell_what_opened
from assessments.models import Attempt, Sitting
from assessments.notices import tell_results
from tests.accounts.conftest import Country
from tests.assessments.factories import make_exam, make_sitting
from tests.assessments.sitting_down import fixed_exam, sit
from tests.assessments.test_candidate import queries_of, signed_in
from tests.factories import AssignmentFactory
from tests.notifications.conftest import reader
from xinqiao.accounts.models import Person, Role
from xinqiao.notifications import outbox
from xinqiao.notifications.models import MailChoice, Notice

pytestmark = pytest.mark.django_db


def in_hours(hours: float) -> datetime:
    return timezone.now() + timedelta(hours=hours)


def somebody() -> Person:
    """Reads Chinese, and has confirmed an address of their own."""
    return reader(f"{uuid4().hex[:8]}@school.cn", language="zh-hans")


def learner_at(country: Country) -> Person:
    person = somebody()
    AssignmentFactory(person=person, role=Role.LEARNER, unit=country.school)
    return person


def told(person: Person) -> list[str]:
    return list(Notice.objects.filter(person=person).values_list("kind", flat=True))


def test_who_learns_there_hears_a_day_before_that_a_sitting_opens(country: Country) -> None:
    mine, neighbour = learner_at(country), somebody()
    AssignmentFactory(person=neighbour, role=Role.LEARNER, unit=country.neighbour_school)
    trainer = country.someone(Role.TRAINER, country.county)
    make_sitting(unit=country.county, opens_at=in_hours(23))
    assert call() == 1
    assert [told(one) for one in (mine, neighbour, trainer)] == [["sitting_opens"], [], []]


def test_however_often_it_is_looked_people_hear_of_it_once_and_get_one_mail(
    country: Country, mailoutbox: list[EmailMessage]
) -> None:
    mine = learner_at(country)
    sitting = make_sitting(unit=country.county, opens_at=in_hours(5))
    assert [call() for _ in range(3)] == [1, 0, 0]
    outbox.send_due()
    outbox.send_due()
    assert told(mine) == ["sitting_opens"]
    (mail,) = mailoutbox
    assert "“入门考试”快开始了" in mail.subject + mail.body
    notice = Notice.objects.get()
    opened = signed_in(mine).get(f"/zh-hans/my/notices/{notice.pk}/")
    assert opened["Location"] == f"/zh-hans/my/exams/{sitting.key}/"


def test_who_chose_no_mail_reads_it_in_the_site_only(
    country: Country, mailoutbox: list[EmailMessage]
) -> None:
    mine = learner_at(country)
    MailChoice.objects.create(person=mine, kind="sitting_opens", by_mail="off")
    make_sitting(unit=country.county, opens_at=in_hours(5))
    call()
    outbox.send_due()
    assert told(mine) == ["sitting_opens"] and not mailoutbox


def test_a_sitting_that_is_put_off_for_good_is_mailed_to_nobody(
    country: Country, mailoutbox: list[EmailMessage]
) -> None:
    learner_at(country)
    sitting = make_sitting(unit=country.county, opens_at=in_hours(5))
    call()
    Sitting.objects.filter(pk=sitting.pk).update(unit=country.neighbour)
    outbox.send_due()
    assert not mailoutbox


def test_before_the_close_only_who_has_not_begun_is_told(country: Country) -> None:
    begun, idle = learner_at(country), learner_at(country)
    sitting = make_sitting(unit=country.county, closes_at=in_hours(20))
    begin(begun, sitting)
    assert call() == 1
    assert (told(begun), told(idle)) == ([], ["sitting_closes"])


@pytest.mark.parametrize(
    ("opens", "closes", "for_all"),
    [(25, None, False), (-5, 30, False), (-30, -2, False), (5, None, True)],
)
def test_what_is_far_off_or_over_or_for_everybody_calls_nobody(
    country: Country, opens: float, closes: float | None, for_all: bool
) -> None:
    learner_at(country)
    make_sitting(
        unit=None if for_all else country.county,
        opens_at=in_hours(opens),
        closes_at=None if closes is None else in_hours(closes),
    )
    assert call() == 0
    assert not Notice.objects.exists()


def test_calling_costs_the_same_however_many_people(country: Country) -> None:
    learner_at(country)
    exam = make_exam()
    make_sitting(exam, unit=country.county, opens_at=in_hours(5))
    one = queries_of(call)
    for _ in range(6):
        learner_at(country)
    make_sitting(exam, unit=country.county, opens_at=in_hours(6))
    assert queries_of(call) == one


def closed_result() -> Attempt:
    """Handed in at a sitting whose total is shown after its close."""
    exam = fixed_exam(2, review={"after_close": ["total"]})
    return sit(make_sitting(exam, closes_at=in_hours(2)), "aa", somebody())


def test_a_result_that_waits_for_the_close_is_told_when_all_is_closed() -> None:
    attempt = closed_result()
    tell_results([attempt])
    assert tell_what_opened() == 0 and told(attempt.person) == []
    with time_machine.travel(in_hours(3), tick=False):
        assert [tell_what_opened() for _ in range(2)] == [1, 0]
    assert told(attempt.person) == ["result_there"]


def test_a_result_that_was_there_at_once_is_not_told_again() -> None:
    attempt = sit(make_sitting(fixed_exam(2), closes_at=in_hours(2)), "aa", somebody())
    with time_machine.travel(in_hours(3), tick=False):
        assert tell_what_opened() == 0
    assert told(attempt.person) == []


def test_released_again_after_being_marked_anew_it_is_told_again() -> None:
    attempt = sit(make_sitting(fixed_exam(2)), "aa", somebody())
    for _ in range(2):
        tell_results([attempt])
    attempt.released_at = in_hours(1)
    attempt.save()
    tell_results([attempt])
    assert told(attempt.person) == ["result_there"] * 2
