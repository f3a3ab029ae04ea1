from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.accounts.conftest import Country
from tests.factories import AssignmentFactory, UnitFactory
from xinqiao.accounts.models import Unit
from xinqiao.accounts.services import (
    UnitInUse,
    WrongPlace,
    move_unit,
    put_unit,
    remove_unit,
)

pytestmark = pytest.mark.django_db


def put(parent: Unit | None, kind: str, slug: str = "new", name_zh: str = "新") -> Unit:
    return put_unit(parent, kind=kind, slug=slug, name_zh=name_zh, name_en="New")


def test_a_unit_is_put_below_its_parent(country: Country) -> None:
    unit = put(country.county, "school")

    assert unit.get_parent() == country.county
    assert list(Unit.objects.below(country.county)) == [country.county, country.school, unit]


def test_putting_a_unit_again_only_renames_it(country: Country) -> None:
    before = Unit.objects.count()

    unit = put(country.county, "school", slug="liuwan", name_zh="柳湾中心小学")

    assert (unit.pk, unit.name_zh) == (country.school.pk, "柳湾中心小学")
    assert Unit.objects.count() == before


def test_a_municipality_has_counties_below_the_province(country: Country) -> None:
    assert put(country.province, "county").get_parent() == country.province


@pytest.mark.parametrize(
    ("parent", "kind"),
    [
        ("school", "county"),
        ("county", "county"),
        ("county", "province"),
        ("nation", "nation"),
    ],
)
def test_kinds_are_never_turned_round(country: Country, parent: str, kind: str) -> None:
    with pytest.raises(WrongPlace):
        put(getattr(country, parent), kind)


def test_only_a_nation_has_no_parent() -> None:
    with pytest.raises(WrongPlace):
        put(None, "school")


def test_a_unit_that_stands_elsewhere_is_not_put_twice(country: Country) -> None:
    with pytest.raises(WrongPlace):
        put(country.neighbour, "school", slug="liuwan")
    with pytest.raises(WrongPlace):
        put(country.prefecture, "county", slug="liuwan")


def test_a_branch_moves_with_all_below_it(country: Country) -> None:
    other = UnitFactory(kind="prefecture", parent=country.province, slug="other")

    county = move_unit(country.county, other)

    assert county.get_parent() == other
    assert [unit.slug for unit in Unit.objects.below(county)] == ["qinghe", "liuwan"]
    assert Unit.find_problems() == ([], [], [], [], [])


def test_moving_to_the_same_place_changes_nothing(country: Country) -> None:
    assert move_unit(country.school, country.county).path == country.school.path


@pytest.mark.parametrize(
    ("unit", "target"),
    [
        ("county", "school"),
        ("county", "county"),
        ("county", "neighbour"),
        ("province", "county"),
        ("nation", "province"),
    ],
)
def test_a_move_keeps_the_kinds_in_order(country: Country, unit: str, target: str) -> None:
    with pytest.raises(WrongPlace):
        move_unit(getattr(country, unit), getattr(country, target))


def test_roles_move_with_their_units(country: Country) -> None:
    seat = AssignmentFactory(unit=country.school)

    move_unit(country.school, country.neighbour)

    seat.refresh_from_db()
    assert seat.unit.get_parent() == country.neighbour


def test_an_empty_unit_can_be_removed(country: Country) -> None:
    remove_unit(country.school)

    assert not Unit.objects.filter(slug="liuwan").exists()
    assert Unit.find_problems() == ([], [], [], [], [])


def test_a_unit_with_units_below_stays(country: Country) -> None:
    with pytest.raises(UnitInUse):
        remove_unit(Unit.objects.get(pk=country.county.pk))

    assert Unit.objects.filter(slug="liuwan").exists()


def test_a_unit_with_people_stays(country: Country) -> None:
    AssignmentFactory(unit=country.school)

    with pytest.raises(UnitInUse):
        remove_unit(country.school)


def test_the_database_knows_the_kinds(country: Country) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=country.school.pk).update(kind="village")
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=country.school.pk).update(kind="nation")
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=country.nation.pk).update(kind="school")


def test_a_role_is_held_once_on_a_unit(country: Country) -> None:
    first = AssignmentFactory(unit=country.school)

    again = AssignmentFactory(person=first.person, unit=country.school)

    assert again == first
