"""The editor's buttons by which a text goes through its review."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, expect

AsPerson = Callable[..., BrowserContext]


def submit(page: Page) -> str:
    """Submit the text that is open in the editor; the address at which it is edited."""
    page.locator("footer [data-w-dropdown-target=toggle]").last.click()
    page.locator("[name=action-submit]").click()
    edit = page.locator(".messages .success a").last
    expect(edit).to_be_visible()
    return edit.get_attribute("href") or ""


def approve(as_person: AsPerson, edit: str, *usernames: str) -> None:
    """The demonstration's people of these names approve, one after the other."""
    for username in usernames:
        page = as_person(username).new_page()
        page.goto(edit)
        page.locator("footer [data-w-dropdown-target=toggle]").last.click()
        page.locator(
            "[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])"
        ).click()
        expect(page.locator(".messages .success")).to_be_visible()
        page.close()


def live_address(page: Page, edit: str) -> str:
    """Where readers find the text that is edited at *edit*."""
    number = edit.removesuffix("/edit/").rsplit("/", 1)[1]
    answer = page.request.get(f"/cms/api/main/pages/{number}/")
    return urlsplit(answer.json()["meta"]["html_url"]).path
