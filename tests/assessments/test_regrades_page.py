"""`teach/regrades/`: proposed by one, approved by another, and nobody else finds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, ngettext

from assessments.models import Attempt, Exam, QuestionVersion, Regrade, Sitting
from assessments.regrading import applying, deciding
from assessments.regrading.effects import How
from tests.accounts.conftest import Country
from tests.assessments.factories import make_bank, make_exam, make_ready, make_sitting, single
from tests.assessments.sitting_down import sit
from tests.factories import PersonFactory
from xinqiao.accounts.models import Person, Role

pytestmark = pytest.mark.django_db

Browse = Callable[[Person], Client]

INDEX = "/zh-hans/teach/regrades/"


@dataclass
class Staff:
    trainer: Person
    supervisor: Person
    rater: Person
    neighbour: Person
    learner: Person
    stranger: Person

    @property
    def outsiders(self) -> list[Person]:
        return [self.rater, self.neighbour, self.learner, self.stranger]


@pytest.fixture
def staff(country: Country) -> Staff:
    return Staff(
        trainer=country.someone(Role.TRAINER, country.county),
        supervisor=country.someone(Role.SUPERVISOR, country.county),
        rater=country.someone(Role.RATER, country.county),
        neighbour=country.someone(Role.TRAINER, country.neighbour),
        learner=country.someone(Role.LEARNER, country.school),
        stranger=PersonFactory(),
    )


@pytest.fixture
def exam(country: Country) -> Exam:
    bank = make_bank(unit=country.county)
    keys = [str(make_ready(bank, data=single(f"第 {n} 题？")).question.key) for n in range(2)]
    slots = [{"kind": "fixed", "question": key} for key in keys]
    sections = [{"key": "all", "slots": slots}]
    return make_exam(bank=bank, sections=sections, shuffle_questions=False)


@pytest.fixture
def sitting(exam: Exam) -> Sitting:
    return make_sitting(exam)


@pytest.fixture
def attempt(sitting: Sitting, staff: Staff) -> Attempt:
    return sit(sitting, ["b", "a"], staff.learner)


def first_of(exam: Exam) -> QuestionVersion:
    return QuestionVersion.objects.order_by("pk")[0]


def place_of(exam: Exam) -> str:
    return f"{INDEX}exams/{exam.slug}/{first_of(exam).question.key}/1/"


def proposed_by(person: Person, exam: Exam) -> Regrade:
    return deciding.propose(exam, first_of(exam), How("full"), reason="题干有误", by=person)


def words_of(client: Client, place: str) -> str:
    response = client.get(place)
    assert response.status_code == 200
    return response.content.decode()


def test_nobody_else_finds_the_pages(
    browser: Browse, staff: Staff, exam: Exam, attempt: Attempt
) -> None:
    regrade = proposed_by(staff.trainer, exam)
    here = f"{INDEX}{regrade.key}/"
    for outsider in staff.outsiders:
        client = browser(outsider)
        for place in (here, f"{INDEX}exams/{exam.slug}/", place_of(exam)):
            assert client.get(place).status_code == 404
        form = {"way": "full", "reason": "题干有误"}
        for place in (f"{here}approve/", f"{here}decline/", place_of(exam)):
            assert client.post(place, form).status_code == 404
    for outsider in (staff.rater, staff.learner, staff.stranger):
        assert browser(outsider).get(INDEX).status_code == 404
    assert first_of(exam).title not in words_of(browser(staff.neighbour), INDEX)
    regrade.refresh_from_db()
    assert regrade.state == "proposed"


def test_a_supervisor_approves_and_proposes_nothing(
    browser: Browse, staff: Staff, exam: Exam, attempt: Attempt
) -> None:
    client = browser(staff.supervisor)
    assert client.get(place_of(exam)).status_code == 404
    assert client.post(place_of(exam), {"way": "full", "reason": "题干有误"}).status_code == 404
    assert words_of(client, INDEX)


def test_a_visitor_is_asked_to_sign_in(
    client: Client, staff: Staff, exam: Exam, attempt: Attempt
) -> None:
    regrade = proposed_by(staff.trainer, exam)
    here = f"{INDEX}{regrade.key}/"
    for place in (INDEX, here, f"{INDEX}exams/{exam.slug}/", place_of(exam)):
        assert "/account/login/" in client.get(place).headers["Location"]
    for place in (f"{here}approve/", f"{here}decline/"):
        assert "/account/login/" in client.post(place).headers["Location"]


def test_who_may_not_see_the_bank_proposes_and_approves_nothing(
    browser: Browse, country: Country, staff: Staff, exam: Exam, attempt: Attempt
) -> None:
    regrade = proposed_by(staff.trainer, exam)
    bank = exam.unit.banks.get()
    bank.unit = country.neighbour
    bank.save()
    client = browser(staff.supervisor)
    assert client.get(f"{INDEX}{regrade.key}/").status_code == 404
    assert client.post(f"{INDEX}{regrade.key}/approve/").status_code == 404
    assert browser(staff.trainer).get(place_of(exam)).status_code == 404


def test_from_the_question_to_the_changed_result(
    browser: Browse, staff: Staff, exam: Exam, attempt: Attempt
) -> None:
    trainer = browser(staff.trainer)
    assert f"{INDEX}exams/{exam.slug}/" in words_of(trainer, INDEX)
    assert place_of(exam) in words_of(trainer, f"{INDEX}exams/{exam.slug}/")
    preview = words_of(trainer, f"{place_of(exam)}?way=full")
    assert gettext("not passed → passed") in preview
    assert staff.learner.display_name in preview
    made = trainer.post(place_of(exam), {"way": "full", "reason": "题干有误"})
    here = made.headers["Location"]
    own = trainer.post(f"{here}approve/", follow=True).content.decode()
    assert gettext("You proposed this: somebody else has to approve it.") in own

    browser(staff.supervisor).post(f"{here}approve/")
    applying.apply(Regrade.objects.get())
    attempt.refresh_from_db()
    assert (attempt.percent, attempt.passed) == (100, True)
    assert gettext("What has changed") in words_of(browser(staff.supervisor), here)
    result = f"/zh-hans/my/exams/attempts/{attempt.key}/result/"
    assert "题干有误" in words_of(browser(staff.learner), result)


def test_names_stand_only_where_the_reader_may_know_them(
    browser: Browse, country: Country, staff: Staff, exam: Exam, sitting: Sitting
) -> None:
    other = country.someone(Role.LEARNER, country.neighbour_school)
    sit(sitting, ["b", "a"], other)
    page = words_of(browser(staff.trainer), f"{place_of(exam)}?way=full")
    assert other.display_name not in page
    hidden = ngettext(
        "%(n)s person is outside the units whose people you may see.",
        "%(n)s people are outside the units whose people you may see.",
        1,
    )
    assert hidden % {"n": 1} in page


@pytest.mark.parametrize("asked", ["way=key", "way=key&by=9", "way=both&by=x", "way=nonsense"])
def test_what_makes_no_sense_is_asked_again(
    browser: Browse, staff: Staff, exam: Exam, attempt: Attempt, asked: str
) -> None:
    page = words_of(browser(staff.trainer), f"{place_of(exam)}?{asked}")
    assert gettext("Choose how, and an approved version for another key.") in page


def test_without_a_reason_nothing_is_proposed(
    browser: Browse, staff: Staff, exam: Exam, attempt: Attempt
) -> None:
    client = browser(staff.trainer)
    for form in ({"way": "full"}, {"way": "full", "reason": "  "}, {"reason": "题干有误"}):
        assert client.post(place_of(exam), form).status_code == 200
    assert not Regrade.objects.exists()


def test_a_proposal_is_taken_back(
    browser: Browse, staff: Staff, exam: Exam, attempt: Attempt
) -> None:
    regrade = proposed_by(staff.trainer, exam)
    browser(staff.trainer).post(f"{INDEX}{regrade.key}/decline/")
    regrade.refresh_from_db()
    assert regrade.state == "declined"
    browser(staff.supervisor).post(f"{INDEX}{regrade.key}/approve/")
    regrade.refresh_from_db()
    assert regrade.state == "declined"


def test_the_pages_cost_the_same_however_many_sat(
    browser: Browse, staff: Staff, exam: Exam, sitting: Sitting, attempt: Attempt
) -> None:
    client = browser(staff.trainer)
    regrade = proposed_by(staff.trainer, exam)
    places = (f"{place_of(exam)}?way=full", f"{INDEX}{regrade.key}/", INDEX)

    def measured() -> list[int]:
        counts = []
        for place in places:
            client.get(place)
            with CaptureQueriesContext(connection) as captured:
                client.get(place)
            counts.append(len(captured))
        return counts

    few = measured()
    for _ in range(6):
        sit(sitting, ["b", "a"])
    assert measured() == few
