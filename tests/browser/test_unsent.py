"""What waits on a learner's device stays in sight, is not lost, and is sent as soon as it can be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, Route, expect

from tests.browser.checks import faults_at_all_sizes
from tests.browser.conftest import PHONE, Visit
from tests.browser.lessons import (
    COURSE,
    FIRST_LESSON,
    all_is_sent,
    answer,
    answer_all,
    do_lesson,
    kept_about,
    reflect,
    right_choice,
    waiting_on,
)
from tests.browser.people import sign_in
from tests.browser.reviewing import approve, submit
from tests.browser.watch import OFFLINE, Watch
from tests.browser.words import (
    BAR,
    BAR_REFUSED,
    FAULT,
    NEAR_ONLY_HERE,
    NEAR_SAVED,
    NEAR_WAITING,
    ONLY_HERE,
    REFUSED,
    SAVED,
    WAITING,
    said,
)

FILL = """(spare) => {
  localStorage.removeItem("filler");
  let filler = "";
  for (let step = 2 ** 22; step >= 1; step /= 2) {
    try { localStorage.setItem("filler", filler + "x".repeat(step)); filler += "x".repeat(step) }
    catch { /* too much */ }
  }
  localStorage.setItem("filler", filler.slice(spare));
}"""
"""Leaves room for no more than so many characters."""


def saving(page: Page) -> Locator:
    return page.locator("[data-unsent][role=status]")


def bar(page: Page) -> Locator:
    return page.locator("[data-unsent-bar]")


def note(page: Page) -> Locator:
    return page.locator("[data-reflection] textarea")


def open_lesson(device: BrowserContext, path: str = FIRST_LESSON) -> Page:
    """The lesson, with nothing left to send."""
    page = device.new_page()
    page.goto(path)
    expect(saving(page)).to_have_text(said(SAVED))
    return page


# In sight


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_waits_stays_in_sight_on_a_phone(
    device: BrowserContext, watch: Watch, language: str
) -> None:
    watch.expect(OFFLINE)
    page = device.new_page()
    page.goto(FIRST_LESSON.replace("zh-hans", language))
    all_is_sent(page)
    expect(bar(page)).to_be_hidden()
    device.set_offline(True)
    question = page.locator("[data-check]").first
    answer(question, right_choice(question))
    expect(bar(page)).to_have_text(said(BAR, language))
    expect(bar(page)).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 0)")
    expect(bar(page)).to_be_in_viewport(ratio=1)
    assert (bar(page).bounding_box() or {})["height"] < 50
    bar(page).locator("a").click()
    expect(saving(page)).to_be_in_viewport(ratio=1)
    device.set_offline(False)
    expect(bar(page)).to_be_hidden()


def test_what_is_at_the_foot_of_the_screen_covers_nothing(
    device: BrowserContext, watch: Watch
) -> None:
    watch.expect(OFFLINE, "Failed to load resource")
    page = open_lesson(device)
    page.emulate_media(reduced_motion="reduce")  # where it scrolls to is reached at once
    device.set_offline(True)
    answer_all(page)
    expect(bar(page)).to_be_visible()
    page.locator("h1").click()
    for _ in range(60):
        page.keyboard.press("Tab")
        free = page.evaluate(
            """() => {
              const bar = document.querySelector("[data-unsent-bar]");
              const focused = document.activeElement;
              return bar.contains(focused) || focused === document.body
                || focused.getBoundingClientRect().bottom <= bar.getBoundingClientRect().top;
            }"""
        )
        assert free, page.evaluate("document.activeElement.outerHTML")
    page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
    last = page.locator(".foot .help-lines a").last.bounding_box() or {}
    assert last["y"] + last["height"] <= (bar(page).bounding_box() or {})["y"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_said_of_unsent_work_has_no_fault(
    device: BrowserContext, watch: Watch, language: str
) -> None:
    watch.expect(OFFLINE)
    page = device.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(FIRST_LESSON.replace("zh-hans", language))
    all_is_sent(page)
    refuse(device, mendable=True)
    do_lesson(page)
    expect(saving(page)).to_contain_text(said(REFUSED, language))
    device.set_offline(True)
    answer_all(page)
    expect(bar(page)).to_be_visible()
    assert faults_at_all_sizes(page) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_that_shows_a_note_again_has_no_fault(
    device: BrowserContext, watch: Watch, language: str
) -> None:
    watch.expect("401 (Unauthorized)")
    page = device.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(FIRST_LESSON.replace("zh-hans", language))
    all_is_sent(page)
    device.clear_cookies(name="sessionid")
    page.locator("form[data-reflection]").evaluate("form => form.submit()")
    expect(page.locator("form.reflection #text")).to_be_visible()
    assert faults_at_all_sizes(page) == []


def test_below_each_answer_stands_whether_it_is_saved(device: BrowserContext, watch: Watch) -> None:
    watch.expect(OFFLINE)
    page = open_lesson(device)
    first, second = page.locator("[data-check]").all()[:2]
    expect(first.locator("[data-saving]")).to_be_hidden()
    device.set_offline(True)
    answer(first, right_choice(first))
    expect(first.locator("[data-saving]")).to_have_text(said(NEAR_WAITING))
    expect(second.locator("[data-saving]")).to_be_hidden()
    device.set_offline(False)
    expect(first.locator("[data-saving]")).to_have_text(said(NEAR_SAVED))


# Lessons in order


@pytest.fixture
def in_order(as_person: Visit) -> Iterator[None]:
    """The course goes in order, as an administrator has set it in the editor."""
    page = as_person("admin").new_page()

    def change(to: bool) -> None:
        page.goto("/cms/pages/")
        for title in ("心桥", "课程"):
            link = page.get_by_role("link", name=title, exact=True)
            page.locator("tbody tr", has=link).locator("td.children a").click()
        page.get_by_role("link", name=re.compile("^守护第一步：")).first.click()
        page.locator("[name=in_order]").set_checked(to)
        approve(as_person, submit(page), "reviewer")

    change(to=True)
    yield
    change(to=False)


def test_the_next_lesson_is_open_at_once_after_the_last_thing_is_done(
    device: BrowserContext, in_order: None
) -> None:
    page = open_lesson(device)
    do_lesson(page)
    with page.expect_navigation() as moved:
        page.locator(".lesson-next .button").click()
    assert moved.value
    assert moved.value.status == 200


def test_a_closed_lesson_opens_by_itself_when_the_facts_arrive(
    device: BrowserContext, watch: Watch, in_order: None
) -> None:
    watch.expect("403 (Forbidden)", "ERR_FAILED")
    page = open_lesson(device)
    following = page.locator(".lesson-next .button").get_attribute("href") or ""
    device.route("**/sync/", lambda route: route.abort())
    do_lesson(page)
    page.goto(following)
    expect(page.locator(".next-up")).to_be_visible()
    course = device.new_page()
    course.goto(COURSE)
    expect(course.locator(".next-step .progress")).to_have_text(re.compile("学完 0 课"))
    device.unroute("**/sync/")
    expect(page.locator("[data-lesson]")).to_be_visible(timeout=20_000)
    expect(course.locator(".next-step .progress")).to_have_text(
        re.compile("学完 1 课"), timeout=20_000
    )


def test_without_a_network_going_on_waits_for_nothing(device: BrowserContext, watch: Watch) -> None:
    watch.expect(OFFLINE)
    page = open_lesson(device)
    page.evaluate("navigator.serviceWorker.ready")
    device.set_offline(True)
    answer_all(page)
    followed_at_once = page.locator(".lesson-next .button").evaluate(
        "link => link.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))"
    )
    assert followed_at_once
    expect(page.locator("[data-offline]")).to_be_visible(timeout=20_000)


# Refused, and how to mend it


def refuse(device: BrowserContext, *kinds: str, mendable: bool) -> None:
    """From now on `/sync/` refuses facts of these kinds, of all if none is named."""

    def answered(route: Route) -> None:
        sent = route.request.post_data_json["facts"] if route.request.post_data else []
        refusal = {"outcome": "refused", "code": "x", "reason": "因为。", "mendable": mendable}
        results = [
            {"client_uuid": fact["client_uuid"]}
            | (refusal if fact["kind"] in kinds or not kinds else {"outcome": "accepted"})
            for fact in sent
        ]
        route.fulfill(json={"results": results, "state": {}})

    device.route("**/sync/", answered)


def test_words_that_were_refused_stay_and_are_sent_once_more(device: BrowserContext) -> None:
    page = open_lesson(device)
    refuse(device, mendable=True)
    reflect(page, "离开以后写的一段。")
    expect(saving(page)).to_contain_text(said(REFUSED))
    expect(saving(page)).to_contain_text("离开以后写的一段。")
    expect(saving(page)).not_to_contain_text(said(SAVED))
    expect(page.locator("[data-reflection] [data-saving]")).to_have_text(said(REFUSED))
    page.set_viewport_size(PHONE)
    expect(bar(page)).to_have_text(said(BAR_REFUSED))
    expect(bar(page)).to_be_in_viewport(ratio=1)

    device.unroute("**/sync/")
    saving(page).get_by_role("button", name="再试一次").click()
    expect(saving(page)).to_have_text(said(SAVED))
    expect(bar(page)).to_be_hidden()
    assert "离开以后写的一段。" in json.dumps(kept_about(device), ensure_ascii=False)


def test_a_button_under_a_finger_stays_while_something_else_is_kept(
    device: BrowserContext, watch: Watch
) -> None:
    watch.expect(OFFLINE)
    page = open_lesson(device)
    refuse(device, "lesson.reflection", mendable=True)
    reflect(page, "离开以后写的一段。")
    again = saving(page).get_by_role("button", name="再试一次")
    again.focus()
    again.hover()
    page.mouse.down()
    place = (
        "button => button.getBoundingClientRect().y"
        " - button.closest('[data-unsent]').getBoundingClientRect().y"
    )
    before = again.evaluate(place)
    device.set_offline(True)
    question = page.locator("[data-check]").first
    for key in right_choice(question):
        question.locator(f'[name=choice][value="{key}"]').dispatch_event("click")
    question.get_by_role("button").first.dispatch_event("click")
    expect(saving(page)).to_contain_text(said(WAITING))
    assert again.evaluate(place) == before
    device.set_offline(False)
    expect(question.locator("[data-saving]")).to_have_text(said(NEAR_SAVED))
    expect(again).to_be_focused()
    device.unroute("**/sync/")
    page.mouse.up()
    expect(saving(page)).not_to_contain_text(said(REFUSED))


def test_a_lesson_that_may_be_written_in_again_sends_what_was_refused(
    device: BrowserContext,
) -> None:
    page = open_lesson(device)
    refuse(device, mendable=True)
    do_lesson(page, "离开以后写的一段。")
    expect(saving(page)).to_contain_text(said(REFUSED))
    assert saving(page).locator("[data-again]").count() == 1

    device.unroute("**/sync/")
    page.reload()
    expect(page.locator("[data-all-done]")).to_be_visible()
    expect(note(page)).to_have_value("离开以后写的一段。")


def test_words_that_cannot_be_saved_as_they_are_are_back_in_their_box(
    device: BrowserContext,
) -> None:
    page = open_lesson(device)
    refuse(device, "lesson.reflection", mendable=False)
    reflect(page, "太长的一段。")
    expect(saving(page)).to_contain_text(said(REFUSED))
    page.reload()
    expect(note(page)).to_have_value("太长的一段。")
    expect(saving(page)).to_contain_text(said(REFUSED))

    device.unroute("**/sync/")
    reflect(page, "短一些。")
    expect(saving(page)).to_have_text(said(SAVED))
    page.reload()
    expect(note(page)).to_have_value("短一些。")


def test_one_fact_over_which_the_site_fails_holds_back_no_other(
    device: BrowserContext, watch: Watch
) -> None:
    watch.expect(OFFLINE, "500 (Internal Server Error)")
    page = open_lesson(device)
    device.set_offline(True)
    do_lesson(page)
    expect(saving(page)).to_have_text(said(WAITING))
    for _ in range(5):  # tries in vain, so that the pauses between them grow
        with page.expect_event("requestfailed", lambda request: request.url.endswith("/sync/")):
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    broken = next(
        entry["fact"]["client_uuid"]
        for entry in waiting_on(page)
        if entry["fact"]["kind"] == "lesson.check"
    )

    def fails(route: Route) -> None:
        if broken in (route.request.post_data or ""):
            route.fulfill(status=500, body="")
        else:
            route.continue_()

    device.route("**/sync/", fails)
    device.set_offline(False)
    expect(page.locator("[data-rule=seen]")).to_have_attribute("data-done", "true")
    page.wait_for_function(
        """() => Object.keys(localStorage).filter((key) => key.startsWith("xinqiao.fact.")).length <= 1"""
    )
    expect(saving(page)).to_contain_text(
        said(FAULT),
        timeout=30_000,
    )
    device.unroute("**/sync/")
    page.reload()
    expect(page.locator("[data-all-done]")).to_be_visible()
    all_is_sent(page)


def test_a_site_that_fails_altogether_sets_nothing_aside(
    device: BrowserContext, watch: Watch
) -> None:
    watch.expect("500 (Internal Server Error)")
    page = open_lesson(device)
    asked: list[str] = []

    def fails(route: Route) -> None:
        asked.append(route.request.method)
        route.fulfill(status=500, body="")

    device.route("**/sync/", fails)
    do_lesson(page)
    expect(saving(page)).to_have_text(said(WAITING))
    page.wait_for_timeout(5000)
    expect(saving(page)).to_have_text(said(WAITING))
    assert len(asked) < 30
    device.unroute("**/sync/")
    # It asks ever less often while the site fails.
    expect(page.locator("[data-all-done]")).to_be_visible(timeout=30_000)


# Two devices, two tabs


def test_a_second_device_shows_both_texts_and_loses_none(
    visit: Visit, device: BrowserContext, username: str
) -> None:
    second = visit(viewport=PHONE)
    sign_in(second, username)
    phone = open_lesson(second)
    desk = open_lesson(device)
    reflect(desk, "早上在电脑上写了一整段。")
    expect(saving(desk)).to_have_text(said(SAVED))

    note(phone).press_sequentially("嗯")
    note(phone).blur()
    expect(note(phone)).to_have_value(two_texts("早上在电脑上写了一整段。", "嗯"))
    note(phone).press("End")
    note(phone).press_sequentially("，想好了")
    note(phone).blur()
    expect(saving(phone)).to_have_text(said(SAVED))
    desk.reload()
    expect(note(desk)).to_have_value(two_texts("早上在电脑上写了一整段。", "嗯，想好了"))


def two_texts(upper: str, lower: str) -> re.Pattern[str]:
    return re.compile(f"^{upper}\n\n—— .*——\n{lower}$")


def test_a_page_left_open_shows_what_was_written_elsewhere(
    visit: Visit, device: BrowserContext, username: str
) -> None:
    second = visit(viewport=PHONE)
    sign_in(second, username)
    phone = open_lesson(second)
    desk = open_lesson(device)
    reflect(desk, "在电脑上写的。")
    expect(saving(desk)).to_have_text(said(SAVED))

    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(note(phone)).to_have_value("在电脑上写的。")
    reflect(phone, "在电脑上写的。在手机上写完。")
    expect(saving(phone)).to_have_text(said(SAVED))
    desk.reload()
    expect(note(desk)).to_have_value("在电脑上写的。在手机上写完。")


def test_two_tabs_without_a_network_lose_no_words(device: BrowserContext, watch: Watch) -> None:
    watch.expect(OFFLINE)
    one, two = open_lesson(device), open_lesson(device)
    device.set_offline(True)
    reflect(one, "第一页写的。")
    reflect(two, "第二页写的。")
    device.set_offline(False)
    all_is_sent(one)
    one.reload()
    expect(note(one)).to_have_value(two_texts("第一页写的。", "第二页写的。"))


# No room on the device


def test_a_device_that_has_just_become_full_still_sends(
    device: BrowserContext, watch: Watch
) -> None:
    watch.expect(OFFLINE)
    page = open_lesson(device)
    device.set_offline(True)
    do_lesson(page)
    page.evaluate(FILL, 0)
    device.set_offline(False)
    expect(page.locator("[data-all-done]")).to_be_visible()
    all_is_sent(page)


def test_what_is_kept_only_in_an_open_page_is_said_as_long_as_it_is_true(
    device: BrowserContext, watch: Watch
) -> None:
    watch.expect(OFFLINE)
    page = open_lesson(device)
    questions: list[Dialog] = []
    page.on("dialog", lambda dialog: (questions.append(dialog), dialog.dismiss()))
    device.set_offline(True)
    page.evaluate(FILL, 0)
    answer_all(page)
    page.wait_for_timeout(4000)
    expect(saving(page)).to_have_text(said(ONLY_HERE))
    question = page.locator("[data-check]").first
    expect(question.locator("[data-saving]")).to_have_text(said(NEAR_ONLY_HERE))
    page.evaluate("location.reload()")
    page.wait_for_timeout(500)
    assert [dialog.type for dialog in questions] == ["beforeunload"]

    device.set_offline(False)
    expect(saving(page)).to_have_text(said(SAVED))
    page.reload()
    assert len(questions) == 1
    expect(question.locator("[data-got]")).to_be_visible()


# The page for times without a network


def test_the_page_without_a_network_gives_way_as_soon_as_the_site_answers(
    device: BrowserContext, watch: Watch
) -> None:
    """The phone says that it has a network, as behind a broken router."""
    watch.expect(OFFLINE)
    device.add_init_script(
        """Object.defineProperty(navigator, "onLine", { get: () => true });
           addEventListener("online", (event) => event.stopImmediatePropagation());"""
    )
    page = open_lesson(device)
    page.evaluate("navigator.serviceWorker.ready")
    device.set_offline(True)
    do_lesson(page)
    page.reload()
    expect(page.locator("[data-offline]")).to_be_visible()
    expect(saving(page)).to_have_text(said(WAITING))
    device.set_offline(False)
    expect(page.locator("[data-lesson]")).to_be_visible()
    expect(page.locator("[data-all-done]")).to_be_visible()


def test_read_by_its_address_that_page_stays(page: Page) -> None:
    page.goto("/zh-hans/offline/")
    page.evaluate("window.stays = true")
    page.wait_for_timeout(3000)
    assert page.evaluate("window.stays")
