"""A hard text opens to those who choose it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visit

ARTICLE = "/zh-hans/articles/first-words/"


def test_without_scripts_a_reader_goes_on_or_back(visit: Visit) -> None:
    page = visit(java_script_enabled=False, viewport=PHONE).new_page()
    page.goto(ARTICLE)
    notice = page.locator(".calm-notice")
    expect(notice.locator("[href='tel:12356']")).to_be_visible()
    notice.get_by_role("link", name="先不读，回到文章列表").click()
    expect(page.locator(".reading-list")).not_to_contain_text("看见手臂上的伤")
    page.go_back()
    notice.get_by_role("link", name="我想读下去").press("Enter")
    expect(page.locator("article")).to_contain_text("我看见了，我不怪你，我在这儿")
    assert page.context.cookies() == []
