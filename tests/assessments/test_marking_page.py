"""`teach/marking/`: one answer after the other, without names; and results told together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from assessments.models import Attempt, Exam, Marking, Sitting
from assessments.teach.marking import NOT_YOURS
from tests.accounts.conftest import Country
from tests.assessments.factories import make_bank, make_exam, make_ready, make_sitting, single
from tests.assessments.marked_exams import ALL, TEXT, hand_in, mark_next, next_for
from tests.assessments.question_types.examples import essay
from tests.assessments.sitting_down import sit
from tests.factories import PersonFactory
from xinqiao.accounts.models import Person, Role

pytestmark = pytest.mark.django_db

Browse = Callable[[Person], Client]

INDEX = "/zh-hans/teach/marking/"


@dataclass
class Staff:
    rater: Person
    other_rater: Person
    supervisor: Person
    trainer: Person
    neighbour: Person
    learner: Person
    stranger: Person


@pytest.fixture
def staff(country: Country) -> Staff:
    return Staff(
        rater=country.someone(Role.RATER, country.county),
        other_rater=country.someone(Role.RATER, country.county),
        supervisor=country.someone(Role.SUPERVISOR, country.county),
        trainer=country.someone(Role.TRAINER, country.county),
        neighbour=country.someone(Role.RATER, country.neighbour),
        learner=country.someone(Role.LEARNER, country.school),
        stranger=PersonFactory(),
    )


def county_exam(country: Country, **rules: object) -> Exam:
    """A question with one right answer, and then an essay."""
    bank = make_bank(unit=country.county)
    keys = [
        str(make_ready(bank, **question).question.key)
        for question in ({"data": single()}, {"type": "essay", "data": essay()})
    ]
    slots = [{"kind": "fixed", "question": key} for key in keys]
    sections = [{"key": "all", "slots": slots}]
    return make_exam(bank=bank, sections=sections, shuffle_questions=False, **rules)


@pytest.fixture
def sitting(country: Country) -> Sitting:
    return make_sitting(county_exam(country), unit=country.county, title="清河县春季场")


@pytest.fixture
def handed_in(sitting: Sitting, staff: Staff) -> Attempt:
    return hand_in(sitting, staff.learner)


def next_place(exam: Exam) -> str:
    question = exam.unit.banks.get().questions.get(versions__type="essay")
    return f"{INDEX}exams/{exam.slug}/{question.key}/1/next/"


def words_of(client: Client, place: str) -> str:
    response = client.get(place)
    assert response.status_code == 200
    return response.content.decode()


def claimed_by(client: Client, exam: Exam) -> str:
    """The place of the answer that is claimed next."""
    place: str = client.post(next_place(exam)).headers["Location"]
    return place


def now(attempt: Attempt) -> float | None:
    attempt.refresh_from_db()
    return attempt.percent


# Doors


def test_nobody_else_finds_the_pages(
    browser: Browse, staff: Staff, sitting: Sitting, handed_in: Attempt
) -> None:
    held = next_for(staff.rater, sitting.exam)
    assert held
    place = f"{INDEX}{held.key}/"
    release = f"{INDEX}sittings/{sitting.key}/release/"
    for outsider in (staff.neighbour, staff.learner, staff.stranger):
        client = browser(outsider)
        for post in (place, f"{place}back/", release):
            assert client.post(post, {"level.a": "1"}).status_code == 404
        assert client.get(place).status_code == 404
    for outsider in (staff.learner, staff.stranger):
        assert browser(outsider).get(INDEX).status_code == 404
        assert browser(outsider).post(next_place(sitting.exam)).status_code == 404
    for leader in (staff.supervisor, staff.trainer):
        assert browser(leader).get(place).status_code == 404
        assert browser(leader).post(next_place(sitting.exam)).status_code == 404
    assert browser(staff.other_rater).get(place).status_code == 404
    assert browser(staff.other_rater).post(f"{place}back/").status_code == 404
    assert browser(staff.rater).post(release).status_code == 404
    held.refresh_from_db()
    assert (held.by, held.done_at) == (staff.rater, None)


def test_a_neighbours_rater_finds_an_empty_desk(
    browser: Browse, staff: Staff, sitting: Sitting, handed_in: Attempt
) -> None:
    client = browser(staff.neighbour)
    assert gettext("Nothing waits to be marked") in words_of(client, INDEX)
    assert claimed_by(client, sitting.exam) == INDEX
    assert not Marking.objects.exclude(by=None).exists()


def test_a_visitor_is_asked_to_sign_in(
    client: Client, sitting: Sitting, handed_in: Attempt
) -> None:
    key = Marking.objects.get().key
    for place in (INDEX, f"{INDEX}{key}/"):
        assert "/account/login/" in client.get(place).headers["Location"]
    posts = (next_place(sitting.exam), f"{INDEX}{key}/back/")
    for place in (*posts, f"{INDEX}sittings/{sitting.key}/release/"):
        assert "/account/login/" in client.post(place).headers["Location"]


def test_nothing_is_claimed_by_a_link(
    browser: Browse, staff: Staff, sitting: Sitting, handed_in: Attempt
) -> None:
    assert browser(staff.rater).get(next_place(sitting.exam)).status_code == 405


# Marking


def test_an_answer_is_shown_without_a_name_a_unit_or_a_sitting(
    browser: Browse, staff: Staff, country: Country, sitting: Sitting, handed_in: Attempt
) -> None:
    client = browser(staff.rater)
    place = claimed_by(client, sitting.exam)
    for page in (words_of(client, place), words_of(client, INDEX)):
        assert staff.learner.display_name not in page
        assert staff.learner.username not in page
        assert country.school.name not in page
        assert sitting.title not in page
        assert str(handed_in.key) not in page
    assert TEXT["text"] in words_of(client, place)
    assert "说得清楚" in words_of(client, place)


def test_from_one_candidate_to_the_next_and_to_the_end(
    browser: Browse, staff: Staff, sitting: Sitting, handed_in: Attempt
) -> None:
    second = hand_in(sitting)
    client = browser(staff.rater)
    place = claimed_by(client, sitting.exam)
    following = client.post(place, {"level.a": "1", "feedback": "看得很细。"}).headers["Location"]
    assert following not in (place, INDEX)
    last = client.post(following, {"level.a": "0"}, follow=True)
    assert gettext("No more answers to this question wait for you.") in last.content.decode()
    assert {now(handed_in), now(second)} == {50, 100}


def test_who_stops_is_led_back(browser: Browse, staff: Staff, sitting: Sitting) -> None:
    hand_in(sitting)
    hand_in(sitting)
    client = browser(staff.rater)
    place = claimed_by(client, sitting.exam)
    answer = client.post(place, {"level.a": "1", "then": "stop"})
    assert answer.headers["Location"] == INDEX
    assert Marking.objects.filter(by=None).count() == 1


def test_without_a_level_nothing_is_kept_and_what_was_typed_stays(
    browser: Browse, staff: Staff, sitting: Sitting, handed_in: Attempt
) -> None:
    client = browser(staff.rater)
    place = claimed_by(client, sitting.exam)
    for level in ({}, {"level.a": "7"}, {"level.a": "①"}, {"level.a": "-1"}):
        page = client.post(place, {"feedback": "看得很细。", **level}).content.decode()
        assert gettext("Choose a level.") in page
        assert "看得很细。" in page
    assert now(handed_in) is None


def test_words_that_the_site_publishes_nowhere_are_refused_and_the_level_stays(
    browser: Browse, staff: Staff, sitting: Sitting, handed_in: Attempt
) -> None:
    client = browser(staff.rater)
    place = claimed_by(client, sitting.exam)
    page = client.post(place, {"level.a": "1", "feedback": "要写明致死剂量。"}).content
    soup = BeautifulSoup(page, "html.parser")
    assert soup.select(".errorlist, .error")
    assert soup.select_one("[name='level.a'][value='1'][checked]")
    assert now(handed_in) is None


def test_who_comes_too_late_is_told_and_changes_nothing(
    browser: Browse, staff: Staff, sitting: Sitting, handed_in: Attempt
) -> None:
    client = browser(staff.rater)
    place = claimed_by(client, sitting.exam)
    with time_machine.travel(timezone.now() + timedelta(hours=9)):
        mark_next(staff.other_rater, sitting.exam, ALL)
        answer = browser(staff.rater).post(place, {"level.a": "0"}, follow=True)
    assert str(NOT_YOURS) in answer.content.decode()
    assert now(handed_in) == 100


def test_an_answer_is_given_back(
    browser: Browse, staff: Staff, sitting: Sitting, handed_in: Attempt
) -> None:
    client = browser(staff.rater)
    place = claimed_by(client, sitting.exam)
    assert client.post(f"{place}back/").headers["Location"] == INDEX
    assert client.get(place).status_code == 404
    assert claimed_by(browser(staff.other_rater), sitting.exam) == place


def test_an_answer_for_two_markers_is_one_answer(
    browser: Browse, staff: Staff, country: Country
) -> None:
    sitting = make_sitting(county_exam(country, marking={"markers": 2}))
    hand_in(sitting)
    hand_in(sitting)
    said = ngettext("%(n)s answer waits", "%(n)s answers wait", 2) % {"n": 2}
    assert said in words_of(browser(staff.rater), INDEX)
    client = browser(staff.rater)
    said = ngettext("%(n)s more waits", "%(n)s more wait", 1) % {"n": 1}
    assert said in words_of(client, claimed_by(client, sitting.exam))


# Results


def test_the_candidate_reads_that_it_is_being_marked_and_then_the_words(
    browser: Browse, staff: Staff, sitting: Sitting, handed_in: Attempt
) -> None:
    client = browser(staff.learner)
    result = f"/zh-hans/my/exams/attempts/{handed_in.key}/result/"
    waiting = gettext(
        "Thank you. Some answers are read by a person; the result will be here, and you will be told."
    )
    assert waiting in words_of(client, result)
    mark_next(staff.rater, sitting.exam, ALL, "看得很细。")
    page = words_of(client, result)
    assert "看得很细。" in page
    assert staff.rater.display_name not in page


def test_words_to_the_candidate_wait_for_the_release(
    browser: Browse, staff: Staff, country: Country
) -> None:
    sitting = make_sitting(county_exam(country, marking={"release": "together"}))
    attempt = hand_in(sitting, staff.learner)
    mark_next(staff.rater, sitting.exam, ALL, "看得很细。")
    result = f"/zh-hans/my/exams/attempts/{attempt.key}/result/"
    assert "看得很细。" not in words_of(browser(staff.learner), result)
    export = words_of(browser(staff.learner), "/zh-hans/my/export.json")
    assert '"percent": null' in export and "看得很细。" not in export

    place = f"{INDEX}sittings/{sitting.key}/release/"
    assert place in words_of(browser(staff.supervisor), INDEX)
    assert browser(staff.supervisor).post(place).headers["Location"] == INDEX

    assert "看得很细。" in words_of(browser(staff.learner), result)
    export = words_of(browser(staff.learner), "/zh-hans/my/export.json")
    assert '"percent": 100.0' in export and "看得很细。" in export


def test_leaders_read_how_far_it_is_and_release_nothing_before(
    browser: Browse, staff: Staff, country: Country
) -> None:
    sitting = make_sitting(county_exam(country, marking={"release": "together"}))
    waiting, marked = hand_in(sitting), sit(sitting, ["a"])
    client = browser(staff.trainer)
    said = gettext("%(marked)s of %(all)s marked") % {"marked": 1, "all": 2}
    page = words_of(client, INDEX)
    assert said in page
    place = f"{INDEX}sittings/{sitting.key}/release/"
    assert place not in page
    client.post(place)
    for attempt in (waiting, marked):
        attempt.refresh_from_db()
        assert attempt.released_at is None


# What it costs


def test_pages_cost_the_same_however_many_candidates(
    browser: Browse, staff: Staff, sitting: Sitting, handed_in: Attempt
) -> None:
    rater, leader = browser(staff.rater), browser(staff.supervisor)

    def measured() -> dict[str, int]:
        held = next_for(staff.rater, sitting.exam)
        assert held
        place = f"{INDEX}{held.key}/"
        counts = {}
        for name, client, address in (
            ("queues", rater, INDEX),
            ("sittings", leader, INDEX),
            ("answer", rater, place),
        ):
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts[name] = len(captured)
        with CaptureQueriesContext(connection) as captured:
            rater.post(place, {"level.a": "1"})
        return counts | {"keep, and to the next": len(captured)}

    hand_in(sitting)
    few = measured()
    for _ in range(12):
        hand_in(sitting)
    assert measured() == few
    assert few["queues"] <= 20 and few["answer"] <= 20
