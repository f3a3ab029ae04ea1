"""A sensitive article from its author through two reviewers to the reader's calm notice."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Visit
from tests.browser.people import post
from tests.browser.reviewing import AsPerson, approve, live_address, submit
from tests.browser.watch import Watch

LIST = "/zh-hans/articles/"


def refused(context: BrowserContext, address: str, fields: dict[str, str], words: str) -> None:
    """Sent by hand, without the button that is not offered: the editor says *words*."""
    form = context.request.get("/cms/").text()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    token = token or re.search(r'data-csrf-token="([^"]+)"|"CSRF_TOKEN": "([^"]+)"', form)
    assert token
    value = next(filter(None, token.groups()))
    answer = context.request.post(address, form=fields, headers={"X-CSRFToken": value})
    assert words in answer.text(), answer.text()[:2000]


def test_a_sensitive_article_goes_through_two_reviewers_and_round_none(
    visit: Visit, as_person: AsPerson, watch: Watch
) -> None:
    watch.expect("400 (Bad Request)", "404 (Not Found)")
    author = as_person("author")
    page = author.new_page()
    page.goto(LIST)
    page.goto("/cms/pages/")
    for title in ("心桥", "文章"):
        exactly = re.compile(rf"^\s*{title}\s*$")
        name = page.locator(".title-wrapper [id$=_title]", has_text=exactly)
        page.locator("tbody tr", has=name).locator("td.children a").click()
    page.locator('header [href$="/add_subpage/"]').first.click()
    page.locator("[name=title]").fill("夜里很难受的时候")
    page.locator("[name=summary]").fill("先找一个人，待在一起。")
    page.locator("[name=topics]").first.check()
    page.locator("[name=audiences]").first.check()
    page.locator("[name=sensitive]").check()
    page.locator("footer [data-w-dropdown-target=toggle]").last.click()
    expect(page.locator("[name=action-publish]")).to_have_count(0)
    page.keyboard.press("Escape")
    edit = submit(page)
    number = edit.removesuffix("/edit/").rsplit("/", 1)[1]
    live = live_address(page, edit)

    refused(author, edit, {"action-publish": "1"}, "没有发布任何内容")
    reader = visit().new_page()
    assert reader.request.get(live).status == 404

    approve(as_person, edit, "reviewer")
    assert reader.request.get(live).status == 404
    again = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    refused(as_person("reviewer"), edit, again, "安全审稿人")
    bulk = f"/cms/bulk/wagtailcore/page/publish/?id={number}"
    refused(as_person("admin"), bulk, {"next": "/cms/"}, "没有发布任何内容")
    assert reader.request.get(live).status == 404

    approve(as_person, edit, "safety")
    reader.goto(live)
    reader.locator(".calm-notice").get_by_role("link", name="我想读下去").click()
    expect(reader.locator(".signatures")).to_contain_text("演示·苏审稿人（审稿人）")
    expect(reader.locator(".signatures")).to_contain_text("演示·顾安全审稿人（安全审稿人）")
    reader.goto(LIST)
    expect(reader.locator(".reading-list")).not_to_contain_text("夜里很难受的时候")
    post(as_person("admin"), f"/cms/pages/{number}/delete/", {})
