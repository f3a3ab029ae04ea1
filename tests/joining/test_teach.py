"""`teach/people/`, `requests/` and `codes/`: as a supervisor, a stranger and the county next door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import gettext
from pytest_django import DjangoAssertNumQueries

from tests.accounts.conftest import Country
from tests.factories import AssignmentFactory, PersonFactory
from tests.joining.conftest import in_days, invite
from xinqiao.accounts.models import Action, AuditEntry, Person, Role
from xinqiao.joining.models import Invitation, JoinRequest
from xinqiao.joining.services.requests import ask_to_join, decline

pytestmark = pytest.mark.django_db

Browse = Callable[[Person], Client]

TEACH = "/zh-hans/teach/"
PEOPLE = f"{TEACH}people/"
REQUESTS = f"{TEACH}requests/"
CODES = f"{TEACH}codes/"


@pytest.fixture
def asked(country: Country, newcomer: Person) -> JoinRequest:
    return ask_to_join(newcomer, country.school, note="<b>三年级</b>语文老师")


def words_of(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


# Doors


@pytest.fixture
def places(learner: Person, asked: JoinRequest, invitation: Invitation) -> list[tuple[str, str]]:
    """Every address of something in the county, and how it is asked."""
    held = learner.assignments.get()
    return [
        ("get", f"{PEOPLE}{learner.public_id}/"),
        ("post", f"{PEOPLE}{learner.public_id}/"),
        ("get", f"{TEACH}roles/{held.pk}/end/"),
        ("post", f"{TEACH}roles/{held.pk}/end/"),
        ("post", f"{REQUESTS}{asked.pk}/accept/"),
        ("post", f"{REQUESTS}{asked.pk}/decline/"),
        ("get", f"{CODES}{invitation.pk}/"),
        ("post", f"{CODES}{invitation.pk}/end/"),
        ("get", f"{PEOPLE}?unit=liuwan"),
    ]


FORM = {"role": "trainer", "unit": "liuwan", "reason": "不认识"}


def test_the_county_next_door_finds_nothing_of_it(
    browser: Browse,
    neighbour: Person,
    places: list[tuple[str, str]],
    learner: Person,
    asked: JoinRequest,
    invitation: Invitation,
) -> None:
    client = browser(neighbour)

    for method, place in places:
        assert getattr(client, method)(place, FORM if method == "post" else {}).status_code == 404
    for page in map(words_of, map(client.get, (PEOPLE, REQUESTS, CODES))):
        assert learner.username not in page
        assert asked.person.username not in page
        assert invitation.written not in page
    nothing_has_changed(learner, asked)


@pytest.mark.parametrize("role", [None, Role.LEARNER, Role.AUTHOR, Role.DATA_OFFICER])
def test_those_who_may_give_nothing_find_no_such_page(
    browser: Browse,
    country: Country,
    places: list[tuple[str, str]],
    learner: Person,
    asked: JoinRequest,
    role: Role | None,
) -> None:
    client = browser(country.someone(role, country.county) if role else PersonFactory())

    for method, place in [*places, ("get", PEOPLE), ("get", REQUESTS), ("get", CODES)]:
        assert getattr(client, method)(place, FORM if method == "post" else {}).status_code == 404
    nothing_has_changed(learner, asked)


def nothing_has_changed(learner: Person, asked: JoinRequest) -> None:
    assert list(learner.assignments.values_list("role", flat=True)) == ["learner"]
    assert JoinRequest.objects.waiting().get() == asked
    assert Invitation.objects.open().count() == 1


def test_a_visitor_is_asked_to_sign_in(places: list[tuple[str, str]]) -> None:
    for method, place in [*places, ("get", PEOPLE), ("get", REQUESTS), ("get", CODES)]:
        response = getattr(Client(), method)(place)
        assert response.headers["Location"].startswith("/zh-hans/account/login/")


# People


def test_a_supervisor_reads_who_belongs_to_the_county(
    browser: Browse, country: Country, supervisor: Person, learner: Person
) -> None:
    AssignmentFactory(person=PersonFactory(username="next-door"), unit=country.neighbour_school)
    author = country.someone(Role.AUTHOR, country.school)
    client = browser(supervisor)

    page = words_of(client.get(PEOPLE))
    assert {learner.username, author.username, supervisor.username} == listed(client.get(PEOPLE))
    assert "next-door" not in page
    assert learner.username not in words_of(client.get(PEOPLE, {"q": author.display_name}))
    assert supervisor.username not in listed(client.get(PEOPLE, {"unit": "liuwan"}))


def listed(response: HttpResponse) -> set[str]:
    return {person.username for person in response.context["page"]}  # type: ignore[attr-defined]


def test_roles_in_other_counties_stay_out_of_sight(
    browser: Browse, country: Country, supervisor: Person, learner: Person
) -> None:
    AssignmentFactory(person=learner, role=Role.AUTHOR, unit=country.neighbour)
    client = browser(supervisor)

    for page in (client.get(PEOPLE), client.get(f"{PEOPLE}{learner.public_id}/")):
        assert country.neighbour.name not in words_of(page)


def test_a_trainer_reads_of_learners_only(
    browser: Browse, country: Country, learner: Person
) -> None:
    author = country.someone(Role.AUTHOR, country.school)
    trainer = country.someone(Role.TRAINER, country.county)

    assert listed(browser(trainer).get(PEOPLE)) == {learner.username}
    assert browser(trainer).get(f"{PEOPLE}{author.public_id}/").status_code == 404


def test_the_list_of_people_stays_cheap(
    browser: Browse,
    country: Country,
    supervisor: Person,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    AssignmentFactory.create_batch(30, unit=country.school)
    client = browser(supervisor)

    with django_assert_max_num_queries(20):
        assert len(listed(client.get(PEOPLE))) == 31


def test_a_role_is_given_and_ended(
    browser: Browse, country: Country, supervisor: Person, learner: Person
) -> None:
    client = browser(supervisor)
    page = f"{PEOPLE}{learner.public_id}/"

    client.post(page, {"role": "trainer", "unit": "liuwan"})

    given = learner.assignments.get(role=Role.TRAINER)
    assert given.unit == country.school
    end = f"{TEACH}roles/{given.pk}/end/"
    assert end in words_of(client.get(page))
    client.get(end)
    assert learner.assignments.filter(role=Role.TRAINER).exists()
    client.post(end)
    assert not learner.assignments.filter(role=Role.TRAINER).exists()


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        ("trainer", "nanjiang"),
        ("supervisor", "qinghe"),
        ("learner", "baiyun"),
        ("manager", "liuwan"),
    ],
)
def test_a_role_beyond_ones_reach_is_refused_in_words_and_written_down(
    browser: Browse, supervisor: Person, learner: Person, role: str, unit: str
) -> None:
    response = browser(supervisor).post(
        f"{PEOPLE}{learner.public_id}/", {"role": role, "unit": unit}
    )

    words = gettext("This role is not yours to give or end at this unit. Nothing was changed.")
    assert words in words_of(response)
    assert learner.assignments.count() == 1
    entry = AuditEntry.objects.get(action=Action.ROLE_REFUSED)
    assert (entry.actor, entry.person, entry.details["role"]) == (supervisor, learner, role)


def test_a_role_for_oneself_is_refused_in_words_and_written_down(
    browser: Browse, supervisor: Person
) -> None:
    client = browser(supervisor)

    response = client.post(
        f"{PEOPLE}{supervisor.public_id}/", {"role": "trainer", "unit": "liuwan"}
    )

    assert gettext("This is you. Nobody gives a role to themselves; somebody above you can.") in (
        words_of(response)
    )
    assert supervisor.assignments.count() == 1
    assert AuditEntry.objects.get(action=Action.ROLE_REFUSED).person == supervisor


def test_nobody_is_pulled_into_a_county(
    browser: Browse, country: Country, neighbour: Person, learner: Person
) -> None:
    """To see somebody's progress, one would only have to make them one's learner."""
    response = browser(neighbour).post(
        f"{PEOPLE}{learner.public_id}/", {"role": "learner", "unit": "baiyun"}
    )

    assert response.status_code == 404
    assert learner.assignments.count() == 1


@pytest.mark.parametrize(
    "form", [{}, {"role": "king", "unit": "liuwan"}, {"role": "trainer", "unit": "nowhere"}]
)
def test_a_form_that_says_nothing_useful_comes_back(
    browser: Browse, supervisor: Person, learner: Person, form: dict[str, str]
) -> None:
    response = browser(supervisor).post(f"{PEOPLE}{learner.public_id}/", form)

    assert response.context["form"].errors
    assert learner.assignments.count() == 1


def test_an_equal_is_not_ended_through_a_direct_post(
    browser: Browse, country: Country, supervisor: Person
) -> None:
    equal = AssignmentFactory(role=Role.SUPERVISOR, unit=country.county)
    client = browser(supervisor)
    end = f"{TEACH}roles/{equal.pk}/end/"
    assert end not in words_of(client.get(f"{PEOPLE}{equal.person.public_id}/"))

    page = words_of(client.post(end, follow=True))

    assert (
        gettext("This role is not yours to give or end at this unit. Nothing was changed.") in page
    )
    assert equal.person.assignments.exists()


# Requests


def test_a_request_is_accepted(browser: Browse, supervisor: Person, asked: JoinRequest) -> None:
    client = browser(supervisor)
    page = words_of(client.get(REQUESTS))
    assert "&lt;b&gt;三年级&lt;/b&gt;语文老师" in page

    client.post(f"{REQUESTS}{asked.pk}/accept/")

    assert asked.person.assignments.get().unit == asked.unit
    assert f"{REQUESTS}{asked.pk}/accept/" not in words_of(client.get(REQUESTS))


def test_a_request_is_declined_with_a_reason_or_not_at_all(
    browser: Browse, supervisor: Person, asked: JoinRequest
) -> None:
    client = browser(supervisor)
    place = f"{REQUESTS}{asked.pk}/decline/"

    for empty in ("", "  ", "字" * 301):
        assert 'class="error"' in words_of(client.post(place, {"reason": empty}))
    assert JoinRequest.objects.waiting().exists()

    client.post(place, {"reason": "请向中心校申请。"})
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == ("declined", "请向中心校申请。")


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_the_second_to_answer_reads_who_was_first(
    browser: Browse, country: Country, supervisor: Person, asked: JoinRequest, answer: str
) -> None:
    first = country.someone(Role.TRAINER, country.school)
    decline(asked, by=first, reason="请向中心校申请。")

    response = browser(supervisor).post(
        f"{REQUESTS}{asked.pk}/{answer}/", {"reason": "别的理由"}, follow=True
    )

    assert first.get_full_name() in words_of(response)
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == ("declined", "请向中心校申请。")
    assert not asked.person.assignments.exists()


def test_ones_own_request_is_for_others_to_answer(
    browser: Browse, country: Country, supervisor: Person
) -> None:
    own = ask_to_join(supervisor, country.school)
    client = browser(supervisor)

    assert str(own.unit) not in words_of(client.get(REQUESTS)).split("</nav>")[-1]
    assert client.post(f"{REQUESTS}{own.pk}/accept/").status_code == 404


def test_the_tabs_count_who_waits(browser: Browse, supervisor: Person, asked: JoinRequest) -> None:
    for page in (TEACH, PEOPLE, CODES):
        assert f"{gettext('Requests')} (1)" in words_of(browser(supervisor).get(page))


# Codes


def terms(**changes: Any) -> dict[str, Any]:
    return {"role": "learner", "unit": "liuwan", "uses": "30", "ends_on": in_days(7)} | changes


def test_a_code_is_made_shown_and_printed(browser: Browse, supervisor: Person) -> None:
    client = browser(supervisor)

    response = client.post(CODES, terms(), follow=True)

    made = Invitation.objects.get()
    assert response.redirect_chain == [(f"{CODES}{made.pk}/", 302)]
    slips = words_of(response)
    assert slips.count('class="slip-code"') == 8
    assert slips.count("柳湾小学") >= 8
    assert "Unit liuwan" in slips
    assert "127.0.0.1:8000/join" in slips
    assert "<svg" in slips
    assert "http-equiv" not in slips
    assert slips.count(made.written) >= 9
    assert words_of(client.get(f"{CODES}{made.pk}/?n=16")).count('class="slip-code"') == 16
    assert words_of(client.get(f"{CODES}{made.pk}/?n=99999")).count('class="slip-code"') == 8
    assert made.written in words_of(client.get(CODES))


def test_a_code_is_ended_and_prints_no_more(
    browser: Browse, supervisor: Person, invitation: Invitation
) -> None:
    client = browser(supervisor)

    client.post(f"{CODES}{invitation.pk}/end/")

    assert not Invitation.objects.open().exists()
    assert invitation.written not in words_of(client.get(CODES))
    assert 'class="slip' not in words_of(client.get(f"{CODES}{invitation.pk}/"))


@pytest.mark.parametrize(
    "fault",
    [
        {"uses": "0"},
        {"uses": "501"},
        {"uses": "many"},
        {"ends_on": in_days(-1)},
        {"ends_on": in_days(400)},
        {"ends_on": "0000-99-99"},
        {"unit": "baiyun"},
        {"unit": "qinghe", "role": "supervisor"},
        {"role": "data_officer"},
        {"role": ""},
    ],
)
def test_what_is_wrong_with_a_code_is_said(
    browser: Browse, supervisor: Person, fault: dict[str, str]
) -> None:
    page = browser(supervisor).post(CODES, terms(**fault)).content.decode()

    assert 'class="error"' in page or 'data-tone="error"' in page
    assert not Invitation.objects.exists()


def test_a_trainer_makes_codes_for_learners_only(browser: Browse, country: Country) -> None:
    trainer = country.someone(Role.TRAINER, country.school)
    client = browser(trainer)
    staff = invite(country, country.someone(Role.SUPERVISOR, country.county), role=Role.TRAINER)

    assert staff.written not in words_of(client.get(CODES))
    assert client.get(f"{CODES}{staff.pk}/").status_code == 404
    client.post(CODES, terms())
    assert Invitation.objects.filter(made_by=trainer, role=Role.LEARNER).exists()
