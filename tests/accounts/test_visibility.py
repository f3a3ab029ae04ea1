"""What may this person see: the one rule behind every list of people."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from tests.accounts.conftest import Country
from tests.factories import AssignmentFactory, PersonFactory, UnitFactory
from xinqiao.accounts.models import Assignment, Person, Role, Unit
from xinqiao.accounts.models.roles import SEE_PEOPLE
from xinqiao.accounts.services import take_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(country: Country) -> Person:
    return AssignmentFactory(unit=country.school).person


@pytest.fixture
def neighbour(country: Country) -> Person:
    return AssignmentFactory(unit=country.neighbour_school).person


def seen_by(viewer: Person) -> set[Person]:
    return set(Person.objects.visible_to(viewer))


def test_a_stranger_sees_nobody(learner: Person) -> None:
    assert seen_by(PersonFactory()) == set()


def test_an_anonymous_reader_sees_nothing(learner: Person) -> None:
    assert not Unit.objects.visible_to(AnonymousUser()).exists()
    assert not Person.objects.visible_to(AnonymousUser()).exists()


def test_a_learner_sees_nobody_not_even_colleagues(learner: Person, country: Country) -> None:
    AssignmentFactory(unit=country.school)

    assert seen_by(learner) == set()


def test_a_supervisor_sees_the_own_county(
    country: Country, learner: Person, neighbour: Person
) -> None:
    assert seen_by(country.someone(Role.SUPERVISOR, country.county)) == {learner}


def test_a_neighbour_county_sees_its_own_only(
    country: Country, learner: Person, neighbour: Person
) -> None:
    assert seen_by(country.someone(Role.SUPERVISOR, country.neighbour)) == {neighbour}


def test_a_trainer_of_one_school_sees_that_school(country: Country, learner: Person) -> None:
    AssignmentFactory(unit=UnitFactory(parent=country.county))
    AssignmentFactory(unit=country.county)

    assert seen_by(country.someone(Role.TRAINER, country.school)) == {learner}


def test_a_manager_of_the_province_sees_all_below(
    country: Country, learner: Person, neighbour: Person
) -> None:
    AssignmentFactory(unit=UnitFactory(kind="province", slug="elsewhere"))

    assert seen_by(country.someone(Role.MANAGER, country.province)) == {learner, neighbour}


@pytest.mark.parametrize("role", sorted(set(Role) - SEE_PEOPLE))
def test_other_roles_see_nobody(country: Country, learner: Person, role: Role) -> None:
    assert seen_by(country.someone(role, country.nation)) == set()


def test_other_roles_may_be_asked_for(country: Country) -> None:
    observer = country.someone(Role.OBSERVER, country.county)

    units = Unit.objects.visible_to(observer, frozenset({Role.OBSERVER}))

    assert set(units) == {country.county, country.school}


def test_a_closed_account_sees_nobody(country: Country, learner: Person) -> None:
    supervisor = country.someone(Role.SUPERVISOR, country.county)
    supervisor.is_active = False

    assert seen_by(supervisor) == set()


def test_an_administrator_sees_every_learner(learner: Person, neighbour: Person) -> None:
    assert seen_by(PersonFactory(is_superuser=True)) == {learner, neighbour}


def test_with_the_role_the_sight_ends(country: Country, learner: Person) -> None:
    supervisor = country.someone(Role.SUPERVISOR, country.county)

    take_role(supervisor, Role.SUPERVISOR, unit=country.county)

    assert seen_by(supervisor) == set()


def test_people_with_several_seats_and_viewers_with_several_roles_count_once(
    country: Country, learner: Person
) -> None:
    AssignmentFactory(person=learner, unit=country.county)
    viewer = country.someone(Role.TRAINER, country.county)
    AssignmentFactory(person=viewer, role=Role.SUPERVISOR, unit=country.province)

    assert list(Person.objects.visible_to(viewer)) == [learner]


def test_a_colleague_who_is_no_learner_is_not_listed(country: Country) -> None:
    country.someone(Role.AUTHOR, country.school)

    assert seen_by(country.someone(Role.SUPERVISOR, country.county)) == set()


def test_a_role_on_one_unit_and_a_seat_on_another_do_not_mix(
    country: Country, neighbour: Person
) -> None:
    """Somebody who learns next door and writes here is nobody's learner here."""
    AssignmentFactory(person=neighbour, role=Role.AUTHOR, unit=country.school)

    assert seen_by(country.someone(Role.SUPERVISOR, country.county)) == set()


@pytest.mark.parametrize("schools", [1, 30])
def test_the_question_costs_one_query(
    country: Country, schools: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _school in range(schools):
        AssignmentFactory(unit=UnitFactory(parent=country.county))
    supervisor = country.someone(Role.SUPERVISOR, country.county)

    with django_assert_num_queries(1):
        assert len(seen_by(supervisor)) == schools
    with django_assert_num_queries(1):
        assert len(Unit.objects.visible_to(supervisor)) == schools + 2


class Seat(NamedTuple):
    role: Role
    unit: int


def trees() -> st.SearchStrategy[list[int]]:
    """For each unit but the first, the index of its parent among those before it."""
    return st.lists(st.integers(0, 200), max_size=12).map(
        lambda numbers: [number % (index + 1) for index, number in enumerate(numbers)]
    )


def seats() -> st.SearchStrategy[list[Seat]]:
    return st.lists(st.builds(Seat, st.sampled_from(Role), st.integers(0, 200)), max_size=4)


class AnyCountry(TestCase):
    """Random trees and roles, against a walk that asks one unit at a time."""

    def grow(self, parents: list[int]) -> list[Unit]:
        """The random tree; where kinds would run out below a school, its parent takes the child."""
        kinds = Unit.Kind.values
        units = [UnitFactory(kind="nation")]
        for number in parents:
            parent = units[number]
            while parent.kind == Unit.Kind.SCHOOL:
                parent = parent.get_parent()
            kind = kinds[kinds.index(parent.kind) + 1]
            units.append(UnitFactory(kind=kind, parent=parent))
        return [Unit.objects.get(pk=unit.pk) for unit in units]

    @hypothesis_settings(max_examples=40, deadline=None)
    @given(trees(), seats(), seats())
    def test_the_query_agrees_with_a_walk(
        self, parents: list[int], held: list[Seat], learnt: list[Seat]
    ) -> None:
        units = self.grow(parents)
        viewer = PersonFactory()
        for seat in held:
            AssignmentFactory(person=viewer, role=seat.role, unit=units[seat.unit % len(units)])
        for seat in learnt:
            AssignmentFactory(role=seat.role, unit=units[seat.unit % len(units)])

        walked = {unit for unit in units if sees(viewer, unit)}

        assert set(Unit.objects.visible_to(viewer)) == walked
        assert seen_by(viewer) == {
            seat.person
            for seat in Assignment.objects.filter(role=Role.LEARNER)
            if sees(viewer, seat.unit)
        }


def sees(viewer: Person, unit: Unit | None) -> bool:
    if unit is None:
        return False
    here = Assignment.objects.filter(person=viewer, unit=unit, role__in=SEE_PEOPLE)
    return here.exists() or sees(viewer, unit.get_parent())
