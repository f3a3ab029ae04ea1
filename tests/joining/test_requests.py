"""Asking a school to join without a code, and what becomes of it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from courses.models import Enrolment, LessonProgress
from courses.services import enrol
from tests.accounts.conftest import Country
from tests.factories import AssignmentFactory, UnitFactory
from tests.page_factories import make_course
from xinqiao.accounts import granting
from xinqiao.accounts.audit_words import about_said
from xinqiao.accounts.granting import MayNotGive
from xinqiao.accounts.models import Action, AuditEntry, Person, Role, Unit
from xinqiao.accounts.services import remove_unit
from xinqiao.joining.models import Invitation, JoinRequest
from xinqiao.joining.personal_data import joining_of
from xinqiao.joining.services import requests
from xinqiao.joining.services.invitations import join_by_code
from xinqiao.joining.services.requests import ask_to_join
from xinqiao.personal_data import close_account

pytestmark = pytest.mark.django_db

State = JoinRequest.State


@pytest.fixture
def asked(country: Country, newcomer: Person) -> JoinRequest:
    return ask_to_join(newcomer, country.school, note="三年级语文老师")


def test_those_who_may_give_the_role_see_the_request_and_nobody_else(
    country: Country, asked: JoinRequest, supervisor: Person, neighbour: Person, learner: Person
) -> None:
    trainer = country.someone(Role.TRAINER, country.school)
    author = country.someone(Role.AUTHOR, country.county)
    entitled = set(granting.people_who_may_give(asked.role, country.school))

    for person in (supervisor, trainer, neighbour, author, learner, asked.person):
        seen = JoinRequest.objects.answerable_by(person).exists()
        assert seen == (person in entitled)
        assert seen == (person in {supervisor, trainer})


def test_who_is_accepted_is_a_learner_of_the_school(
    country: Country, asked: JoinRequest, supervisor: Person
) -> None:
    requests.accept(asked, by=supervisor)

    asked.refresh_from_db()
    assert asked.state == State.ACCEPTED
    assert asked.answered_by == supervisor
    assert asked.person.assignments.get().unit == country.school
    assert not JoinRequest.objects.waiting().exists()
    told = AuditEntry.objects.concerning(asked.person).values_list("action", flat=True)
    assert set(told) == {Action.JOIN_ASKED, Action.ROLE_GIVEN, Action.JOIN_ACCEPTED}


def test_the_log_speaks_of_requests_in_the_language_of_who_reads_it(asked: JoinRequest) -> None:
    entry = AuditEntry.objects.get(action=Action.JOIN_ASKED)

    assert about_said(entry) == "加入申请"
    with translation.override("en"):
        assert about_said(entry) == "request to join"


def test_who_is_declined_reads_why(asked: JoinRequest, supervisor: Person) -> None:
    requests.decline(asked, by=supervisor, reason=" 请向中心校申请。 ")

    asked.refresh_from_db()
    assert (asked.state, asked.reason) == (State.DECLINED, "请向中心校申请。")
    assert not asked.person.assignments.exists()


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_nobody_is_declined_without_a_reason(
    asked: JoinRequest, supervisor: Person, reason: str
) -> None:
    with pytest.raises(requests.ReasonMissing):
        requests.decline(asked, by=supervisor, reason=reason)

    assert JoinRequest.objects.waiting().exists()


def test_the_database_itself_keeps_no_answer_without_its_reason(asked: JoinRequest) -> None:
    for half_answered in (
        {"state": State.DECLINED, "answered_at": timezone.now()},
        {"state": State.ACCEPTED},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            JoinRequest.objects.update(**half_answered)


def test_the_second_answer_changes_nothing_and_names_the_first(
    country: Country, asked: JoinRequest, supervisor: Person
) -> None:
    trainer = country.someone(Role.TRAINER, country.school)
    held = JoinRequest.objects.get(pk=asked.pk)
    requests.decline(asked, by=trainer, reason="请用学校的邀请码。")

    with pytest.raises(requests.AnsweredBefore) as told:
        requests.accept(held, by=supervisor)

    assert told.value.request.answered_by == trainer
    assert told.value.request.state == State.DECLINED
    assert not asked.person.assignments.exists()


@pytest.mark.parametrize("who", ["neighbour", "learner", "newcomer"])
def test_others_answer_nothing(
    asked: JoinRequest, who: str, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)

    with pytest.raises(MayNotGive):
        requests.accept(asked, by=person)
    with pytest.raises(MayNotGive):
        requests.decline(asked, by=person, reason="不行")

    assert JoinRequest.objects.waiting().exists()
    assert AuditEntry.objects.filter(action=Action.ROLE_REFUSED).count() == 2


def test_nobody_answers_their_own_request(country: Country, supervisor: Person) -> None:
    asked = ask_to_join(supervisor, country.school)

    assert not JoinRequest.objects.answerable_by(supervisor).exists()
    with pytest.raises(MayNotGive):
        requests.accept(asked, by=supervisor)
    assert not supervisor.assignments.filter(role=Role.LEARNER).exists()


def test_one_takes_ones_own_request_back(asked: JoinRequest, supervisor: Person) -> None:
    requests.withdraw(asked)

    with pytest.raises(requests.AnsweredBefore):
        requests.accept(asked, by=supervisor)
    with pytest.raises(requests.AnsweredBefore):
        requests.withdraw(asked)


def test_one_request_waits_per_person_and_school(
    country: Country, asked: JoinRequest, newcomer: Person
) -> None:
    with pytest.raises(requests.AlreadyAsked):
        ask_to_join(newcomer, country.school)
    with pytest.raises(IntegrityError), transaction.atomic():
        JoinRequest.objects.create(person=newcomer, unit=country.school)

    requests.withdraw(asked)
    ask_to_join(newcomer, country.school)


def test_nobody_asks_every_school_of_the_province(country: Country, newcomer: Person) -> None:
    for _school in range(requests.MOST_OPEN):
        ask_to_join(newcomer, UnitFactory(parent=country.county))

    with pytest.raises(requests.TooManyOpen):
        ask_to_join(newcomer, country.school)


def test_a_learner_of_the_school_has_nothing_to_ask(country: Country, learner: Person) -> None:
    with pytest.raises(requests.AlreadyThere):
        ask_to_join(learner, country.school)


@pytest.mark.parametrize("unit", ["county", "nation"])
def test_only_schools_are_asked(country: Country, newcomer: Person, unit: str) -> None:
    with pytest.raises(requests.NoSchool):
        ask_to_join(newcomer, getattr(country, unit))


@pytest.mark.parametrize("note", ["字" * 201, "a\0b"])
def test_a_note_that_cannot_be_kept_is_refused(
    country: Country, newcomer: Person, note: str
) -> None:
    with pytest.raises(ValidationError):
        ask_to_join(newcomer, country.school, note=note)

    assert not JoinRequest.objects.exists()


def test_when_the_school_is_gone_nobody_answers_and_its_name_is_kept(
    country: Country, asked: JoinRequest, supervisor: Person
) -> None:
    held = JoinRequest.objects.select_related("unit").get(pk=asked.pk)
    remove_unit(country.school)

    assert not JoinRequest.objects.waiting().exists()
    assert not JoinRequest.objects.answerable_by(supervisor).exists()
    with pytest.raises(requests.NoSchool):
        requests.accept(held, by=supervisor)
    asked.refresh_from_db()
    assert asked.waits_in_vain
    assert asked.unit_name == "柳湾小学"
    requests.withdraw(asked)


# Moving


def test_who_moves_takes_all_learning_along_and_the_sight_changes_hands(
    country: Country, learner: Person, supervisor: Person, neighbour: Person
) -> None:
    course = make_course()
    place = enrol(learner, course)
    now = timezone.now()
    done = LessonProgress.objects.create(
        person=learner, lesson_key=course.translation_key, opened_at=now, last_at=now
    )
    asked = ask_to_join(learner, country.neighbour_school, leaving=country.school)
    assert visible(learner) == {supervisor}

    requests.accept(asked, by=neighbour)

    assert visible(learner) == {neighbour}
    assert learner.assignments.get().unit == country.neighbour_school
    assert list(Enrolment.objects.active().of(learner)) == [place]
    assert list(LessonProgress.objects.filter(person=learner)) == [done]


def visible(learner: Person) -> set[Person]:
    everybody = Person.objects.filter(assignments__role=Role.SUPERVISOR)
    return {one for one in everybody if learner in Person.objects.visible_to(one)}


def test_until_the_new_school_accepts_the_old_one_stays(
    country: Country, learner: Person, neighbour: Person
) -> None:
    asked = ask_to_join(learner, country.neighbour_school, leaving=country.school)
    requests.decline(asked, by=neighbour, reason="名额已满。")

    assert learner.assignments.get().unit == country.school


def test_only_ones_own_place_is_left(country: Country, neighbour: Person, newcomer: Person) -> None:
    """Naming a school where one is not ends nothing there."""
    AssignmentFactory(unit=country.school)
    asked = ask_to_join(newcomer, country.neighbour_school, leaving=country.school)

    requests.accept(asked, by=neighbour)

    assert country.school.assignments.count() == 1
    assert Unit.objects.get(slug="baiyun").assignments.get(role=Role.LEARNER).person == newcomer


# What is kept about a person


def test_who_closes_the_account_leaves_no_request_behind(
    asked: JoinRequest, supervisor: Person
) -> None:
    close_account(asked.person)

    assert not JoinRequest.objects.exists()


def test_the_export_holds_requests_answers_and_codes_made_but_opens_no_door(
    country: Country, asked: JoinRequest, supervisor: Person, invitation: Invitation
) -> None:
    requests.decline(asked, by=supervisor, reason="请用邀请码。")
    join_by_code(asked.person, invitation.code)

    mine, theirs = joining_of(asked.person), joining_of(supervisor)

    assert [(one["unit"], one["note"], one["reason"]) for one in mine["requests"]] == [
        ("liuwan", "三年级语文老师", "请用邀请码。")
    ]
    assert [one["invitation__role"] for one in mine["invitations_used"]] == ["learner"]
    assert [one["reason"] for one in theirs["answers_given"]] == ["请用邀请码。"]
    assert [one["used"] for one in theirs["invitations_made"]] == [1]
    assert invitation.code not in str(theirs)
