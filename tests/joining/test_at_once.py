"""Several people at the same moment, each on a connection of their own."""

from __future__ import annotations

import pytest

from tests.accounts.conftest import Country
from tests.at_once import at_once
from tests.factories import PersonFactory
from tests.joining.conftest import invite
from xinqiao.accounts.models import Assignment, Person, Role
from xinqiao.joining.models import JoinRequest
from xinqiao.joining.services import requests
from xinqiao.joining.services.invitations import JoinedBefore, NotValid, join_by_code

pytestmark = pytest.mark.django_db(transaction=True)


def test_on_the_last_use_exactly_one_joins(country: Country, supervisor: Person) -> None:
    invitation = invite(country, supervisor, uses=2)
    join_by_code(PersonFactory(), invitation.code)
    rivals = PersonFactory.create_batch(4)

    outcomes = at_once(
        *(lambda rival=rival: join_by_code(rival, invitation.code) for rival in rivals)
    )

    invitation.refresh_from_db()
    assert outcomes == [NotValid.__name__] * 3 + ["done"]
    assert (invitation.used, invitation.taken_by.count()) == (2, 2)
    assert Assignment.objects.filter(person__in=rivals).count() == 1


def test_two_tabs_of_one_person_use_one_up(country: Country, supervisor: Person) -> None:
    invitation = invite(country, supervisor)
    person = PersonFactory()

    outcomes = at_once(*[lambda: join_by_code(person, invitation.code)] * 3)

    invitation.refresh_from_db()
    assert outcomes == [JoinedBefore.__name__] * 2 + ["done"]
    assert invitation.used == 1


def test_of_two_answers_at_once_one_counts(country: Country, supervisor: Person) -> None:
    trainer = country.someone(Role.TRAINER, country.school)
    asked = requests.ask_to_join(PersonFactory(), country.school)

    outcomes = at_once(
        lambda: requests.accept(asked, by=supervisor),
        lambda: requests.decline(asked, by=trainer, reason="请用邀请码。"),
    )

    assert outcomes == [requests.AnsweredBefore.__name__, "done"]
    answered = JoinRequest.objects.get(pk=asked.pk)
    assert asked.person.assignments.exists() == (answered.state == JoinRequest.State.ACCEPTED)
