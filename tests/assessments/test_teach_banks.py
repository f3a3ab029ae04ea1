"""`teach/banks/`: who sees which questions, and who decides what about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext

from assessments import authoring
from assessments.authoring import Written
from assessments.models import Bank, QuestionVersion
from tests.accounts.conftest import Country
from tests.assessments.factories import both, make_bank, make_draft, make_pool, make_ready, single
from tests.assessments.question_types.examples import EXAMPLES, Example
from tests.factories import AssignmentFactory, PersonFactory
from xinqiao.accounts.models import Action, AuditEntry, Person, Role
from xinqiao.notifications.models import Notice

pytestmark = pytest.mark.django_db

Status = QuestionVersion.Status
Browse = Callable[[Person], Client]

BANKS = "/zh-hans/teach/banks/"
BANK = f"{BANKS}county/"
DECISIONS = ["hand-in", "approve", "send-back", "retire"]


@dataclass
class Staff:
    """Those around the bank of a county, and those who have nothing to do with it."""

    author: Person
    trainer: Person
    reviewer: Person
    supervisor: Person
    neighbour: Person
    learner: Person
    stranger: Person

    @property
    def outsiders(self) -> list[Person]:
        return [self.neighbour, self.learner, self.stranger]


@pytest.fixture
def staff(country: Country) -> Staff:
    return Staff(
        author=country.someone(Role.AUTHOR, country.county),
        trainer=country.someone(Role.TRAINER, country.county),
        reviewer=country.someone(Role.REVIEWER, country.county),
        supervisor=country.someone(Role.SUPERVISOR, country.county),
        neighbour=country.someone(Role.TRAINER, country.neighbour),
        learner=country.someone(Role.LEARNER, country.county),
        stranger=PersonFactory(),
    )


@pytest.fixture
def bank(country: Country) -> Bank:
    return make_bank(unit=country.county)


@pytest.fixture
def draft(bank: Bank, staff: Staff) -> QuestionVersion:
    return authoring.write(bank, Written("single", single(), tags=["A"]), by=staff.author)


@pytest.fixture
def in_review(draft: QuestionVersion) -> QuestionVersion:
    authoring.hand_in(draft)
    return draft


def place_of(version: QuestionVersion, *more: str) -> str:
    return "/".join([f"{BANK}{version.question.key}", *more, ""])


def words_of(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


def page_in(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(words_of(response), "html.parser")


def now(version: QuestionVersion) -> str:
    version.refresh_from_db()
    return version.status


# Doors


def test_nobody_else_finds_the_pages(
    browser: Browse, staff: Staff, bank: Bank, in_review: QuestionVersion
) -> None:
    ready = make_ready(bank)

    for outsider in staff.outsiders:
        client = browser(outsider)
        for place in (BANKS, BANK, place_of(in_review)):
            assert client.get(place).status_code == 404
        for version in (in_review, ready):
            for decision in DECISIONS:
                form = {"read": version.content_hash}
                assert client.post(place_of(version, decision), form).status_code == 404

    assert now(in_review) == Status.IN_REVIEW
    assert now(ready) == Status.READY


def test_a_visitor_is_asked_to_sign_in(client: Client, in_review: QuestionVersion) -> None:
    for place in (BANKS, BANK, place_of(in_review)):
        assert "/account/login/" in client.get(place).headers["Location"]
    for decision in DECISIONS:
        response = client.post(place_of(in_review, decision))
        assert "/account/login/" in response.headers["Location"]
    assert now(in_review) == Status.IN_REVIEW


def test_a_decision_is_never_taken_by_a_link(
    browser: Browse, staff: Staff, in_review: QuestionVersion
) -> None:
    for decision in DECISIONS:
        response = browser(staff.reviewer).get(place_of(in_review, decision))
        assert response.status_code == 405


def test_a_question_is_found_in_its_own_bank_alone(
    browser: Browse, staff: Staff, country: Country, draft: QuestionVersion
) -> None:
    make_bank("other", unit=country.county)
    address = f"{BANKS}other/{draft.question.key}/"
    assert browser(staff.author).get(address).status_code == 404


# Banks


def test_the_list_tells_whose_a_bank_is_how_it_is_shared_and_how_it_stands(
    browser: Browse, staff: Staff, country: Country, bank: Bank, in_review: QuestionVersion
) -> None:
    make_ready(bank)
    make_draft(bank)
    bank.shared_with.add(country.neighbour)

    page = words_of(browser(staff.reviewer).get(BANKS))

    assert "县题库" in page
    assert country.county.name in page
    assert country.neighbour.name in page
    (row,) = browser(staff.reviewer).get(BANKS).context["rows"]
    assert row.counts == {Status.DRAFT: 1, Status.IN_REVIEW: 1, Status.READY: 1}
    assert (row.writes, row.reviews) == (False, True)


def test_who_is_invited_reads_and_decides_nothing(
    browser: Browse, staff: Staff, country: Country, bank: Bank, in_review: QuestionVersion
) -> None:
    bank.shared_with.add(country.neighbour)
    client = browser(staff.neighbour)

    assert not page_in(client.get(place_of(in_review))).select("main form")
    for decision in DECISIONS:
        form = {"read": in_review.content_hash}
        assert client.post(place_of(in_review, decision), form).status_code == 404
    assert now(in_review) == Status.IN_REVIEW


def test_only_who_sees_a_bank_has_its_tab(browser: Browse, staff: Staff, country: Country) -> None:
    make_bank(unit=country.county)

    def tabs(person: Person, address: str) -> list[str]:
        page = page_in(browser(person).get(address))
        return [str(link["href"]) for link in page.select(".tabs a")]

    assert BANKS in tabs(staff.trainer, "/zh-hans/teach/")
    assert BANKS not in tabs(staff.neighbour, "/zh-hans/teach/")
    assert tabs(staff.trainer, BANKS)[-1] == BANKS


def test_those_without_learners_find_their_banks_in_the_menu(
    browser: Browse, staff: Staff, bank: Bank
) -> None:
    def menu(person: Person) -> str:
        page = page_in(browser(person).get("/zh-hans/my/"))
        return str(page.find("header"))

    assert BANKS in menu(staff.author)
    assert BANKS not in menu(staff.learner)


# Questions of a bank


def asked_in(response: HttpResponse) -> set[str]:
    page = response.context["page"]  # type: ignore[attr-defined]
    return {version.question.external_id for version in page}


@pytest.fixture
def varied(bank: Bank) -> Bank:
    english = single("雨天怎么办？") | {"stem": both("雨天怎么办？", "A Rainy day")}
    make_ready(bank, external_id="rain", data=english, tags=["天气"], difficulty=85)
    make_ready(bank, external_id="safe", competences=["3.4"], must_pass=True, difficulty=60)
    example = next(one for one in EXAMPLES if one.type == "ordering")
    make_draft(bank, external_id="steps", type="ordering", data=example.data)
    return bank


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"rain", "safe", "steps"}),
        ({"q": "雨天"}, {"rain"}),
        ({"q": "rainy"}, {"rain"}),
        ({"q": "RAIN 雨"}, {"rain"}),
        ({"q": "%"}, set()),
        ({"type": "ordering"}, {"steps"}),
        ({"type": "riddle"}, {"rain", "safe", "steps"}),
        ({"status": "ready"}, {"rain", "safe"}),
        ({"tag": "天气"}, {"rain"}),
        ({"tag": "3.4"}, set()),
        ({"competence": "3.4"}, {"safe"}),
        ({"must_pass": "1"}, {"safe"}),
        ({"difficulty": "easy"}, {"rain"}),
        ({"difficulty": "fair"}, {"safe"}),
        ({"difficulty": "none"}, {"steps"}),
        ({"status": "ready", "difficulty": "none"}, set()),
        ({"page": "nonsense"}, {"rain", "safe", "steps"}),
    ],
)
def test_questions_are_found(
    browser: Browse, staff: Staff, varied: Bank, query: dict[str, str], found: set[str]
) -> None:
    response = browser(staff.trainer).get(BANK, query)
    assert asked_in(response) == found
    assert bool(found) == bool(page_in(response).select("tbody tr"))


def test_a_changed_question_stands_once_with_what_exams_draw(
    browser: Browse, staff: Staff, bank: Bank
) -> None:
    ready = make_ready(bank)
    authoring.revise(ready.question, Written("single", single("改过的？")), by=staff.author)

    (version,) = browser(staff.trainer).get(BANK).context["page"]

    assert (version.number, version.status, version.ready_number) == (2, Status.DRAFT, 1)
    (link,) = page_in(browser(staff.trainer).get(BANK)).select("tbody a")
    assert link.get_text() == "改过的？"
    assert (
        browser(staff.trainer).get(BANK, {"q": "想妈妈"}).context["page"].object_list.count() == 0
    )


def test_fifty_questions_stand_on_a_page(browser: Browse, staff: Staff, bank: Bank) -> None:
    make_pool(60, bank)
    client = browser(staff.trainer)

    assert len(asked_in(client.get(BANK))) == 50
    second = client.get(BANK, {"page": 2, "status": "ready"})
    assert len(asked_in(second)) == 10
    assert "status=ready" in str(page_in(second).select(".pager a"))


def test_an_empty_bank_says_so(browser: Browse, staff: Staff, bank: Bank) -> None:
    page = page_in(browser(staff.author).get(BANK))
    assert page.select_one(".empty")
    assert not page.select("table")


@pytest.mark.usefixtures("warm_cache")
def test_no_page_asks_more_of_the_database_when_questions_grow(
    browser: Browse, staff: Staff, bank: Bank
) -> None:
    client = browser(staff.trainer)

    def measured() -> list[int]:
        counts = []
        for place in (BANKS, BANK):
            client.get(place)
            with CaptureQueriesContext(connection) as captured:
                client.get(place)
            counts.append(len(captured))
        return counts

    make_pool(3, bank)
    few = measured()
    for number in range(60):
        make_ready(bank, data=single(f"又一题 {number}？"), tags=["A", "B"], competences=["3.1"])
    assert measured() == few
    assert max(few) <= 20


# One question


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.type)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_question_of_any_type_is_shown_with_its_key(
    browser: Browse, staff: Staff, bank: Bank, example: Example, language: str
) -> None:
    version = make_draft(bank, type=example.type, data=example.data | {"explanation": both("因为")})
    address = place_of(version).replace("zh-hans", language, 1)

    page = page_in(browser(staff.reviewer).get(address))

    assert example.data["stem"]["zh-hans"].split("\n")[0] in page.get_text()
    shown = page.select_one("fieldset.inert")
    assert shown and shown.has_attr("disabled")
    assert not shown.find_parent("form")
    assert "因为" in str(page.select_one(".both-languages"))
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(set(ids)) == len(ids)


def test_the_key_stands_beside_its_words_in_both_languages(
    browser: Browse, staff: Staff, bank: Bank
) -> None:
    data = single(right="a")
    data["options"][0] |= {"text": both("听他说完", "Hear him out"), "feedback": both("先听")}
    version = make_draft(bank, data=data, competences=["3.4"], source="课程 C1")

    page = page_in(browser(staff.reviewer).get(place_of(version)))

    (right,) = page.select(".both-languages .right")
    assert [cell.get_text(strip=True) for cell in right.select("td")] == [
        "听他说完",
        "Hear him out",
    ]
    assert [cell["lang"] for cell in right.select("td")] == ["zh-Hans", "en"]
    text = page.get_text()
    assert {word for word in ("先听", "3.4", "课程 C1") if word in text} == {
        "先听",
        "3.4",
        "课程 C1",
    }


def test_all_versions_stand_with_who_wrote_and_who_approved(
    browser: Browse, staff: Staff, draft: QuestionVersion
) -> None:
    authoring.hand_in(draft)
    authoring.approve(draft, by=staff.reviewer)
    changed = Written("single", single("改过的？"))
    authoring.revise(draft.question, changed, by=staff.trainer)
    client = browser(staff.trainer)

    page = page_in(client.get(place_of(draft)))
    rows = [row.get_text(" ", strip=True) for row in page.select(".question-versions tbody tr")]
    assert len(rows) == 2
    assert str(staff.trainer) in rows[0]
    assert str(staff.author) in rows[1]
    assert str(staff.reviewer) in rows[1]
    assert "改过的" in str(page.select_one("h1"))

    older = page_in(client.get(place_of(draft), {"version": "1"}))
    assert "想妈妈" in str(older.select_one("h1"))
    assert not older.select(".decisions")
    for nonsense in ("9", "x", "²"):
        newest = page_in(client.get(place_of(draft), {"version": nonsense}))
        assert "改过的" in str(newest.select_one("h1"))


# Decisions


def post(client: Client, version: QuestionVersion, decision: str, **form: Any) -> str:
    """The words of the page one is led to."""
    form = {"read": version.content_hash} | form
    return words_of(client.post(place_of(version, decision), form, follow=True))


def test_a_question_goes_from_its_author_to_a_reviewer_into_exams_and_out_of_them(
    browser: Browse, staff: Staff, draft: QuestionVersion
) -> None:
    author, reviewer = browser(staff.author), browser(staff.reviewer)

    post(author, draft, "hand-in")
    assert now(draft) == Status.IN_REVIEW
    assert 'data-tone="error"' in post(reviewer, draft, "send-back", words=" ")
    assert now(draft) == Status.IN_REVIEW
    post(reviewer, draft, "send-back", words="第二个选项太长。")
    assert now(draft) == Status.DRAFT
    notice = Notice.objects.get()
    assert (notice.person, notice.url_args) == (staff.author, ["county", str(draft.question.key)])
    page = words_of(author.get(place_of(draft)))
    assert "第二个选项太长。" in page and str(staff.reviewer) in page
    post(author, draft, "hand-in")
    post(reviewer, draft, "approve")
    assert now(draft) == Status.READY
    assert draft.reviewer == staff.reviewer
    post(author, draft, "retire")
    assert now(draft) == Status.RETIRED

    entries = AuditEntry.objects.order_by("sequence").filter(action__startswith="question_")
    assert [(entry.action, entry.actor, entry.unit) for entry in entries] == [
        (Action.QUESTION_APPROVED, staff.reviewer, draft.question.bank.unit),
        (Action.QUESTION_RETIRED, staff.author, draft.question.bank.unit),
    ]
    assert entries[0].details == {"bank": "county", "version": 1}
    assert "想妈妈" not in "".join(entry.about_label for entry in entries)


def test_a_remark_stays_with_its_question_and_nobody_outside_reads_it(
    browser: Browse, staff: Staff, in_review: QuestionVersion
) -> None:
    authoring.send_back(in_review, by=staff.reviewer, words="换一个例子。")
    authoring.hand_in(in_review)
    authoring.approve(in_review, by=staff.reviewer)
    assert "换一个例子。" in words_of(browser(staff.supervisor).get(place_of(in_review)))
    assert browser(PersonFactory()).get(place_of(in_review)).status_code == 404


def test_nobody_approves_an_own_question_even_directly(
    browser: Browse, staff: Staff, in_review: QuestionVersion
) -> None:
    AssignmentFactory(person=staff.author, role=Role.REVIEWER, unit=in_review.question.bank.unit)
    client = browser(staff.author)

    assert not page_in(client.get(place_of(in_review))).select("form[action$='/approve/']")
    said = post(client, in_review, "approve")

    own = gettext("You wrote this version yourself: somebody else has to approve it.")
    assert own in str(BeautifulSoup(said, "html.parser").select(".messages"))
    assert now(in_review) == Status.IN_REVIEW
    assert not AuditEntry.objects.filter(action=Action.QUESTION_APPROVED).exists()


def test_what_was_changed_meanwhile_is_not_approved(
    browser: Browse, staff: Staff, in_review: QuestionVersion
) -> None:
    read = in_review.content_hash
    changed = Written("single", single("别的话？"))
    authoring.hand_in(authoring.revise(in_review.question, changed, by=staff.author))

    said = post(browser(staff.reviewer), in_review, "approve", read=read)

    assert gettext(
        "The question was changed meanwhile. Please read it again. Nothing was changed."
    ) in (said)
    assert now(in_review) == Status.IN_REVIEW


@pytest.mark.parametrize("decision", ["approve", "send-back", "retire"])
def test_a_draft_is_only_handed_in(
    browser: Browse, staff: Staff, draft: QuestionVersion, decision: str
) -> None:
    said = post(browser(staff.reviewer), draft, decision)
    assert 'data-tone="error"' in said
    assert now(draft) == Status.DRAFT


def test_what_was_handed_in_is_not_handed_in_again(
    browser: Browse, staff: Staff, in_review: QuestionVersion
) -> None:
    assert 'data-tone="error"' in post(browser(staff.author), in_review, "hand-in")
    assert now(in_review) == Status.IN_REVIEW


def test_a_reviewer_hands_nothing_in_and_an_author_approves_nothing(
    browser: Browse, staff: Staff, draft: QuestionVersion
) -> None:
    reviewer, trainer, supervisor = map(browser, (staff.reviewer, staff.trainer, staff.supervisor))
    assert reviewer.post(place_of(draft, "hand-in")).status_code == 404
    authoring.hand_in(draft)
    for client in (trainer, supervisor):
        for decision in ("approve", "send-back"):
            form = {"read": draft.content_hash}
            assert client.post(place_of(draft, decision), form).status_code == 404
    assert supervisor.post(place_of(draft, "retire")).status_code == 404
    assert now(draft) == Status.IN_REVIEW
