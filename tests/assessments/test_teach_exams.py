"""`teach/exams/`: who builds which exams, and how rules are written without scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import gettext

from assessments import building
from assessments.models import Bank, Exam, Question
from assessments.question_types.faults import Faulty
from tests.accounts.conftest import Country
from tests.assessments.factories import make_bank, make_exam, make_pool, make_ready, plan_data
from tests.at_once import at_once
from tests.factories import PersonFactory
from xinqiao.accounts.models import Action, AuditEntry, Person, Role

pytestmark = pytest.mark.django_db

Browse = Callable[[Person], Client]

EXAMS = "/zh-hans/teach/exams/"
EXAM = f"{EXAMS}first-step/"
RULES = f"{EXAM}rules/"


@dataclass
class Staff:
    trainer: Person
    manager: Person
    supervisor: Person
    author: Person
    neighbour: Person
    learner: Person
    stranger: Person

    @property
    def outsiders(self) -> list[Person]:
        return [self.supervisor, self.author, self.neighbour, self.learner, self.stranger]


@pytest.fixture
def staff(country: Country) -> Staff:
    return Staff(
        trainer=country.someone(Role.TRAINER, country.county),
        manager=country.someone(Role.MANAGER, country.province),
        supervisor=country.someone(Role.SUPERVISOR, country.county),
        author=country.someone(Role.AUTHOR, country.county),
        neighbour=country.someone(Role.TRAINER, country.neighbour),
        learner=country.someone(Role.LEARNER, country.school),
        stranger=PersonFactory(),
    )


@pytest.fixture
def bank(country: Country) -> Bank:
    return make_pool(5, make_bank(unit=country.county))


@pytest.fixture
def exam(bank: Bank) -> Exam:
    return Exam.objects.create(
        slug="first-step", name_zh="入门考试", name_en="First exam", unit=bank.unit
    )


def page_in(response: HttpResponse) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def fields_of(page: BeautifulSoup) -> dict[str, Any]:
    """What a browser would send with the form of the rules, but for its buttons."""
    form = page.select_one(".rules-form")
    assert form
    sent: dict[str, Any] = {}
    for field in form.select("input, select, textarea"):
        name = str(field.get("name") or "")
        if not name or (
            field.get("type") in {"checkbox", "radio"} and not field.has_attr("checked")
        ):
            continue
        value = str(field.get("value", "on" if field.get("type") == "checkbox" else ""))
        if field.name == "textarea":
            value = field.get_text().removeprefix("\n")
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            value = str(chosen["value"]) if chosen else ""
        sent.setdefault(name, []).append(value)
    return sent


class Writer:
    """Somebody with the form of the rules before them."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.page = page_in(client.get(RULES))

    def press(self, button: str, **typed: Any) -> HttpResponse:
        """Send what stands in the form, with *typed* in its place, by a *button*."""
        sent = fields_of(self.page) | {
            name.replace("__", "."): value for name, value in typed.items()
        }
        response = self.client.post(RULES, sent | {"press": button})
        if response.status_code == 200:
            self.page = page_in(response)
        return response

    def value(self, name: str) -> str:
        field = self.page.select_one(f'[name="{name}"]')
        assert field, name
        return str(field.get("value", ""))

    def slots(self, section: int = 0) -> list[str]:
        found = self.page.select(f'#section-{section} input[name$=".kind"]')
        return [str(field["value"]) for field in found]

    @property
    def faults(self) -> list[str]:
        return [one.get_text(strip=True) for one in self.page.select(".errorlist li")]


# Doors


def test_nobody_else_finds_the_pages(browser: Browse, staff: Staff, bank: Bank) -> None:
    exam = make_exam(bank=bank)
    building.keep_draft(exam, plan_data(), based_on=building.read_mark(building.newest_of(exam)))
    for outsider in staff.outsiders:
        client = browser(outsider)
        for place in (EXAM, RULES, f"{RULES}1/"):
            if outsider is staff.supervisor and place != RULES:
                continue  # leads the sittings of the county's exams
            assert client.get(place).status_code == 404, (outsider, place)
        for place in (EXAM, RULES, f"{EXAM}publish/", f"{EXAM}drop-draft/"):
            assert client.post(place, {"name_zh": "别的", "name_en": "Other"}).status_code == 404
    exam.refresh_from_db()
    assert exam.name_zh == "入门考试"
    assert building.draft_of(exam)


def test_a_visitor_is_asked_to_sign_in(client: Client, exam: Exam) -> None:
    for place in (EXAMS, EXAM, RULES):
        assert "/account/login/" in client.get(place).headers["Location"]
    for place in (EXAMS, EXAM, RULES, f"{EXAM}publish/", f"{EXAM}drop-draft/"):
        assert "/account/login/" in client.post(place).headers["Location"]


def test_who_builds_nothing_and_leads_nothing_finds_no_list(
    browser: Browse, staff: Staff, exam: Exam
) -> None:
    for outsider in (staff.author, staff.learner, staff.stranger):
        assert browser(outsider).get(EXAMS).status_code == 404
    listed = page_in(browser(staff.neighbour).get(EXAMS))
    assert "入门考试" not in listed.get_text()
    assert "入门考试" in page_in(browser(staff.manager).get(EXAMS)).get_text()


# A new exam


def test_an_exam_is_made_for_a_unit_of_ones_own(
    browser: Browse, staff: Staff, country: Country
) -> None:
    form = {"name_zh": "期末考试", "name_en": "Final", "slug": "final", "unit": country.county.slug}
    response = browser(staff.trainer).post(EXAMS, form)
    assert response.headers["Location"] == f"{EXAMS}final/rules/"
    assert Exam.objects.get(slug="final").unit == country.county


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "shiqiao"},
        {"unit": "nowhere"},
        {"slug": "first-step"},
        {"slug": "期末"},
        {"name_zh": ""},
        {"name_en": "a\0b"},
    ],
)
def test_an_exam_that_cannot_be_made_says_why(
    browser: Browse, staff: Staff, country: Country, exam: Exam, wrong: dict[str, str]
) -> None:
    form = {"name_zh": "期末考试", "name_en": "Final", "slug": "final", "unit": country.county.slug}
    page = page_in(browser(staff.trainer).post(EXAMS, form | wrong))
    assert page.select(".errorlist")
    assert Exam.objects.get() == exam


# Rules as a form


def test_from_nothing_to_a_published_exam(browser: Browse, staff: Staff, exam: Exam) -> None:
    writer = Writer(browser(staff.trainer))
    writer.press("draw.0", banks=["county"])
    kept = writer.press("keep", sections__0__slots__0__count="3", languages=["zh-hans"])
    assert kept.headers["Location"] == EXAM

    page = page_in(writer.client.get(EXAM))
    read = page.select_one("[name=read]")
    assert read
    writer.client.post(f"{EXAM}publish/", {"read": read["value"]})

    version = exam.versions.get()
    assert version.published_by == staff.trainer
    assert version.plan.length == 3
    entry = AuditEntry.objects.get(action=Action.EXAM_PUBLISHED)
    assert (entry.actor, entry.unit, entry.details) == (staff.trainer, exam.unit, {"version": 1})


def test_no_button_loses_what_was_typed(browser: Browse, staff: Staff, exam: Exam) -> None:
    writer = Writer(browser(staff.trainer))
    writer.press("draw.0", banks=["county"], minutes="forty", pass_percent="75")
    assert (writer.value("minutes"), writer.value("pass_percent")) == ("forty", "75")
    writer.press(
        "section.add",
        sections__0__slots__0__count="many",
        sections__0__slots__0__tags="安全，A",
        **{"sections__0__title__zh-hans": "第一部分"},
    )
    assert writer.value("sections.0.slots.0.count") == "many"
    assert writer.value("sections.0.slots.0.tags") == "安全, A"
    writer.press("section.1.up", review__at_once__points="on")
    assert writer.value("sections.1.slots.0.count") == "many"
    heading = writer.page.select_one('[name="sections.1.title.zh-hans"]')
    assert heading and heading.get_text(strip=True) == "第一部分"
    assert writer.page.select_one('[name="review.at_once.points"]').has_attr("checked")  # type: ignore[union-attr]
    assert not exam.versions.exists()


def test_places_are_added_moved_and_taken_out(browser: Browse, staff: Staff, exam: Exam) -> None:
    key = str(Question.objects.first().key)  # type: ignore[union-attr]
    writer = Writer(browser(staff.trainer))
    writer.press("draw.0")
    writer.press(f"ask.0.{key}")
    assert writer.slots() == ["draw", "fixed"]
    writer.press("slot.0.1.up")
    assert writer.slots() == ["fixed", "draw"]
    writer.press("slot.0.1.remove")
    assert writer.slots() == ["fixed"]
    assert writer.value("sections.0.slots.0.question") == key


@pytest.mark.parametrize(
    "command",
    [
        "",
        "slot",
        "slot.0.9.up",
        "slot.9.0.up",
        "section.x.up",
        "section.0.up",
        "ask.0.no",
        "draw.²",
    ],
)
def test_a_button_that_makes_no_sense_does_nothing(
    browser: Browse, staff: Staff, exam: Exam, command: str
) -> None:
    writer = Writer(browser(staff.trainer))
    writer.press("draw.0")
    writer.press(command or "section.add.more")
    assert writer.slots() == ["draw"]


def test_questions_are_found_by_their_words_in_ones_own_banks(
    browser: Browse, staff: Staff, exam: Exam, country: Country
) -> None:
    foreign = make_ready(make_bank("foreign", unit=country.neighbour))
    writer = Writer(browser(staff.trainer))
    writer.press("find.0", find__0="第 3 题")
    (button,) = writer.page.select(".found button")
    writer.press(str(button["value"]))
    assert writer.slots() == ["fixed"]
    assert "第 3 题" in writer.page.select_one(".slots").get_text()  # type: ignore[union-attr]
    writer.press("find.0", find__0="想妈妈")
    assert not writer.page.select(".found button")
    assert str(foreign.question.key) not in str(writer.page)


def test_questions_for_practice_are_not_offered(
    browser: Browse, staff: Staff, exam: Exam, country: Country
) -> None:
    make_ready(make_bank("practice", unit=country.county, practice=True))
    writer = Writer(browser(staff.trainer))
    writer.press("find.0", find__0="想妈妈")
    assert not writer.page.select(".found button")


def test_enter_in_the_search_searches_and_elsewhere_keeps(
    browser: Browse, staff: Staff, exam: Exam
) -> None:
    writer = Writer(browser(staff.trainer))
    writer.press("draw.0", banks=["county"])
    writer.press("", find__0="第")
    assert writer.page.select(".found button")
    assert writer.press("", find__0="", languages=["zh-hans"]).status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"sections__0__slots__0__count": "0"}, "This number is too small."),
        ({"sections__0__slots__0__count": "many"}, "Write a number in digits here, such as 12.5."),
        ({"sections__0__slots__0__easiest": "101"}, "This number is too large."),
        ({"sections__0__slots__0__tags": "a\0b"}, "This holds a character that cannot be kept."),
        ({"sections__0__slots__0__tags": "长" * 61}, "This is too long."),
        ({"sections__0__marks": "-1"}, "This number is too small."),
        ({"sections__0__pass_percent": "x"}, "Write a number in digits here, such as 12.5."),
        ({"sections__0__marks": "nan"}, ""),
        ({"minutes": "0"}, ""),
        ({"minutes": "99999999999999999999"}, ""),
        ({"course": "nothing"}, ""),
        ({"languages": ["fr"]}, ""),
    ],
)
def test_what_is_wrong_is_said_at_its_place(
    browser: Browse, staff: Staff, exam: Exam, typed: dict[str, Any], said: str
) -> None:
    writer = Writer(browser(staff.trainer))
    writer.press("draw.0", banks=["county"])
    writer.press("keep", **typed)
    assert writer.faults
    if said:
        assert gettext(said) in writer.faults
    assert not exam.versions.exists()


def test_an_exam_without_questions_is_not_kept(browser: Browse, staff: Staff, exam: Exam) -> None:
    writer = Writer(browser(staff.trainer))
    writer.press("keep")
    assert writer.faults
    writer.press("draw.0", banks=[])
    writer.press("keep")
    assert writer.page.select('[role=alert] [data-tone="error"]')
    assert not exam.versions.exists()


def test_the_form_says_how_many_questions_fit_a_rule(
    browser: Browse, staff: Staff, exam: Exam, bank: Bank
) -> None:
    make_ready(bank, tags=["safety"], difficulty=80)
    writer = Writer(browser(staff.trainer))
    writer.press("draw.0", banks=["county"])
    assert "6" in writer.page.select_one(".slots .meta").get_text()  # type: ignore[union-attr]
    writer.press("draw.0", sections__0__slots__0__tags="safety")
    assert "1" in writer.page.select_one(".slots .meta").get_text()  # type: ignore[union-attr]


# Keeping, checking, publishing


def test_a_change_made_meanwhile_is_not_overwritten_unseen(
    browser: Browse, staff: Staff, exam: Exam
) -> None:
    first, second = Writer(browser(staff.trainer)), Writer(browser(staff.manager))
    for writer in (first, second):
        writer.press("draw.0", banks=["county"], languages=["zh-hans"])
    assert first.press("keep", minutes="30").status_code == 302
    second.press("keep", minutes="50")
    assert exam.versions.get().plan.minutes == 30
    assert second.value("minutes") == "50"
    assert second.press("keep").status_code == 302
    assert exam.versions.get().plan.minutes == 50


def test_the_check_says_in_words_what_is_missing(browser: Browse, staff: Staff, exam: Exam) -> None:
    building.keep_draft(exam, plan_data(count=9), based_on=building.read_mark(None))
    client = browser(staff.trainer)
    said = page_in(client.get(EXAM)).select_one(".checked")
    assert said and "9" in said.get_text() and "5" in said.get_text()
    read = building.read_mark(building.draft_of(exam))
    client.post(f"{EXAM}publish/", {"read": read})
    assert building.draft_of(exam)


def test_questions_of_banks_out_of_sight_are_not_published(
    browser: Browse, staff: Staff, exam: Exam, country: Country
) -> None:
    foreign = make_ready(make_bank("foreign", unit=country.neighbour))
    slots = [{"kind": "fixed", "question": str(foreign.question.key)}]
    data = plan_data(sections=[{"key": "a", "slots": slots}], banks=[])
    building.keep_draft(exam, data, based_on=building.read_mark(None))
    client = browser(staff.trainer)
    page = page_in(client.get(EXAM))
    assert page.select('.checked[data-tone="error"]')
    assert "想妈妈" not in str(page_in(client.get(RULES)))
    client.post(f"{EXAM}publish/", {"read": building.read_mark(building.draft_of(exam))})
    assert building.draft_of(exam)


def test_nobody_publishes_rules_that_changed_after_they_were_read(
    browser: Browse, staff: Staff, exam: Exam
) -> None:
    building.keep_draft(exam, plan_data(), based_on=building.read_mark(None))
    read = building.read_mark(building.draft_of(exam))
    building.keep_draft(exam, plan_data(minutes=5), based_on=read)
    browser(staff.trainer).post(f"{EXAM}publish/", {"read": read})
    assert building.draft_of(exam)


def test_a_change_of_a_published_exam_begins_with_its_rules_and_is_thrown_away(
    browser: Browse, staff: Staff, bank: Bank
) -> None:
    exam = make_exam(bank=bank, minutes=25)
    writer = Writer(browser(staff.trainer))
    assert writer.value("minutes") == "25"
    writer.press("keep", minutes="35")
    assert [version.plan.minutes for version in exam.versions.all()] == [25, 35]
    writer.client.post(f"{EXAM}drop-draft/")
    assert [version.plan.minutes for version in exam.versions.all()] == [25]
    assert page_in(writer.client.get(f"{RULES}1/")).select("fieldset[disabled]")
    assert writer.client.get(f"{RULES}2/").status_code == 404


def test_rules_that_cannot_be_read_are_not_kept(exam: Exam) -> None:
    with pytest.raises(Faulty):
        building.keep_draft(exam, plan_data(count=0), based_on=building.read_mark(None))
    assert not exam.versions.exists()


def test_the_names_are_changed(browser: Browse, staff: Staff, exam: Exam) -> None:
    client = browser(staff.trainer)
    client.post(EXAM, {"name_zh": "新的名称", "name_en": ""})
    exam.refresh_from_db()
    assert exam.name_zh == "入门考试"
    client.post(EXAM, {"name_zh": "新的名称", "name_en": "New name"})
    exam.refresh_from_db()
    assert exam.name_zh == "新的名称"


@pytest.mark.django_db(transaction=True)
def test_of_two_first_drafts_at_once_one_is_kept() -> None:
    exam = make_exam(bank=make_pool(5), slug="other")
    read = building.read_mark(building.newest_of(exam))

    def keep(minutes: int) -> Callable[[], None]:
        def do() -> None:
            try:
                building.keep_draft(exam, plan_data(minutes=minutes), based_on=read)
            except building.ChangedMeanwhile:
                return

        return do

    assert at_once(*[keep(minutes) for minutes in range(1, 7)]) == ["done"] * 6
    assert exam.versions.filter(published_at=None).count() == 1


def test_the_form_says_how_people_mark_and_forgets_nothing(
    browser: Browse, staff: Staff, bank: Bank
) -> None:
    rules = {"markers": 2, "third_from": 15, "release": "together"}
    exam = make_exam(bank=bank, marking=rules)
    writer = Writer(browser(staff.trainer))
    writer.press("keep", minutes="35")
    newest = exam.versions.latest("number")
    assert (newest.plan.minutes, newest.plan.marking.model_dump()) == (35, rules)
    Writer(browser(staff.trainer)).press("keep", markers="1", third_from="", release="marked")
    newest.refresh_from_db()
    changed = {"markers": 1, "third_from": 15, "release": "marked"}
    assert newest.plan.marking.model_dump() == changed
