from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from tests.factories import PersonFactory
from xinqiao.accounts.models import Person

pytestmark = pytest.mark.django_db

GOOD = {
    "display_name": "林老师",
    "username": "linlaoshi",
    "email": "",
    "password1": "persimmon-tree-8",
    "password2": "persimmon-tree-8",
}


def join(client: Client, *, to: str = "/zh-hans/account/signup/", **changes: str) -> str:
    """Sends the form; returns where the answer leads, or the page with what is wrong."""
    response = client.post(to, GOOD | changes)
    return response.get("Location") or response.content.decode()


def test_a_teacher_joins_with_a_user_name_only(client: Client) -> None:
    assert join(client) == "/zh-hans/my/"

    person = Person.objects.get(username="linlaoshi")
    assert (person.display_name, person.email, person.phone) == ("林老师", "", "")
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_language_of_the_page_is_kept(client: Client, language: str) -> None:
    join(client, to=f"/{language}/account/signup/")

    assert Person.objects.get().language == language


def test_one_goes_on_where_one_came_from(client: Client) -> None:
    assert join(client, next="/zh-hans/courses/first-step/") == "/zh-hans/courses/first-step/"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:1"]
)
def test_nobody_is_led_to_another_site(client: Client, target: str) -> None:
    assert join(client, next=target) == "/zh-hans/my/"


def test_the_way_back_survives_the_step_from_sign_in_to_sign_up(client: Client) -> None:
    page = client.get("/zh-hans/account/login/?next=/zh-hans/courses/").content.decode()

    assert 'href="/zh-hans/account/signup/?next=%2Fzh-hans%2Fcourses%2F"' in page

    page = client.get("/zh-hans/account/signup/?next=/zh-hans/courses/").content.decode()

    assert 'href="/zh-hans/account/login/?next=%2Fzh-hans%2Fcourses%2F"' in page
    assert 'name="next" value="/zh-hans/courses/"' in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("们" * 41, "A name may have up to %(limit)d characters; this one has %(length)d."),
        ("林老师😀", "“%(character)s” cannot be part of a name. Letters, spaces, · - ' . may."),
        ("林\u202e老师", "The name holds an invisible control character. Please type it again."),
        ("123", "A name needs at least one letter."),
        ("···", "Please enter a name with at least one letter."),
        ("", "Please enter a name with at least one letter."),
        ("Z" + "\u0336" * 9, "The name holds too many accents on one letter."),
    ],
)
def test_a_name_that_is_none_is_explained(
    client: Client, language: str, name: str, message: str
) -> None:
    page = join(client, to=f"/{language}/account/signup/", display_name=name)

    with translation.override(language):
        words = gettext(message) % {"limit": 40, "length": 41, "character": "😀"}
    assert words in page.replace("&#x27;", "'")
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "username", ["林·老师", "lin\u200f", "lin😀", "аdmin", "...", "l", "Admin", "x" * 61]
)
def test_a_user_name_that_could_deceive_is_refused(client: Client, username: str) -> None:
    page = join(client, username=username)

    assert 'aria-invalid="true"' in page
    assert not Person.objects.exists()


@pytest.mark.parametrize(("typed", "kept"), [("林老师", "林老师"), ("ｌｉｎ２", "lin2")])
def test_user_names_may_be_chinese_and_full_width(client: Client, typed: str, kept: str) -> None:
    assert join(client, username=typed) == "/zh-hans/my/"
    assert Person.objects.get().username == kept


def test_a_user_name_is_taken_in_any_case(client: Client) -> None:
    PersonFactory(username="LinLaoshi")

    assert gettext("This user name is taken. Please choose another.") in join(client)


def test_a_user_name_does_not_pass_for_the_address_of_another(client: Client) -> None:
    PersonFactory(email="shi@school.cn")

    page = join(client, username="Shi@school.cn")

    assert gettext("This user name is taken. Please choose another.") in page


def test_an_address_of_another_account_is_refused_in_any_case(client: Client) -> None:
    PersonFactory(email="lin@school.cn")

    page = join(client, email="LIN@School.cn")

    assert 'aria-invalid="true"' in page
    assert Person.objects.count() == 1


def somebody_quicker_with(**taken: str) -> AbstractContextManager[None]:
    """Once the form is checked and before it is saved, another account takes what it asks for."""

    def be_quicker(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("SAVEPOINT") and not Person.objects.exists():
            Person.objects.bulk_create([Person(**{"username": "other"} | taken)])
        return execute(sql, *rest)

    return connection.execute_wrapper(be_quicker)


@pytest.mark.parametrize(
    ("field", "value"), [("username", "LinLaoshi"), ("email", "lin@school.cn")]
)
def test_of_two_who_send_the_same_at_once_the_slower_is_told_at_the_field(
    client: Client, field: str, value: str
) -> None:
    with somebody_quicker_with(**{field: value}):
        response = client.post("/zh-hans/account/signup/", GOOD | {"email": "lin@school.cn"})

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {field}
    assert 'value="linlaoshi"' in response.content.decode()
    assert 'value="林老师"' in response.content.decode()
    assert "_auth_user_id" not in client.session


def address(length: int) -> str:
    return "a" * (length - len("@school.cn")) + "@school.cn"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_address_too_long_is_refused_and_never_cut(client: Client, language: str) -> None:
    page = join(client, to=f"/{language}/account/signup/", email=address(255))

    with translation.override(language):
        words = gettext("An e-mail address may have up to %(limit_value)d characters.")
    assert words % {"limit_value": 254} in page
    assert 'maxlength="320"' not in page
    assert not Person.objects.exists()


def test_the_longest_address_is_kept_as_it_is(client: Client) -> None:
    join(client, email=address(254))

    assert Person.objects.get().email == address(254)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_nul_is_explained_once_at_each_field(client: Client, language: str) -> None:
    response = client.post(
        f"/{language}/account/signup/", {name: f"{value}\0" for name, value in GOOD.items()}
    )

    errors = response.context["form"].errors
    assert {name: len(faults) for name, faults in errors.items()} == dict.fromkeys(GOOD, 1)
    with translation.override(language):
        invisible = gettext("There is an invisible control character in it. Please type it again.")
    for name in ("username", "password1", "password2"):
        assert errors[name] == [invisible]


@pytest.mark.parametrize("password", ["short7", "1234567890", "password", "linlaoshi"])
def test_a_weak_password_is_refused(client: Client, password: str) -> None:
    assert 'aria-invalid="true"' in join(client, password1=password, password2=password)
    assert not Person.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_how_long_a_password_must_be_is_said_in_the_readers_language(
    client: Client, language: str
) -> None:
    page = join(client, to=f"/{language}/account/signup/", password1="kw", password2="kw")

    with translation.override(language):
        assert gettext("Please use at least %(length)d characters.") % {"length": 8} in page


def test_the_passwords_must_match(client: Client) -> None:
    assert 'aria-invalid="true"' in join(client, password2="persimmon-tree-9")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_address_is_asked_to_be_confirmed_in_the_readers_language(
    client: Client,
    language: str,
    mailoutbox: list,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        join(client, to=f"/{language}/account/signup/", email="Lin@School.cn")

    [mail] = mailoutbox
    with translation.override(language):
        assert mail.subject == gettext("Please confirm your e-mail address")
    assert mail.to == ["lin@school.cn"]
    assert f"/{language}/account/confirm-email/" in mail.body
    assert "林老师" in mail.body


def test_where_accounts_are_made_by_the_county_nobody_joins(
    client: Client, settings: Settings
) -> None:
    settings.SIGNUP_OPEN = False

    assert gettext("Accounts are made for you") in join(client)
    assert not Person.objects.exists()


def test_who_is_signed_in_needs_no_second_account(client: Client) -> None:
    client.force_login(PersonFactory())

    assert client.get("/zh-hans/account/signup/").headers["Location"] == reverse("my")


@pytest.mark.parametrize(
    ("box", "ends_with_the_browser"), [({}, True), ({"remember": "on"}, False)]
)
def test_the_device_remembers_only_if_asked_to(
    client: Client, box: dict[str, str], ends_with_the_browser: bool
) -> None:
    join(client, **box)

    assert client.session.get_expire_at_browser_close() == ends_with_the_browser
