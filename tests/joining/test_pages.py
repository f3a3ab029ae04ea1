"""`join/`: what a newcomer, a mover and somebody who guesses meet there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from pytest_django import DjangoAssertNumQueries

from tests.accounts.conftest import Country
from tests.accounts.test_signup import GOOD
from tests.factories import PASSWORD, AssignmentFactory, PersonFactory, UnitFactory
from tests.joining.conftest import invite
from xinqiao.accounts.models import Person, Role
from xinqiao.accounts.services import remove_unit, take_role
from xinqiao.joining import codes
from xinqiao.joining.models import Invitation, JoinRequest
from xinqiao.joining.services import requests
from xinqiao.joining.services.invitations import end_invitation, join_by_code

pytestmark = pytest.mark.django_db

Browse = Callable[[Person], Client]

JOIN = "/zh-hans/join/"
ACCOUNT = "/zh-hans/account/"


def address(invitation: Invitation, language: str = "zh-hans") -> str:
    return f"/{language}/join/{invitation.written}/"


def belongs(person: Person, unit: object) -> bool:
    return person.assignments.filter(role=Role.LEARNER, unit=unit).exists()


# By a code


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_typed_code_leads_to_the_school(invitation: Invitation, language: str) -> None:
    response = Client().post(
        f"/{language}/join/", {"code": f" {invitation.written.lower()} "}, follow=True
    )

    page = response.content.decode()
    assert response.redirect_chain == [(address(invitation, language), 302)]
    with translation.override(language):
        assert invitation.unit.name in page
    assert f'href="/{language}/account/signup/?next={address(invitation, language)}"' in page


def test_a_slip_names_no_language_and_each_phone_has_its_own(invitation: Invitation) -> None:
    for asked, language in [("en", "en"), ("zh-CN", "zh-hans"), ("fr", "zh-hans")]:
        response = Client().get(f"/join/{invitation.written}/", headers={"Accept-Language": asked})
        assert response.headers["Location"] == address(invitation, language)
    assert Client().get("/join/").headers["Location"] == JOIN


def test_from_the_code_through_the_sign_up_into_the_school(invitation: Invitation) -> None:
    visitor = Client()
    page = visitor.get(address(invitation)).content.decode()
    sign_up = f"/zh-hans/account/signup/?next={address(invitation)}"
    assert sign_up in page
    form = visitor.get(sign_up).content.decode()
    assert f'name="next" value="{address(invitation)}"' in form

    response = visitor.post(
        "/zh-hans/account/signup/", GOOD | {"next": address(invitation)}, follow=True
    )

    assert response.redirect_chain == [(address(invitation), 302)]
    person = Person.objects.get(username="linlaoshi")
    assert not belongs(person, invitation.unit)
    visitor.post(address(invitation))
    assert belongs(person, invitation.unit)


def test_looking_at_a_code_joins_nobody(
    browser: Browse, newcomer: Person, invitation: Invitation
) -> None:
    page = browser(newcomer).get(address(invitation)).content.decode()

    assert newcomer.get_full_name() in page
    assert not belongs(newcomer, invitation.unit)


def test_a_visitor_joins_nothing_by_pressing_the_button(invitation: Invitation) -> None:
    response = Client().post(address(invitation))

    assert "account/signup/" in response.content.decode()
    assert not invitation.taken_by.exists()


def test_a_detour_to_a_new_password_loses_no_code(invitation: Invitation) -> None:
    person = PersonFactory(username="lin")
    visitor = Client()
    visitor.get(address(invitation))
    visitor.get("/zh-hans/account/password/reset/")
    visitor.post("/zh-hans/account/login/", {"login": "lin", "password": PASSWORD})

    assert address(invitation) in visitor.get("/zh-hans/my/").content.decode()
    assert invitation.written in visitor.get(JOIN).content.decode()

    visitor.post(address(invitation))
    assert belongs(person, invitation.unit)
    assert address(invitation) not in visitor.get("/zh-hans/my/").content.decode()


def test_who_moves_says_so_and_leaves_the_old_school(
    browser: Browse, country: Country, learner: Person, neighbour: Person
) -> None:
    invitation = invite(country, neighbour, unit=country.neighbour_school)
    client = browser(learner)
    assert f'value="{country.school.slug}"' in client.get(address(invitation)).content.decode()

    client.post(address(invitation), {"leaving": country.school.slug})

    assert belongs(learner, country.neighbour_school)
    assert not belongs(learner, country.school)


@pytest.mark.parametrize("leaving", ["baiyun", "no-such-unit", "../", "\0"])
def test_only_a_place_of_ones_own_can_be_left(
    browser: Browse, country: Country, learner: Person, supervisor: Person, leaving: str
) -> None:
    other = UnitFactory(parent=country.county)
    invitation = invite(country, supervisor, unit=other)

    response = browser(learner).post(address(invitation), {"leaving": leaving})

    assert response.context["form"].errors["leaving"]
    assert belongs(learner, country.school)
    assert not belongs(learner, other)


def test_joining_twice_is_said_calmly(
    browser: Browse, newcomer: Person, invitation: Invitation
) -> None:
    client = browser(newcomer)
    client.post(address(invitation))

    response = client.post(address(invitation), follow=True)

    words = gettext("You belong to %(unit)s already.") % {"unit": invitation.unit}
    assert response.redirect_chain == [(ACCOUNT, 302)]
    assert words in response.content.decode()
    invitation.refresh_from_db()
    assert invitation.used == 1


def test_who_was_taken_out_is_led_to_ask(
    browser: Browse, newcomer: Person, invitation: Invitation, supervisor: Person
) -> None:
    join_by_code(newcomer, invitation.code)
    take_role(newcomer, Role.LEARNER, unit=invitation.unit, by=supervisor)

    response = browser(newcomer).post(address(invitation))

    assert response.headers["Location"] == "/zh-hans/join/ask/"


def test_a_code_of_ones_own_is_for_others(
    browser: Browse, supervisor: Person, invitation: Invitation
) -> None:
    response = browser(supervisor).post(address(invitation))

    assert response.headers["Location"] == "/zh-hans/teach/codes/"
    assert not invitation.taken_by.exists()


# Codes that open nothing


def useless_codes(invitation: Invitation, supervisor: Person, country: Country) -> dict[str, str]:
    past, used_up, ended = (invite(country, supervisor) for _each in range(3))
    Invitation.objects.filter(pk=past.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    Invitation.objects.filter(pk=used_up.pk).update(used=3)
    end_invitation(ended, by=supervisor)
    gone = country.someone(Role.TRAINER, country.school)
    unbacked = invite(country, gone)
    take_role(gone, Role.TRAINER, unit=country.school)
    found = {"past": past, "used up": used_up, "ended": ended, "unbacked": unbacked}
    return {name: one.written for name, one in found.items()} | {
        "guessed": codes.written(codes.new_code()),
        "nonsense": "心桥",
        "long": "3" * 1000,
    }


@pytest.mark.parametrize("with_account", [True, False])
def test_all_codes_that_open_nothing_get_one_answer(
    browser: Browse,
    country: Country,
    invitation: Invitation,
    supervisor: Person,
    newcomer: Person,
    with_account: bool,
) -> None:
    client = browser(newcomer) if with_account else Client()
    answers = set()
    for code in useless_codes(invitation, supervisor, country).values():
        cache.clear()  # so many wrong ones would be too many
        for response in (
            client.post(JOIN, {"code": code}),
            client.get(f"{JOIN}{code}/"),
            client.post(f"{JOIN}{code}/"),
        ):
            page = response.content.decode().replace(code, "…")
            answers.add((response.status_code, page.split("<main")[1].split("csrf")[0]))
            answers.add(tuple(map(str, response.context["form"].errors["code"])))

    assert len(answers) == 2
    assert (gettext("This code opens nothing, or no longer does. Look at it once more."),) in (
        answers
    )
    assert not newcomer.assignments.exists()


def test_guessing_ends_after_ten_wrong_codes_for_right_ones_too(
    counting: None, browser: Browse, newcomer: Person, invitation: Invitation
) -> None:
    client = browser(newcomer)
    for _guess in range(10):
        assert client.post(JOIN, {"code": codes.new_code()}).status_code == 404

    for response in (
        client.post(JOIN, {"code": codes.new_code()}),
        client.get(address(invitation)),
        client.post(address(invitation)),
    ):
        assert response.status_code == 429
        assert int(response.headers["Retry-After"]) > 0
    assert not belongs(newcomer, invitation.unit)


def test_a_whole_school_behind_one_address_joins_at_once(
    counting: None, browser: Browse, country: Country, supervisor: Person
) -> None:
    invitation = invite(country, supervisor, uses=40)
    Client().post(JOIN, {"code": "not this one"})
    for person in PersonFactory.create_batch(12):
        client = browser(person)
        for _try in range(2):
            assert client.get(address(invitation)).status_code == 200
        assert client.post(address(invitation)).headers["Location"] == "/zh-hans/my/"

    invitation.refresh_from_db()
    assert invitation.used == 12


def test_one_address_guesses_no_further_than_the_limit(
    counting: None, settings: object, invitation: Invitation
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"join_code": "3/10m/ip"}  # type: ignore[attr-defined]
    for _guess in range(3):
        assert Client().get(f"{JOIN}{codes.new_code()}/").status_code == 404

    assert Client().get(address(invitation)).status_code == 429


# On request


def test_schools_are_found_by_their_name_and_by_that_of_their_county(
    browser: Browse, country: Country, newcomer: Person
) -> None:
    client = browser(newcomer)

    def found(text: str) -> set[str]:
        response = client.get("/zh-hans/join/ask/", {"q": text})
        return {
            school.slug
            for branch in response.context["found"].branches
            for school in branch.schools
        }

    assert found("") == {"liuwan", "baiyun"}
    assert found("柳湾") == {"liuwan"}
    assert found(" unit BAIYUN ") == {"baiyun"}
    assert found(country.county.name_zh) == {"liuwan"}
    assert found("没有这所") == found("%") == set()


def test_the_list_of_schools_ends_and_says_so(
    browser: Browse,
    country: Country,
    newcomer: Person,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    UnitFactory.create_batch(61, parent=country.county)
    client = browser(newcomer)

    with django_assert_max_num_queries(12):
        response = client.get("/zh-hans/join/ask/")

    assert response.context["found"].more
    words = gettext("There are more. Type a part of the name to find yours.")
    assert words in response.content.decode()


def test_a_request_is_sent_seen_and_withdrawn(
    browser: Browse, country: Country, newcomer: Person
) -> None:
    client = browser(newcomer)

    page = client.post(
        "/zh-hans/join/ask/liuwan/", {"note": "三年级语文老师"}, follow=True
    ).content.decode()
    asked = JoinRequest.objects.get()
    assert (asked.person, asked.unit, asked.note) == (newcomer, country.school, "三年级语文老师")
    assert "柳湾小学" in page
    assert gettext("Your request waits") in client.get("/zh-hans/join/ask/").content.decode()
    assert "柳湾小学" in client.get("/zh-hans/my/").content.decode()

    client.post(f"/zh-hans/join/requests/{asked.pk}/withdraw/")

    asked.refresh_from_db()
    assert asked.state == JoinRequest.State.WITHDRAWN
    assert "柳湾小学" not in client.get("/zh-hans/my/").content.decode()


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("no-such-school", "This school is no longer listed here. Nothing was sent."),
        ("qinghe", "This school is no longer listed here. Nothing was sent."),
    ],
)
def test_a_school_that_is_not_there_is_told(
    browser: Browse, country: Country, newcomer: Person, slug: str, words: str
) -> None:
    client = browser(newcomer)
    for response in (
        client.get(f"/zh-hans/join/ask/{slug}/", follow=True),
        client.post(f"/zh-hans/join/ask/{slug}/", {"note": ""}, follow=True),
    ):
        assert gettext(words) in response.content.decode()
    assert not JoinRequest.objects.exists()


def test_what_cannot_be_asked_is_told(
    browser: Browse, country: Country, newcomer: Person, learner: Person
) -> None:
    for person, words in [
        (learner, "You belong to %(unit)s already."),
        (newcomer, "Your request to %(unit)s waits for an answer already."),
    ]:
        client = browser(person)
        client.post("/zh-hans/join/ask/liuwan/")
        page = client.post("/zh-hans/join/ask/liuwan/", follow=True).content.decode()
        assert gettext(words) % {"unit": country.school} in page
    assert JoinRequest.objects.count() == 1


def test_a_note_too_long_is_shown_again_with_what_is_wrong(
    browser: Browse, country: Country, newcomer: Person
) -> None:
    response = browser(newcomer).post("/zh-hans/join/ask/liuwan/", {"note": "字" * 201})

    assert response.context["form"].errors["note"]
    assert "字" * 201 in response.content.decode()
    assert not JoinRequest.objects.exists()


def test_nobody_withdraws_what_somebody_else_asked(
    browser: Browse, country: Country, newcomer: Person, supervisor: Person
) -> None:
    asked = requests.ask_to_join(newcomer, country.school)

    for person in (supervisor, PersonFactory()):
        response = browser(person).post(f"/zh-hans/join/requests/{asked.pk}/withdraw/")
        assert response.status_code == 404
    assert JoinRequest.objects.waiting().exists()


def test_a_request_answered_meanwhile_is_not_withdrawn_and_that_is_told(
    browser: Browse, country: Country, newcomer: Person, supervisor: Person
) -> None:
    asked = requests.ask_to_join(newcomer, country.school)
    requests.accept(asked, by=supervisor)

    page = (
        browser(newcomer)
        .post(f"/zh-hans/join/requests/{asked.pk}/withdraw/", follow=True)
        .content.decode()
    )

    words = gettext("%(unit)s answered in the meantime: %(answer)s.")
    assert words % {"unit": "柳湾小学", "answer": gettext("accepted")} in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_who_is_declined_reads_the_reason_on_the_account_page(
    browser: Browse, country: Country, newcomer: Person, supervisor: Person, language: str
) -> None:
    asked = requests.ask_to_join(newcomer, country.school)
    requests.decline(asked, by=supervisor, reason="请用 <学校> 的邀请码。")

    page = browser(newcomer).get(f"/{language}/account/").content.decode()

    assert "请用 &lt;学校&gt; 的邀请码。" in page


def test_when_the_school_is_gone_the_request_says_so(
    browser: Browse, country: Country, newcomer: Person
) -> None:
    requests.ask_to_join(newcomer, country.school)
    remove_unit(country.school)

    page = browser(newcomer).get(ACCOUNT).content.decode()

    words = gettext("%(unit)s is no longer listed here, so nobody can answer your request.")
    assert words % {"unit": "柳湾小学"} in page


# Leaving


def test_one_leaves_after_being_told_what_stays(
    browser: Browse, country: Country, learner: Person
) -> None:
    client = browser(learner)
    held = learner.assignments.get()
    leave = f"/zh-hans/join/leave/{held.pk}/"
    assert leave in client.get(ACCOUNT).content.decode()

    client.get(leave)
    assert belongs(learner, country.school)

    client.post(leave)
    assert not belongs(learner, country.school)
    words = gettext("This role has ended already.")
    assert words in client.post(leave, follow=True).content.decode()


def test_nobody_leaves_for_somebody_else(
    browser: Browse, country: Country, learner: Person, supervisor: Person
) -> None:
    held = learner.assignments.get()

    for person in (supervisor, PersonFactory()):
        browser(person).post(f"/zh-hans/join/leave/{held.pk}/")

    assert belongs(learner, country.school)


@pytest.mark.parametrize(
    "path", ["join/ask/", "join/ask/liuwan/", "join/leave/1/", "join/requests/1/withdraw/"]
)
def test_a_visitor_is_asked_to_sign_in(country: Country, path: str) -> None:
    for response in (Client().get(f"/zh-hans/{path}"), Client().post(f"/zh-hans/{path}")):
        assert response.status_code == 405 or "/account/login/" in response.headers["Location"]


def test_no_page_of_joining_is_kept_by_any_store(
    browser: Browse, learner: Person, invitation: Invitation
) -> None:
    client = browser(learner)
    for path in (JOIN, address(invitation), "/zh-hans/join/ask/", "/zh-hans/join/ask/baiyun/"):
        for response in (client.get(path), Client().get(path)):
            assert "no-store" in response.headers["Cache-Control"]


def test_an_account_with_two_schools_lists_both(
    browser: Browse, country: Country, learner: Person
) -> None:
    AssignmentFactory(person=learner, unit=country.neighbour_school)

    page = browser(learner).get(ACCOUNT).content.decode()

    assert page.count("/join/leave/") == 2
