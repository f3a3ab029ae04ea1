"""Joining by code: whom it lets in, how often, until when, and what the others learn."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from tests.accounts.conftest import Country
from tests.factories import PersonFactory
from tests.joining.conftest import in_days, invite
from xinqiao.accounts.granting import MayNotGive
from xinqiao.accounts.models import Action, AuditEntry, Person, Role
from xinqiao.accounts.services import take_role
from xinqiao.joining.models import Invitation, JoinRequest
from xinqiao.joining.services.invitations import (
    JoinedBefore,
    NotValid,
    OwnCode,
    end_invitation,
    find,
    join_by_code,
)
from xinqiao.joining.services.requests import ask_to_join

pytestmark = pytest.mark.django_db


def roles_of(person: Person) -> list[tuple[str, str]]:
    return list(person.assignments.values_list("role", "unit__slug"))


def used(invitation: Invitation) -> int:
    invitation.refresh_from_db()
    assert invitation.used == invitation.taken_by.count()
    return invitation.used


def test_a_code_lets_people_in(newcomer: Person, invitation: Invitation) -> None:
    join_by_code(newcomer, invitation.written.lower())

    assert roles_of(newcomer) == [("learner", "liuwan")]
    assert used(invitation) == 1


def test_the_role_is_given_by_whoever_made_the_code_and_taken_up_by_the_person(
    newcomer: Person, invitation: Invitation, supervisor: Person
) -> None:
    join_by_code(newcomer, invitation.code)

    entries = AuditEntry.objects.concerning(newcomer).order_by("sequence")
    assert [(entry.action, entry.actor) for entry in entries] == [
        (Action.ROLE_GIVEN, supervisor),
        (Action.JOINED, newcomer),
    ]
    assert invitation.code not in "".join(map(str, entries.values()))


def test_joining_twice_changes_nothing_and_uses_nothing_up(
    newcomer: Person, invitation: Invitation
) -> None:
    join_by_code(newcomer, invitation.code)

    with pytest.raises(JoinedBefore) as told:
        join_by_code(newcomer, invitation.code)

    assert told.value.belongs
    assert used(invitation) == 1
    assert len(roles_of(newcomer)) == 1


def test_somebody_who_belongs_there_already_uses_nothing_up(
    learner: Person, invitation: Invitation
) -> None:
    with pytest.raises(JoinedBefore):
        join_by_code(learner, invitation.code)

    assert used(invitation) == 0


def test_somebody_who_was_taken_out_does_not_come_back_by_the_old_code(
    newcomer: Person, invitation: Invitation, supervisor: Person, country: Country
) -> None:
    join_by_code(newcomer, invitation.code)
    take_role(newcomer, Role.LEARNER, unit=country.school, by=supervisor)

    with pytest.raises(JoinedBefore) as told:
        join_by_code(newcomer, invitation.code)

    assert not told.value.belongs
    assert roles_of(newcomer) == []


def test_after_the_last_use_nobody_comes_in(country: Country, supervisor: Person) -> None:
    invitation = invite(country, supervisor, uses=1)
    join_by_code(PersonFactory(), invitation.code)
    late = PersonFactory()

    with pytest.raises(NotValid):
        join_by_code(late, invitation.code)

    assert roles_of(late) == []
    assert used(invitation) == 1


def test_the_database_itself_counts_no_use_too_many(invitation: Invitation) -> None:
    with pytest.raises(IntegrityError):
        Invitation.objects.filter(pk=invitation.pk).update(used=4)


@pytest.mark.parametrize(
    ("moment", "open_still"),
    [((2026, 11, 30, 23, 59, 59), True), ((2026, 12, 1, 0, 0, 1), False)],
)
def test_a_code_holds_through_the_end_of_its_last_day_in_china(
    country: Country, moment: tuple[int, ...], open_still: bool
) -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=shanghai), tick=False):
        by = country.someone(Role.SUPERVISOR, country.county)
        invitation = invite(country, by, ends_on=datetime(2026, 11, 30).date())
    with time_machine.travel(datetime(*moment, tzinfo=shanghai), tick=False):  # type: ignore[misc]
        assert Invitation.objects.open().exists() == open_still
        if open_still:
            assert find(invitation.code) == invitation
        else:
            with pytest.raises(NotValid):
                find(invitation.code)


def test_an_ended_code_opens_nothing_and_ends_once(
    invitation: Invitation, supervisor: Person, newcomer: Person
) -> None:
    end_invitation(invitation, by=supervisor)
    end_invitation(invitation, by=supervisor)

    with pytest.raises(NotValid):
        join_by_code(newcomer, invitation.code)
    assert AuditEntry.objects.filter(action=Action.INVITATION_ENDED).count() == 1


@pytest.mark.parametrize("code", ["", "心", "3467-9CFH-JKMN", "'; --", "0" * 12, "\0" * 12])
def test_an_unknown_code_opens_nothing(newcomer: Person, invitation: Invitation, code: str) -> None:
    with pytest.raises(NotValid):
        join_by_code(newcomer, code)


def test_a_code_falls_with_the_right_of_whoever_made_it(
    invitation: Invitation, supervisor: Person, country: Country, newcomer: Person
) -> None:
    take_role(supervisor, Role.SUPERVISOR, unit=country.county)

    with pytest.raises(NotValid):
        join_by_code(newcomer, invitation.code)
    assert roles_of(newcomer) == []


def test_a_code_falls_with_the_account_of_whoever_made_it(
    invitation: Invitation, supervisor: Person, newcomer: Person
) -> None:
    supervisor.delete()

    with pytest.raises(NotValid):
        join_by_code(newcomer, invitation.code)


def test_nobody_uses_a_code_of_their_own(country: Country, supervisor: Person) -> None:
    invitation = invite(country, supervisor, role=Role.TRAINER)

    with pytest.raises(OwnCode):
        join_by_code(supervisor, invitation.code)

    assert used(invitation) == 0
    assert ("trainer", "liuwan") not in roles_of(supervisor)


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.LEARNER, "neighbour_school"),
        (Role.LEARNER, "prefecture"),
        (Role.SUPERVISOR, "county"),
        (Role.DATA_OFFICER, "school"),
    ],
)
def test_nobody_makes_a_code_for_what_they_may_not_give(
    country: Country, supervisor: Person, role: Role, unit: str
) -> None:
    with pytest.raises(MayNotGive):
        invite(country, supervisor, role=role, unit=getattr(country, unit))

    assert not Invitation.objects.exists()
    assert AuditEntry.objects.filter(action=Action.ROLE_REFUSED, actor=supervisor).exists()


@pytest.mark.parametrize(
    "terms",
    [{"uses": 0}, {"uses": 501}, {"ends_on": in_days(-1)}, {"ends_on": in_days(400)}],
)
def test_a_code_has_bounds(country: Country, supervisor: Person, terms: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        invite(country, supervisor, **terms)

    assert not Invitation.objects.exists()


def test_the_neighbour_county_does_not_end_the_code(
    invitation: Invitation, neighbour: Person
) -> None:
    with pytest.raises(MayNotGive):
        end_invitation(invitation, by=neighbour)

    assert Invitation.objects.open().exists()


def test_codes_are_looked_after_by_those_who_may_give_the_role(
    country: Country, invitation: Invitation, supervisor: Person, neighbour: Person
) -> None:
    staff = invite(country, supervisor, role=Role.SUPERVISOR)
    trainer = country.someone(Role.TRAINER, country.school)
    colleague = country.someone(Role.SUPERVISOR, country.school)

    def managed(by: Person) -> set[Invitation]:
        return set(Invitation.objects.managed_by(by))

    assert managed(supervisor) == managed(PersonFactory(is_superuser=True)) == {invitation, staff}
    assert managed(trainer) == managed(colleague) == {invitation}
    assert managed(neighbour) == managed(PersonFactory()) == set()


def test_who_moves_leaves_the_old_school_in_the_same_moment(
    country: Country, learner: Person, neighbour: Person
) -> None:
    invitation = invite(country, neighbour, unit=country.neighbour_school)

    join_by_code(learner, invitation.code, leaving=country.school)

    assert roles_of(learner) == [("learner", "baiyun")]


def test_a_request_that_waits_at_the_school_is_settled_by_the_code(
    country: Country, newcomer: Person, invitation: Invitation
) -> None:
    asked = ask_to_join(newcomer, country.school)

    join_by_code(newcomer, invitation.code)

    asked.refresh_from_db()
    assert asked.state == JoinRequest.State.WITHDRAWN


def test_a_code_goes_with_its_unit(country: Country, supervisor: Person) -> None:
    invitation = invite(country, supervisor)
    country.school.delete()

    with pytest.raises(NotValid):
        find(invitation.code)
