"""An exam on a phone, with a line that drops at every step: no answer lost, one handing in."""

from __future__ import annotations

import json
import re
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.checks import faults_at_all_sizes
from tests.browser.conftest import PHONE, Visit
from tests.browser.lessons import kept_about
from tests.browser.people import PASSWORD, sign_in, sign_up
from tests.browser.watch import OFFLINE, Watch
from tests.browser.words import NEAR_SAVED, NEAR_WAITING, said

EXAMS = "/zh-hans/my/exams/"
RESULT = re.compile("/result/$")


@pytest.fixture
def username() -> str:
    return f"candidate-{uuid4().hex[:8]}"


@pytest.fixture
def phone(visit: Visit, username: str) -> BrowserContext:
    """The phone of a person who has just signed up."""
    context = visit(viewport=PHONE)
    sign_up(context, username)
    return context


def begin(phone: BrowserContext) -> Page:
    """The trial exam, just begun."""
    page = phone.new_page()
    page.goto(EXAMS)
    page.locator(".exam-list li", has_text="试考一次").locator("a.button").click()
    page.locator("[data-begin] button").click()
    expect(page.locator("[data-exam]")).to_be_visible()
    return page


def questions(page: Page) -> list[Locator]:
    return page.locator("[data-place]").all()


def answer(question: Locator) -> None:
    """The first answer that is offered, of whichever type; every part its own place."""
    boxes = question.locator("input[type=radio], input[type=checkbox]:not([data-flag])")
    names = set()
    for box in boxes.all():
        name = box.get_attribute("name")
        if name not in names:
            names.add(name)
            box.check()
    for place, select in enumerate(question.locator("select").all(), start=1):
        select.select_option(index=place)


def answers_in(page: Page) -> str:
    """All that is chosen on the page."""
    return str(
        page.evaluate(
            """() => [...document.querySelectorAll("[data-place]")].map((question) =>
              [...new FormData(document.querySelector("[data-exam]"))]
                .filter(([name]) => name.startsWith(`q${question.dataset.place}-`))
                .map((pair) => pair.join("=")).join("&")).join("\\n")"""
        )
    )


def steps(phone: BrowserContext, kind: str = "exam.answer") -> list[dict[str, object]]:
    """What the server has of the person's exams."""
    return [step for step in kept_about(phone)["exams"]["steps"] if step["kind"] == kind]


def saving(question: Locator) -> Locator:
    return question.locator("[data-saving]")


def hand_in(page: Page) -> None:
    page.locator(".exam-end button").first.click()
    page.locator("dialog [value=finish]").click()


def test_from_the_list_to_the_result(phone: BrowserContext) -> None:
    page = begin(phone)
    for question in questions(page):
        answer(question)
        expect(saving(question)).to_have_text(said(NEAR_SAVED))
    chosen = answers_in(page)
    page.reload()
    assert answers_in(page) == chosen
    hand_in(page)
    expect(page).to_have_url(RESULT)
    expect(page.locator(".receipt")).to_have_text(re.compile(r"^\w{4}-\w{4}$"))
    assert len(steps(phone, "exam.finish")) == 1


def test_what_is_to_be_looked_at_again_waits_for_a_line_and_is_seen_on_another_device(
    phone: BrowserContext, visit: Visit, username: str, watch: Watch
) -> None:
    watch.expect(OFFLINE)
    page = begin(phone)
    phone.set_offline(True)
    second = questions(page)[1]
    second.get_by_label(said("Look at it again")).check()
    page.locator(".exam-overview summary").click()
    link = page.locator(".exam-overview a").nth(1)
    expect(link).to_contain_text(said("to look at again"))
    phone.set_offline(False)
    expect(page.locator("[data-unsent-bar]")).to_be_hidden()
    page.locator(".exam-end button").first.click()
    expect(page.locator("[data-flagged-questions]")).to_have_text(re.compile("2$"))
    assert [(step["place"], step["payload"]) for step in steps(phone, "exam.flag")] == [
        (1, {"on": True})
    ]

    tablet = visit(java_script_enabled=False)
    sign_in(tablet, username)
    other = tablet.new_page()
    other.goto(page.url)
    expect(questions(other)[1].locator("[data-flag]")).to_be_checked()


def test_while_the_line_is_down_answers_wait_and_nothing_is_lost(
    phone: BrowserContext, watch: Watch
) -> None:
    watch.expect(OFFLINE)
    page = begin(phone)
    phone.set_offline(True)
    first, second, *rest = questions(page)
    answer(first)
    expect(saving(first)).to_have_text(said(NEAR_WAITING))
    assert steps(phone) == []
    phone.set_offline(False)
    expect(saving(first)).to_have_text(said(NEAR_SAVED))
    answer(second)
    expect(saving(second)).to_have_text(said(NEAR_SAVED))
    assert {step["place"] for step in steps(phone)} == {0, 1}


def test_answers_that_were_not_sent_outlast_the_page(phone: BrowserContext, watch: Watch) -> None:
    watch.expect(OFFLINE)
    page = begin(phone)
    address = page.url
    phone.route("**/sync/", lambda route: route.abort())
    watch.expect("ERR_FAILED")
    answer(questions(page)[0])
    chosen = answers_in(page)
    page.close()
    page = phone.new_page()
    page.goto(address)
    assert answers_in(page) == chosen
    phone.unroute("**/sync/")
    page.reload()
    expect(saving(questions(page)[0])).to_have_text(said(NEAR_SAVED))
    assert answers_in(page) == chosen


def test_handing_in_without_a_line_waits_and_happens_once(
    phone: BrowserContext, watch: Watch
) -> None:
    watch.expect(OFFLINE)
    page = begin(phone)
    answer(questions(page)[0])
    expect(saving(questions(page)[0])).to_have_text(said(NEAR_SAVED))
    phone.set_offline(True)
    answer(questions(page)[1])
    hand_in(page)
    expect(page.locator(".exam-delivering")).to_be_visible()
    expect(page.locator("[data-exam] input[type=radio]").first).to_be_disabled()
    phone.set_offline(False)
    expect(page).to_have_url(RESULT)
    assert {step["place"] for step in steps(phone)} == {0, 1}
    assert len(steps(phone, "exam.finish")) == 1


def test_an_answer_of_the_server_that_is_lost_costs_nothing(
    phone: BrowserContext, watch: Watch
) -> None:
    """The request arrives, the line drops before the answer: the same is sent again."""
    watch.expect("ERR_FAILED")
    page = begin(phone)
    lost = []

    def lose_once(route: Route) -> None:
        if lost or route.request.method != "POST":
            route.continue_()
            return
        lost.append(json.loads(route.request.post_data or "{}"))
        route.fetch()
        route.abort()

    phone.route("**/sync/", lose_once)
    answer(questions(page)[0])
    expect(saving(questions(page)[0])).to_have_text(said(NEAR_SAVED))
    assert lost
    assert len(steps(phone)) == len({str(step) for step in steps(phone)})
    hand_in(page)
    expect(page).to_have_url(RESULT)
    assert len(steps(phone, "exam.finish")) == 1


def test_another_device_takes_over_and_the_first_may_only_read(
    phone: BrowserContext, visit: Visit, username: str
) -> None:
    page = begin(phone)
    answer(questions(page)[0])
    expect(saving(questions(page)[0])).to_have_text(said(NEAR_SAVED))
    tablet = visit()
    sign_in(tablet, username, PASSWORD)
    other = tablet.new_page()
    other.goto(page.url)
    expect(other.locator("[data-elsewhere]")).to_be_visible()
    expect(other.locator("[data-exam] input[type=radio]").first).to_be_disabled()
    other.locator("[data-elsewhere] button").click()
    expect(other.locator("[data-elsewhere]")).to_be_hidden()
    assert answers_in(other) == answers_in(page)
    answer(questions(other)[1])
    expect(saving(questions(other)[1])).to_have_text(said(NEAR_SAVED))

    answer(questions(page)[2])
    expect(page.locator("[data-elsewhere]")).to_be_visible()
    assert {step["place"] for step in steps(phone)} == {0, 1}


def test_the_clock_of_a_phone_decides_nothing(phone: BrowserContext) -> None:
    """What the page takes for the end is asked of the server, which says how much is left."""
    page = begin(phone)
    page.evaluate("document.querySelector('[data-clock]').dataset.clock")
    page.clock.install()
    page.reload()
    page.clock.fast_forward(16 * 60 * 1000)
    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"^1[45]:"))
    expect(page.locator("[data-exam] input[type=radio]").first).to_be_enabled()
    assert not RESULT.search(page.url)


def test_with_the_keyboard_alone(phone: BrowserContext) -> None:
    page = begin(phone)
    page.locator("[data-place] input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.locator(".exam-end button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page).to_have_url(RESULT)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_of_an_exam_has_a_fault(visit: Visit, username: str, language: str) -> None:
    context = visit(reduced_motion="reduce")
    sign_up(context, username)
    page = context.new_page()
    page.goto(EXAMS.replace("zh-hans", language))
    assert faults_at_all_sizes(page) == []
    page.locator(".exam-list a.button").first.click()
    assert faults_at_all_sizes(page) == []
    page.locator("[data-begin] button").click()
    expect(page.locator("[data-exam]")).to_be_visible()
    assert faults_at_all_sizes(page) == []
    page.locator(".exam-end button").first.click()
    assert faults_at_all_sizes(page) == []
    page.locator("dialog [value=finish]").click()
    expect(page).to_have_url(RESULT)
    assert faults_at_all_sizes(page) == []


def test_without_scripts(visit: Visit, username: str) -> None:
    phone = visit(viewport=PHONE, java_script_enabled=False)
    sign_up(phone, username)
    page = begin(phone)
    for question in questions(page):
        answer(question)
    page.get_by_role("button", name="保存已答的").click()
    assert {step["place"] for step in steps(phone)} == set(range(6))
    page.locator("[name=press][value=hand_in]").click()
    expect(page.locator("#hand-in")).to_be_in_viewport()
    page.locator("[name=press][value=finish]").click()
    expect(page).to_have_url(RESULT)
    expect(page.locator(".receipt")).to_be_visible()
    assert len(steps(phone, "exam.finish")) == 1
