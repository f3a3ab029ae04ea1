"""Units and roles in the editor, for administrators."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.translation import gettext
from wagtail.models import ModelLogEntry

from tests.accounts.conftest import Country
from tests.factories import AssignmentFactory, PersonFactory, UnitFactory
from xinqiao.accounts.models import Assignment, Person, Role, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(browser: Callable[[Person], Client], country: Country) -> Client:
    return browser(PersonFactory(username="chief", is_superuser=True))


def unit_form(parent: Unit | None, **changes: str) -> dict[str, str]:
    filled = {"kind": "school", "name_zh": "新校", "name_en": "New School", "slug": "new-school"}
    return filled | {"parent": str(parent.pk) if parent else ""} | changes


def test_the_tree_is_listed_from_top_to_bottom(admin: Client) -> None:
    page = admin.get("/cms/unit/").content.decode()

    places = [page.index(slug) for slug in ("china", "yunling", "nanjiang", "qinghe", "liuwan")]
    assert places == sorted(places)
    assert "\u3000" * 4 in page


def test_units_can_be_found(admin: Client) -> None:
    page = admin.get("/cms/unit/?q=柳湾").content.decode()

    assert "liuwan" in page
    assert "shiqiao" not in page


def test_a_unit_is_made_at_its_place(admin: Client, country: Country) -> None:
    admin.post("/cms/unit/new/", unit_form(country.county))

    assert Unit.objects.get(slug="new-school").get_parent() == country.county
    assert ModelLogEntry.objects.filter(action="wagtail.create", label="新校").exists()


@pytest.mark.parametrize(
    ("parent", "kind"), [("school", "school"), ("county", "province"), ("county", "nation")]
)
def test_a_unit_out_of_order_is_refused_in_words(
    admin: Client, country: Country, parent: str, kind: str
) -> None:
    response = admin.post("/cms/unit/new/", unit_form(getattr(country, parent), kind=kind))

    assert response.context["form"].errors["parent"]
    assert not Unit.objects.filter(slug="new-school").exists()


def test_a_unit_without_a_place_is_refused(admin: Client) -> None:
    response = admin.post("/cms/unit/new/", unit_form(None))

    words = gettext("Choose the unit that this one belongs to.")
    assert response.context["form"].errors["parent"] == [words]


def test_a_short_name_is_used_once(admin: Client, country: Country) -> None:
    response = admin.post("/cms/unit/new/", unit_form(country.neighbour, slug="liuwan"))

    assert response.context["form"].errors["slug"]


def test_a_unit_is_renamed_and_moved(admin: Client, country: Country) -> None:
    admin.post(
        f"/cms/unit/edit/{country.school.pk}/",
        unit_form(country.neighbour, name_zh="柳湾中心小学", kind="county", slug="other"),
    )

    school = Unit.objects.get(pk=country.school.pk)
    assert (school.name_zh, school.kind, school.slug) == ("柳湾中心小学", "school", "liuwan")
    assert school.get_parent() == country.neighbour


def test_the_nation_is_renamed_where_it_stands(admin: Client, country: Country) -> None:
    admin.post(f"/cms/unit/edit/{country.nation.pk}/", unit_form(None, name_zh="中华"))

    assert Unit.objects.get(pk=country.nation.pk).name_zh == "中华"


def test_a_move_out_of_order_is_refused(admin: Client, country: Country) -> None:
    response = admin.post(f"/cms/unit/edit/{country.county.pk}/", unit_form(country.school))

    assert response.context["form"].errors["parent"]
    assert Unit.objects.get(pk=country.county.pk).get_parent() == country.prefecture


def test_an_empty_unit_is_deleted(admin: Client, country: Country) -> None:
    assert admin.get(f"/cms/unit/delete/{country.school.pk}/").status_code == 200

    admin.post(f"/cms/unit/delete/{country.school.pk}/")

    assert not Unit.objects.filter(slug="liuwan").exists()


@pytest.mark.parametrize("unit", ["county", "school"])
def test_a_unit_in_use_stays_and_the_reader_learns_why(
    admin: Client, country: Country, unit: str
) -> None:
    AssignmentFactory(unit=country.school)
    kept = getattr(country, unit)

    page = admin.post(f"/cms/unit/delete/{kept.pk}/", follow=True).content.decode()

    why = gettext("“%(unit)s” stays: other units, roles or help lines still belong to it.")
    assert why % {"unit": kept} in page
    assert Unit.objects.filter(pk=kept.pk).exists()


def test_the_list_of_units_stays_cheap(
    admin: Client, country: Country, django_assert_max_num_queries: Callable
) -> None:
    for _school in range(40):
        UnitFactory(parent=country.county)
    admin.get("/cms/unit/")

    with django_assert_max_num_queries(25):
        admin.get("/cms/unit/")


@pytest.mark.parametrize("who", ["lin", "LIN", "lin@school.cn"])
def test_a_role_is_given_by_user_name_or_address(admin: Client, country: Country, who: str) -> None:
    lin = PersonFactory(username="lin", email="lin@school.cn")

    response = admin.post(
        "/cms/role/new/", {"who": who, "role": "author", "unit": country.county.pk}
    )

    assert response.headers["Location"] == "/cms/role/"
    assert Assignment.objects.get(person=lin).unit == country.county
    assert Person.objects.get(pk=lin.pk).has_perm("wagtailadmin.access_admin")


def test_a_role_needs_somebody(admin: Client, country: Country) -> None:
    response = admin.post(
        "/cms/role/new/", {"who": "nobody", "role": "author", "unit": country.county.pk}
    )

    assert response.context["form"].errors["who"]


def test_a_role_given_twice_is_one(admin: Client, country: Country) -> None:
    lin = AssignmentFactory(unit=country.school).person

    admin.post(
        "/cms/role/new/", {"who": lin.username, "role": "learner", "unit": country.school.pk}
    )

    assert lin.assignments.count() == 1


def test_a_role_is_ended_and_the_editor_closes(admin: Client, country: Country) -> None:
    seat = AssignmentFactory(role=Role.AUTHOR, unit=country.county)

    asked = admin.get(f"/cms/role/edit/{seat.pk}/", follow=True)
    admin.post(asked.request["PATH_INFO"])

    assert asked.request["PATH_INFO"] == f"/cms/role/delete/{seat.pk}/"
    assert not Assignment.objects.filter(pk=seat.pk).exists()
    assert not Person.objects.get(pk=seat.person_id).groups.exists()
    assert ModelLogEntry.objects.filter(action="wagtail.delete").exists()


def test_roles_are_listed_found_and_filtered(admin: Client, country: Country) -> None:
    AssignmentFactory(person=PersonFactory(display_name="林老师"), unit=country.school)
    AssignmentFactory(
        person=PersonFactory(display_name="石老师"), unit=country.school, role=Role.AUTHOR
    )

    assert "林老师" in admin.get("/cms/role/").content.decode()
    assert "石老师" not in admin.get("/cms/role/?q=林").content.decode()
    assert "林老师" not in admin.get("/cms/role/?role=author").content.decode()


def test_the_list_of_roles_stays_cheap(
    admin: Client, country: Country, django_assert_max_num_queries: Callable
) -> None:
    for _teacher in range(40):
        AssignmentFactory(unit=country.school)
    admin.get("/cms/role/")

    with django_assert_max_num_queries(25):
        admin.get("/cms/role/")


def test_what_administrators_did_can_be_read_again(admin: Client, country: Country) -> None:
    admin.post("/cms/unit/new/", unit_form(country.county))
    seat = AssignmentFactory(role=Role.AUTHOR, unit=country.county)
    admin.post(f"/cms/role/delete/{seat.pk}/")

    assert admin.get("/cms/reports/site-history/").status_code == 200
