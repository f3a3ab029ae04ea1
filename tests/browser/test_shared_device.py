"""Sessions end and phones change hands: nothing is lost, and nothing goes to the wrong person."""

from __future__ import annotations

import json

from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

from tests.browser.lessons import FIRST_LESSON, all_is_sent, do_lesson, join, kept_about, waiting_on
from tests.browser.people import PASSWORD, sign_in, sign_up
from tests.browser.watch import OFFLINE, Watch
from tests.browser.words import OF_ANOTHER, SAVED, SIGNED_OUT, WAITING, said

EXPIRED = "401 (Unauthorized)"
OTHER_PERSON = "409 (Conflict)"


def saving(page: Page) -> Locator:
    return page.locator("[data-unsent][role=status]")


def leave_unsent(device: BrowserContext) -> Page:
    """A page with a whole lesson done and unsent, and the session gone meanwhile."""
    page = device.new_page()
    page.goto(FIRST_LESSON)
    expect(saving(page)).to_have_text(said(SAVED))
    device.set_offline(True)
    do_lesson(page, "这是第一个人写的。")
    expect(saving(page)).to_have_text(said(WAITING))
    device.clear_cookies(name="sessionid")
    return page


def test_an_expired_session_loses_nothing(
    device: BrowserContext, watch: Watch, username: str
) -> None:
    watch.expect(OFFLINE, EXPIRED)
    page = leave_unsent(device)
    device.set_offline(False)
    expect(saving(page)).to_contain_text(said(SIGNED_OUT))
    saving(page).locator("a").click()
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    expect(saving(page)).to_contain_text(said(SIGNED_OUT))
    page.locator("main form .button").click()
    expect(page.locator("[data-all-done]")).to_be_visible()
    expect(page.locator("[data-reflection] textarea")).to_have_value("这是第一个人写的。")
    expect(saving(page)).to_have_text(said(SAVED))
    all_is_sent(page)


def test_a_second_person_never_sends_what_the_first_one_did(
    device: BrowserContext, watch: Watch, username: str
) -> None:
    watch.expect(OFFLINE, EXPIRED)
    page = leave_unsent(device)
    left = waiting_on(page)
    device.set_offline(False)
    expect(saving(page)).to_contain_text(said(SIGNED_OUT))
    page.close()

    sign_up(device, f"{username}-second", "第二位")
    join(device)
    sent: list[str] = []
    device.on("request", lambda request: sent.extend(uuids(request)))
    page = device.new_page()
    page.goto("/zh-hans/my/")
    expect(saving(page)).to_contain_text(said(OF_ANOTHER))
    page.goto(FIRST_LESSON)
    expect(page.locator("[data-reflection] textarea")).to_have_value("")
    do_lesson(page, "这是第二个人写的。")
    expect(page.locator("[data-all-done]")).to_be_visible()
    expect(saving(page)).to_contain_text(said(OF_ANOTHER))
    first_ones = {entry["fact"]["client_uuid"] for entry in left}
    assert sent
    assert not first_ones & set(sent)
    assert first_ones <= {entry["fact"]["client_uuid"] for entry in waiting_on(page)}
    assert "第一个人" not in json.dumps(kept_about(device), ensure_ascii=False)

    device.clear_cookies()
    sign_in(device, username)
    page.goto(FIRST_LESSON)
    expect(page.locator("[data-all-done]")).to_be_visible()
    expect(page.locator("[data-reflection] textarea")).to_have_value("这是第一个人写的。")
    are_sent(page, first_ones)  # the second person's last seconds may wait here for that person


def test_a_page_left_open_does_not_send_for_the_next_person(
    device: BrowserContext, watch: Watch, username: str
) -> None:
    watch.expect(OTHER_PERSON, EXPIRED)
    page = device.new_page()
    page.goto(FIRST_LESSON)
    expect(saving(page)).to_have_text(said(SAVED))
    device.clear_cookies()
    sign_up(device, f"{username}-second", "第二位")
    do_lesson(page, "这是第一个人写的。")
    expect(saving(page)).to_have_text(said(OF_ANOTHER))
    assert kept_about(device)["learning"]["facts"] == []
    device.clear_cookies()
    sign_in(device, username)
    page.reload()
    expect(page.locator("[data-all-done]")).to_be_visible()


def are_sent(page: Page, facts: set[str]) -> None:
    page.wait_for_function(
        "(ids) => !ids.some((id) => localStorage.getItem(`xinqiao.fact.${id}`))", arg=[*facts]
    )


def uuids(request: Request) -> list[str]:
    """The ids of the facts in a request to `/sync/`."""
    if not request.url.endswith("/sync/") or request.method != "POST":
        return []
    return [fact["client_uuid"] for fact in request.post_data_json["facts"]]
