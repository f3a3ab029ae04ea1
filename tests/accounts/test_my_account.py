from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from tests.accounts.conftest import Country
from tests.factories import AssignmentFactory, PersonFactory
from xinqiao.accounts.models import Person, Role
from xinqiao.accounts.personal_data import account_of

pytestmark = pytest.mark.django_db

PAGE = "/zh-hans/account/"


@pytest.fixture
def lin() -> Person:
    return PersonFactory(username="lin", display_name="林老师", email="lin@school.cn")


@pytest.fixture
def client(lin: Person, browser: Callable[[Person], Client]) -> Client:
    return browser(lin)


def test_one_corrects_ones_own_details(client: Client, lin: Person) -> None:
    response = client.post(
        PAGE,
        {"display_name": "阿依•古丽 ", "phone": "１３８００００００００", "language": "zh-hans"},
    )

    lin.refresh_from_db()
    assert response.headers["Location"] == PAGE
    assert (lin.display_name, lin.phone) == ("阿依·古丽", "13800000000")


def test_the_page_follows_a_change_of_language(client: Client, lin: Person) -> None:
    data = {"display_name": "林老师", "phone": "", "language": "en"}

    response = client.post(PAGE, data, follow=True)

    assert response.redirect_chain == [("/en/account/", 302)]
    assert "Your details are saved." in response.content.decode()


@pytest.mark.parametrize(
    "fault",
    [
        {"display_name": "林😀"},
        {"display_name": "们" * 41},
        {"display_name": ""},
        {"phone": "call me"},
        {"language": "fr"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    client: Client, lin: Person, fault: dict[str, str]
) -> None:
    data = {"display_name": "新名字", "phone": "", "language": "zh-hans"} | fault

    page = client.post(PAGE, data).content.decode()

    lin.refresh_from_db()
    assert 'class="error"' in page
    assert lin.display_name == "林老师"
    assert "林老师</a>" in page  # the page's head still says the name that is kept


@pytest.mark.parametrize(
    "phone", ["12345", "--------", "0 0 0 0 0 0", "call me", "138\x0000000001"]
)
def test_what_is_wrong_with_a_phone_number_is_said_once(client: Client, phone: str) -> None:
    response = client.post(PAGE, {"display_name": "林", "phone": phone, "language": "en"})

    errors = response.context["form"].errors
    assert {name: len(faults) for name, faults in errors.items()} == {"phone": 1}


def test_only_looking_and_saving_are_understood(client: Client) -> None:
    assert client.delete(PAGE).status_code == 405


def test_nobody_raises_the_own_rank(client: Client, lin: Person) -> None:
    data = {"display_name": "林老师", "phone": "", "language": "en", "is_superuser": "on"}

    client.post(PAGE, data | {"username": "other", "email": "other@school.cn"})

    lin.refresh_from_db()
    assert (lin.is_superuser, lin.username, lin.email) == (False, "lin", "lin@school.cn")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_leads_to_all_that_is_kept(
    client: Client, lin: Person, country: Country, language: str
) -> None:
    AssignmentFactory(person=lin, unit=country.school)

    page = client.get(f"/{language}/account/").content.decode()

    for part in ("account/email/", "account/password/change/", "my/export.json"):
        assert f'href="/{language}/{part}"' in page
    with translation.override(language):
        assert f"{gettext('learner')} · {country.school.name}" in page
    assert "/cms/" not in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_who_belongs_to_no_school_reads_that_none_sees_the_progress(
    client: Client, lin: Person, country: Country, language: str
) -> None:
    with translation.override(language):
        words = gettext(
            "You belong to no school here as a learner yet, so no school sees your progress."
        )
    assert words in client.get(f"/{language}/account/").content.decode()

    AssignmentFactory(person=lin, unit=country.school)

    assert words not in client.get(f"/{language}/account/").content.decode()


def test_an_author_finds_the_editor_there(
    country: Country, browser: Callable[[Person], Client]
) -> None:
    author = country.someone(Role.AUTHOR, country.county)

    assert 'href="/cms/"' in browser(author).get(PAGE).content.decode()


def test_a_stranger_is_asked_to_sign_in() -> None:
    response = Client().get(PAGE)

    assert response.headers["Location"] == "/zh-hans/account/login/?next=/zh-hans/account/"


def test_the_export_holds_the_account(lin: Person, country: Country) -> None:
    AssignmentFactory(person=lin, role=Role.AUTHOR, unit=country.school)

    kept = json.loads(json.dumps(account_of(lin)))

    assert kept["username"] == "lin"
    assert kept["public_id"] == str(lin.public_id)
    assert kept["email"] == "lin@school.cn"
    assert [(role["role"], role["unit_zh"]) for role in kept["roles"]] == [("author", "柳湾小学")]
    assert len(kept["editor_groups"]) == 1
    assert "password" not in json.dumps(kept)


def test_every_field_of_a_person_is_in_the_export_or_left_out_on_purpose() -> None:
    fields = {field.name for field in Person._meta.fields}
    told = {"username", "public_id", "display_name", "email", "phone", "language"}
    told |= {"date_joined", "last_login", "is_active", "is_superuser", "closed_at"}
    # The key has no meaning outside, the password is a digest, the flag is Django's and unused.
    left_out = {"id", "password", "is_staff"}

    assert fields == told | left_out
