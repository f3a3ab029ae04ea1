"""Who may give which role where: the tables, the queries that follow from them, and the door."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.accounts.conftest import Country
from tests.factories import AssignmentFactory, PersonFactory, UnitFactory
from xinqiao.accounts import granting
from xinqiao.accounts.granting import MayNotGive, may_give
from xinqiao.accounts.models import Action, AuditEntry, Person, Role, Unit
from xinqiao.accounts.services import give_role, take_role

pytestmark = pytest.mark.django_db


def test_a_trainer_lets_learners_in_and_nothing_more(country: Country) -> None:
    trainer = country.someone(Role.TRAINER, country.county)

    assert granting.roles_to_give(trainer) == [Role.LEARNER]
    assert may_give(trainer, Role.LEARNER, country.school)
    assert not may_give(trainer, Role.LEARNER, country.neighbour_school)
    assert not may_give(trainer, Role.LEARNER, country.prefecture)


def test_a_supervisor_makes_supervisors_further_down_only(country: Country) -> None:
    supervisor = country.someone(Role.SUPERVISOR, country.county)

    assert may_give(supervisor, Role.SUPERVISOR, country.school)
    assert not may_give(supervisor, Role.SUPERVISOR, country.county)
    assert not may_give(supervisor, Role.SUPERVISOR, country.prefecture)
    assert not may_give(supervisor, Role.SAFETY_REVIEWER, country.school)


@pytest.mark.parametrize("held", sorted(set(Role) - set(granting.GIVES)))
def test_other_roles_give_nothing(country: Country, held: Role) -> None:
    person = country.someone(held, country.nation)

    assert granting.roles_to_give(person) == []
    assert not any(granting.units_to_give(person, role).exists() for role in Role)


@pytest.mark.parametrize("held", list(Role))
def test_only_administrators_choose_who_watches_over_data(country: Country, held: Role) -> None:
    assert not may_give(country.someone(held, country.nation), Role.DATA_OFFICER, country.county)
    assert may_give(PersonFactory(is_superuser=True), Role.DATA_OFFICER, country.county)


def test_visitors_and_closed_accounts_give_nothing(country: Country) -> None:
    gone = country.someone(Role.MANAGER, country.nation)
    gone.is_active = False
    gone.save()

    for nobody in (AnonymousUser(), gone):
        assert granting.roles_to_give(nobody) == []
        assert not may_give(nobody, Role.LEARNER, country.school)
        assert not granting.units_to_give(nobody, Role.LEARNER).exists()
    assert gone not in granting.people_who_may_give(Role.LEARNER, country.school)


def test_a_supervisor_reads_who_holds_which_role_a_trainer_only_who_learns(
    country: Country,
) -> None:
    learner = AssignmentFactory(unit=country.school)
    author = AssignmentFactory(role=Role.AUTHOR, unit=country.school)
    AssignmentFactory(unit=country.neighbour_school)
    trainer = country.someone(Role.TRAINER, country.school)
    supervisor = country.someone(Role.SUPERVISOR, country.school)

    assert set(granting.roles_shown_to(trainer)) == {learner}
    assert set(granting.roles_shown_to(supervisor)) == {
        learner,
        author,
        *trainer.assignments.all(),
        *supervisor.assignments.all(),
    }
    assert not granting.roles_shown_to(PersonFactory()).exists()


# Giving and ending


def refusals() -> list[tuple[Person, Person | None, str]]:
    entries = AuditEntry.objects.filter(action=Action.ROLE_REFUSED).with_names()
    return [(entry.actor, entry.person, entry.details["role"]) for entry in entries]


def test_who_gave_and_who_ended_a_role_can_be_read_again(country: Country) -> None:
    learner = AssignmentFactory(unit=country.school).person
    supervisor = country.someone(Role.SUPERVISOR, country.county)

    give_role(learner, Role.TRAINER, unit=country.school, by=supervisor)
    give_role(learner, Role.TRAINER, unit=country.school, by=supervisor)
    take_role(learner, Role.TRAINER, unit=country.school, by=supervisor)
    take_role(learner, Role.TRAINER, unit=country.school, by=supervisor)

    entries = AuditEntry.objects.filter(actor=supervisor.public_id).order_by("sequence")
    assert [(entry.action, entry.person, entry.unit) for entry in entries] == [
        (Action.ROLE_GIVEN, learner, country.school),
        (Action.ROLE_TAKEN, learner, country.school),
    ]


@pytest.mark.parametrize("role", list(Role))
def test_nobody_gives_a_role_to_themselves(country: Country, role: Role) -> None:
    manager = country.someone(Role.MANAGER, country.nation)
    chief = PersonFactory(is_superuser=True)

    for person in (manager, chief):
        with pytest.raises(MayNotGive):
            give_role(person, role, unit=country.school, by=person)

    assert not manager.assignments.filter(unit=country.school).exists()
    assert not chief.assignments.exists()
    assert set(refusals()) == {(manager, manager, role), (chief, chief, role)}


def test_above_and_beside_ones_own_unit_nothing_is_given_or_ended(country: Country) -> None:
    supervisor = country.someone(Role.SUPERVISOR, country.county)
    neighbour = AssignmentFactory(unit=country.neighbour_school).person
    learner = AssignmentFactory(unit=country.school).person

    with pytest.raises(MayNotGive):
        give_role(learner, Role.TRAINER, unit=country.prefecture, by=supervisor)
    with pytest.raises(MayNotGive):
        take_role(neighbour, Role.LEARNER, unit=country.neighbour_school, by=supervisor)

    assert not learner.assignments.filter(role=Role.TRAINER).exists()
    assert neighbour.assignments.exists()
    assert set(refusals()) == {
        (supervisor, learner, Role.TRAINER),
        (supervisor, neighbour, Role.LEARNER),
    }


def test_an_equal_is_not_unmade(country: Country) -> None:
    one = country.someone(Role.SUPERVISOR, country.county)
    other = country.someone(Role.SUPERVISOR, country.county)

    with pytest.raises(MayNotGive):
        take_role(other, Role.SUPERVISOR, unit=country.county, by=one)

    assert other.assignments.exists()


@pytest.mark.parametrize("role", list(Role))
def test_everybody_may_lay_down_their_own_role(country: Country, role: Role) -> None:
    person = country.someone(role, country.school)

    assert take_role(person, role, unit=country.school, by=person)

    assert not person.assignments.exists()


# The queries say what the tables say


KINDS = ["province", "county", "county", "school", "school"]
ABOVE = [0, 1, 1, 2, 3]

holdings = st.lists(st.tuples(st.sampled_from(Role), st.integers(0, 6)), min_size=1, max_size=4)


class AnyCountry(TestCase):
    """Random roles on a small tree, against a walk that asks one unit at a time."""

    def setUp(self) -> None:
        self.units = [UnitFactory(kind="nation")]
        for kind, above in zip(KINDS, ABOVE, strict=True):
            self.units.append(UnitFactory(kind=kind, parent=self.units[above]))
        self.units = [Unit.objects.get(pk=unit.pk) for unit in self.units]

    @hypothesis_settings(max_examples=25, deadline=None)
    @given(holdings, st.sampled_from(Role))
    def test_the_list_of_units_the_list_of_people_and_the_single_question_agree(
        self, held: list[tuple[Role, int]], role: Role
    ) -> None:
        person = PersonFactory()
        for held_role, number in held:
            give_role(person, held_role, unit=self.units[number % len(self.units)])

        for_each = {unit for unit in self.units if may_give(person, role, unit)}

        assert set(granting.units_to_give(person, role)) == for_each
        assert for_each == {
            unit for unit in self.units if person in granting.people_who_may_give(role, unit)
        }
        assert (role in granting.roles_to_give(person)) >= bool(for_each)
