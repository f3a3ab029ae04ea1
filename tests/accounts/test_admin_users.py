"""Accounts of other people in the editor, for administrators."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.accounts.conftest import Country
from tests.factories import AssignmentFactory, PersonFactory
from xinqiao.accounts.models import Action, AuditEntry, Person, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(browser: Callable[[Person], Client]) -> Client:
    return browser(PersonFactory(username="chief", is_superuser=True))


def account_form(**changes: str) -> dict[str, str]:
    return {
        "username": "shi",
        "display_name": "石老师",
        "email": "",
        "phone": "",
        "language": "zh-hans",
        "password1": "persimmon-tree-8",
        "password2": "persimmon-tree-8",
    } | changes


def test_an_account_is_made_with_a_name_of_ours(admin: Client) -> None:
    admin.post("/cms/users/new/", account_form(email="Shi@School.cn"))

    shi = Person.objects.get(username="shi")
    assert (shi.display_name, shi.email) == ("石老师", "shi@school.cn")
    assert shi.check_password("persimmon-tree-8")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", "石😀"),
        ("username", "石·老师"),
        ("username", "CHIEF"),
        ("phone", "none"),
        ("password2", "different-tree-8"),
    ],
)
def test_an_account_with_a_fault_is_explained(admin: Client, field: str, value: str) -> None:
    response = admin.post("/cms/users/new/", account_form(**{field: value}))

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Person.objects.filter(display_name__startswith="石").exists()


def test_a_new_password_helps_who_has_no_address(admin: Client) -> None:
    shi = PersonFactory(username="shi")

    admin.post(f"/cms/users/edit/{shi.pk}/", account_form(is_active="on"))

    shi.refresh_from_db()
    assert shi.check_password("persimmon-tree-8")


def test_an_address_changed_by_an_administrator_closes_the_old_one(admin: Client) -> None:
    shi = PersonFactory(username="shi", email="old@school.cn")
    EmailAddress.objects.create(user=shi, email="old@school.cn", primary=True, verified=True)

    admin.post(f"/cms/users/edit/{shi.pk}/", account_form(is_active="on", email="new@school.cn"))

    shi.refresh_from_db()
    assert shi.email == "new@school.cn"
    assert not EmailAddress.objects.filter(user=shi).exists()


def test_groups_are_not_offered_since_roles_decide(admin: Client) -> None:
    page = admin.get("/cms/users/new/").content.decode()

    assert not re.search(r'name="(groups|first_name|last_name)"', page)
    assert 'name="display_name"' in page


def test_an_administrator_closes_an_account_instead_of_deleting_it(admin: Client) -> None:
    shi = PersonFactory(username="shi", display_name="石老师")

    page = admin.get(f"/cms/users/delete/{shi.pk}/").content.decode()
    admin.post(f"/cms/users/delete/{shi.pk}/")

    assert "注销" in page
    shi.refresh_from_db()
    assert (shi.display_name, shi.is_active, bool(shi.closed_at)) == ("", False, True)
    entry = AuditEntry.objects.get(action=Action.ACCOUNT_CLOSED)
    assert (entry.actor.username, entry.person) == ("chief", shi)


def test_the_only_supervisor_of_a_county_is_not_closed_by_others_either(
    admin: Client, country: Country
) -> None:
    shi = PersonFactory(username="shi")
    AssignmentFactory(person=shi, role=Role.SUPERVISOR, unit=country.county)

    page = admin.post(f"/cms/users/delete/{shi.pk}/", follow=True).content.decode()

    assert country.county.name in page
    shi.refresh_from_db()
    assert shi.closed_at is None


def test_a_closed_account_is_not_closed_again(admin: Client) -> None:
    shi = PersonFactory(username="shi")
    admin.post(f"/cms/users/delete/{shi.pk}/")

    page = admin.post(f"/cms/users/delete/{shi.pk}/", follow=True).content.decode()

    assert "已经注销" in page
    assert AuditEntry.objects.filter(action=Action.ACCOUNT_CLOSED).count() == 1


def test_accounts_are_not_deleted_many_at_once(admin: Client) -> None:
    shi, wu = PersonFactory(username="shi"), PersonFactory(username="wu")

    page = admin.post(
        f"/cms/bulk/accounts/person/delete/?id={shi.pk}&id={wu.pk}", follow=True
    ).content.decode()

    assert "没有任何改动" in page
    assert Person.objects.filter(pk__in=[shi.pk, wu.pk], is_active=True).count() == 2
