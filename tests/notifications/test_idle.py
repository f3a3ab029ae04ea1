"""A learner who is away for a week is reminded, once for each time away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from courses import services
from courses.models import CoursePage
from courses.notices import AWAY_AFTER, IDLE, is_due, remind_the_idle
from tests.courses.conftest import everything, fact, send
from tests.factories import PersonFactory
from tests.notifications.conftest import reader
from tests.page_factories import lessons_in, make_course, translate
from xinqiao.accounts.models import Person
from xinqiao.notifications import outbox
from xinqiao.notifications.models import Notice
from xinqiao.notifications.services import forget_old, read_all

MONDAY = datetime(2030, 3, 4, 9, tzinfo=UTC)
Mails = list[EmailMessage]


# The rule


@given(
    gaps=st.lists(st.integers(min_value=0, max_value=24 * 20), max_size=12),
    every=st.integers(min_value=1, max_value=30),
)
def test_each_time_away_has_exactly_one_reminder(gaps: list[int], every: int):
    """Things done, hours apart, and somebody who looks every so many hours."""
    done = [MONDAY]
    for hours in gaps:
        done.append(done[-1] + timedelta(hours=hours))
    end = done[-1] + timedelta(days=40)
    reminders: list[datetime] = []
    now = MONDAY
    while now < end:
        last = max(moment for moment in done if moment <= now)
        if is_due(last, max(reminders, default=None), now):
            reminders.append(now)
        now += timedelta(hours=every)

    for began, ended in zip(done, [*done[1:], end], strict=True):
        looks = (ended - began - AWAY_AFTER) / timedelta(hours=every)
        during = [moment for moment in reminders if began <= moment < ended]
        assert len(during) <= 1
        assert looks < 1 or len(during) == 1
        assert all(moment - began >= AWAY_AFTER for moment in during)


def test_what_is_half_a_year_old_is_left_alone():
    assert not is_due(MONDAY, None, MONDAY + timedelta(days=180))


def test_a_record_that_comes_late_from_a_phone_does_not_make_a_second_reminder():
    """Reminded after seven days; then the phone tells of the third."""
    reminded = MONDAY + timedelta(days=7)

    assert not is_due(MONDAY + timedelta(days=3), reminded, MONDAY + timedelta(days=11))


# Learners


@pytest.fixture
def course(db: None) -> CoursePage:
    return make_course(title="守护第一步")


@pytest.fixture
def clock() -> time_machine.Traveller:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def learner(course: CoursePage, clock: time_machine.Traveller) -> Person:
    person = reader(language="zh-hans")
    services.enrol(person, course)
    return person


def do(person: Person, *facts: dict) -> None:
    device = Client()
    device.force_login(person)
    assert {result["outcome"] for result in send(device, *facts)["results"]} == {"accepted"}


def reminders(person: Person) -> int:
    return Notice.objects.filter(person=person, kind=IDLE.code).count()


def test_after_seven_days_without_anything_done_the_course_and_the_next_step_are_named(
    clock: time_machine.Traveller, learner: Person, course: CoursePage, mailoutbox: Mails
):
    translate(course)
    first, second = lessons_in(course)
    do(learner, *everything(first))
    clock.shift(timedelta(days=7, seconds=-1))
    assert remind_the_idle() == 0

    clock.shift(timedelta(seconds=1))
    assert remind_the_idle() == 1
    outbox.send_due()

    notice = Notice.objects.get()
    assert course.title in notice.headline
    assert second.title in notice.text
    with translation.override("en"):
        assert "守护第一步 in English" in notice.headline
    [mail] = mailoutbox
    assert mail.subject == notice.headline


def test_it_is_said_once_however_often_somebody_looks(
    clock: time_machine.Traveller, learner: Person
):
    for _ in range(30):
        clock.shift(timedelta(days=1))
        remind_the_idle()

    assert reminders(learner) == 1


def test_a_second_time_away_is_reminded_of_again_and_once(
    clock: time_machine.Traveller, learner: Person, course: CoursePage
):
    clock.shift(timedelta(days=8))
    remind_the_idle()
    do(learner, fact(lessons_in(course)[0]))
    clock.shift(timedelta(days=6))
    remind_the_idle()
    assert reminders(learner) == 1

    for _ in range(5):
        clock.shift(timedelta(days=1))
        remind_the_idle()

    assert reminders(learner) == 2


def test_who_reads_and_forgets_it_is_not_reminded_of_the_same_time_away(
    clock: time_machine.Traveller, learner: Person
):
    clock.shift(timedelta(days=8))
    remind_the_idle()
    read_all(learner)
    clock.shift(timedelta(days=181))
    forget_old()

    assert remind_the_idle() == 0


def test_who_has_finished_left_or_closed_the_account_is_left_in_peace(
    clock: time_machine.Traveller, learner: Person, course: CoursePage
):
    for lesson in lessons_in(course):
        do(learner, *everything(lesson))
    gone, closed, stranger = (PersonFactory() for _ in range(3))
    for person in (gone, closed):
        services.enrol(person, course)
    services.leave(gone, course.translation_key)
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    clock.shift(timedelta(days=8))

    assert remind_the_idle() == 0


def test_one_who_is_at_work_on_another_course_is_not_away(
    clock: time_machine.Traveller, learner: Person
):
    other = make_course()
    clock.shift(timedelta(days=5))
    services.enrol(learner, other)
    clock.shift(timedelta(days=5))

    assert remind_the_idle() == 0


def test_with_two_courses_the_one_touched_last_is_named_alone(
    clock: time_machine.Traveller, learner: Person, course: CoursePage
):
    services.enrol(learner, make_course(title="另一门课"))
    clock.shift(timedelta(hours=1))
    do(learner, fact(lessons_in(course)[0]))
    clock.shift(timedelta(days=8))

    remind_the_idle()

    assert course.title in Notice.objects.get().headline


def test_who_comes_back_before_the_mail_goes_gets_no_mail(
    clock: time_machine.Traveller, learner: Person, course: CoursePage, mailoutbox: Mails
):
    clock.shift(timedelta(days=8))
    remind_the_idle()
    do(learner, fact(lessons_in(course)[0]))

    outbox.send_due()

    assert mailoutbox == []


def test_a_run_that_died_is_made_up_for_by_the_next(
    clock: time_machine.Traveller, learner: Person, course: CoursePage
):
    """It had reminded one of three."""
    others = [PersonFactory() for _ in range(2)]
    for person in others:
        services.enrol(person, course)
    clock.shift(timedelta(days=8))
    remind_the_idle()
    Notice.objects.filter(person__in=others).delete()

    assert remind_the_idle() == 2
    assert [reminders(person) for person in (learner, *others)] == [1, 1, 1]


# Where it leads


def test_it_leads_to_the_place_to_go_on_in_the_language_of_the_page(
    clock: time_machine.Traveller, learner: Person, course: CoursePage
):
    english = translate(course)
    do(learner, *everything(lessons_in(course)[0]))
    clock.shift(timedelta(days=8))
    remind_the_idle()
    browser = Client()
    browser.force_login(learner)

    answer = browser.get(f"/en/my/notices/{Notice.objects.get().pk}/", follow=True)

    assert answer.redirect_chain[-1][0].startswith(lessons_in(english)[1].get_url())


def test_when_all_is_done_it_leads_to_my_learning_and_strangers_too(
    learner: Person, course: CoursePage
):
    address = f"/zh-hans/learn/courses/{course.translation_key}/go-on/"
    for lesson in lessons_in(course):
        do(learner, *everything(lesson))
    for person in (learner, PersonFactory()):
        browser = Client()
        browser.force_login(person)
        assert browser.get(address).headers["Location"] == "/zh-hans/my/"

    assert "/account/login/" in Client().get(address).headers["Location"]
