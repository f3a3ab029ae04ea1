"""A teacher signs up, joins the course and works through lessons, whatever the line does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.lessons import (
    COURSE,
    FIRST_LESSON,
    all_is_sent,
    answer,
    do_lesson,
    kept_about,
    read_to_the_end,
    reflect,
    right_choice,
    waiting_on,
)
from tests.browser.people import PASSWORD
from tests.browser.watch import OFFLINE, Watch
from tests.browser.words import (
    NEAR_SAVED,
    NEAR_WAITING,
    PROGRESS,
    REFUSED,
    SAVED,
    WAITING,
    said,
)


def saving(page: Page) -> Locator:
    return page.locator("[data-unsent][role=status]")


def sign_up_by_hand(page: Page, username: str, name: str) -> None:
    page.locator("[name=display_name]").fill(name)
    page.locator("[name=username]").fill(username)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    page.locator("main form .button").click()


def test_three_lessons_one_of_them_without_a_network(
    visit: Visit, watch: Watch, username: str
) -> None:
    watch.expect(OFFLINE)
    context = visit(viewport=PHONE)
    page = context.new_page()
    page.goto(COURSE)
    page.locator('.next-step a[href*="/account/signup/"]').click()
    sign_up_by_hand(page, username, "阿依古丽·买买提")
    expect(page).to_have_url(re.compile(COURSE))
    page.locator("form[action$='/join/'] button").click()

    page.locator(".next-step .button").click()
    do_lesson(page)
    expect(page.locator("[data-all-done]")).to_be_visible()
    expect(saving(page)).to_have_text(said(SAVED))

    page.locator(".lesson-next .button").click()
    second = page.url
    page.evaluate("navigator.serviceWorker.ready")
    context.set_offline(True)
    do_lesson(page, "明天先问一句睡得好不好。")
    expect(saving(page)).to_have_text(said(WAITING))
    expect(page.locator("[data-rule=check]")).to_have_attribute("data-done", "true")
    page.reload()
    expect(page.locator("main .help-lines")).to_contain_text("12356")
    expect(saving(page)).to_have_text(said(WAITING))
    kinds = {entry["fact"]["kind"] for entry in waiting_on(page)}
    assert kinds >= {"lesson.check", "lesson.reflection", "lesson.seen"}

    context.set_offline(False)
    expect(page).to_have_url(second)
    expect(page.locator("[data-reflection] textarea")).to_have_value("明天先问一句睡得好不好。")
    expect(page.locator("[data-rule=check]")).to_have_attribute("data-done", "true")
    expect(page.locator("[data-all-done]")).to_be_visible()
    expect(saving(page)).to_have_text(said(SAVED))
    page.reload()
    expect(page.locator("[data-reflection] textarea")).to_have_value("明天先问一句睡得好不好。")

    page.locator(".lesson-next .button").click()
    do_lesson(page)
    expect(page.locator("[data-all-done]")).to_be_visible()

    for language in ("zh-hans", "en"):
        page.goto(f"/{language}/my/")
        progress = page.locator(".my-courses .progress").first
        expect(progress).to_have_text(said(PROGRESS, language))
        expect(progress).to_have_text(re.compile(r"\b3\b"))
        expect(page.locator(".my-history ul li")).to_have_count(3)
    assert kept_about(context)["account"]["name"] == "阿依古丽·买买提"


def test_the_network_comes_back_while_the_lesson_is_open(
    device: BrowserContext, watch: Watch
) -> None:
    watch.expect(OFFLINE)
    page = device.new_page()
    page.goto(FIRST_LESSON)
    expect(saving(page)).to_have_text(said(SAVED))
    device.set_offline(True)
    do_lesson(page)
    near_the_note = page.locator("[data-reflection] [data-saving]")
    expect(saving(page)).to_have_text(said(WAITING))
    expect(near_the_note).to_have_text(said(NEAR_WAITING))
    device.set_offline(False)
    expect(page.locator("[data-all-done]")).to_be_visible()
    expect(near_the_note).to_have_text(said(NEAR_SAVED))
    expect(saving(page)).to_have_text(said(SAVED))
    all_is_sent(page)


def test_what_is_unsent_is_said_and_sent_from_my_learning_too(
    device: BrowserContext, watch: Watch
) -> None:
    watch.expect(OFFLINE)
    page = device.new_page()
    page.goto(FIRST_LESSON)
    page.evaluate("navigator.serviceWorker.ready")
    device.set_offline(True)
    do_lesson(page)
    expect(saving(page)).to_have_text(said(WAITING))
    page.goto("/zh-hans/my/")
    expect(saving(page)).to_have_text(said(WAITING))
    device.set_offline(False)
    expect(page.locator(".my-courses")).to_be_visible()
    all_is_sent(page)
    expect(page.locator(".my-courses .progress").first).to_have_text(re.compile(r"\b1\b"))


def test_two_tabs_give_one_progress(device: BrowserContext, watch: Watch) -> None:
    watch.expect(OFFLINE)
    one, two = device.new_page(), device.new_page()
    for page in (one, two):
        page.goto(FIRST_LESSON)
        expect(saving(page)).to_have_text(said(SAVED))
    device.set_offline(True)
    one.bring_to_front()
    for question in one.locator("[data-check]").all():
        answer(question, right_choice(question))
    two.bring_to_front()
    reflect(two, "从两边写。")
    read_to_the_end(two)
    expect(saving(one)).to_have_text(said(WAITING))
    device.set_offline(False)
    for page in (one, two):
        expect(saving(page)).to_have_text(said(SAVED))
    one.reload()
    expect(one.locator("[data-all-done]")).to_be_visible()
    expect(one.locator("[data-reflection] textarea")).to_have_value("从两边写。")
    facts = kept_about(device)["learning"]["facts"]
    assert [fact["kind"] for fact in facts].count("lesson.reflection") == 1


def test_what_the_site_refuses_is_said_with_the_reason(device: BrowserContext) -> None:
    page = device.new_page()
    page.goto("/zh-hans/my/")
    page.evaluate(
        """() => {
          const fact = { client_uuid: crypto.randomUUID(), lesson: crypto.randomUUID(),
            at: new Date().toISOString(), kind: "lesson.seen", language: "zh-hans" };
          localStorage.setItem(`xinqiao.fact.${fact.client_uuid}`,
            JSON.stringify({ owner: document.body.dataset.person, fact, replaces: "" }));
        }"""
    )
    page.reload()
    expect(saving(page)).to_contain_text(said(REFUSED))
    expect(saving(page)).to_contain_text(said("There is no such lesson."))
    saving(page).locator("button").click()
    expect(saving(page)).not_to_contain_text(said(REFUSED))
    all_is_sent(page)


@pytest.mark.parametrize("kind", ["none", "full"])
def test_a_browser_that_keeps_nothing_still_sends(device: BrowserContext, kind: str) -> None:
    """As in a private window, or on a phone without room."""
    device.add_init_script(
        """Object.defineProperty(window, "localStorage",
             { get() { throw new DOMException("denied", "SecurityError") } })"""
        if kind == "none"
        else """const set = Storage.prototype.setItem;
          Storage.prototype.setItem = function (key, value) {
            if (key.startsWith("xinqiao.fact.")) throw new DOMException("full", "QuotaExceededError");
            set.call(this, key, value);
          }"""
    )
    page = device.new_page()
    page.goto(FIRST_LESSON)
    do_lesson(page)
    expect(page.locator("[data-all-done]")).to_be_visible()
    page.reload()
    expect(page.locator("[data-reflection] textarea")).not_to_be_empty()


def test_forms_alone_finish_a_lesson(visit: Visit, username: str) -> None:
    page = visit(java_script_enabled=False, viewport=PHONE).new_page()
    page.goto(COURSE)
    page.locator('.next-step a[href*="/account/signup/"]').click()
    sign_up_by_hand(page, username, "石老师")
    page.locator("form[action$='/join/'] button").click()
    page.locator(".next-step .button").click()
    for number in range(page.locator("[data-check]").count()):
        question = page.locator("[data-check]").nth(number)
        answer(question, right_choice(question))
        expect(question.locator("[data-says=right]")).to_be_visible()
    page.locator("[data-reflection] textarea").fill("没有脚本也写得下。")
    page.locator("[data-reflection] button").click()
    expect(page.locator("[data-reflection] textarea")).to_have_value("没有脚本也写得下。")
    page.locator("[data-seen-form] button").click()
    expect(page.locator("[data-all-done]")).to_be_visible()
    page.goto("/zh-hans/my/")
    expect(page.locator(".my-courses .progress").first).to_have_text(re.compile(r"\b1\b"))
