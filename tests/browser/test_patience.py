"""Many sign in at once: who finds the lane of passwords full is asked to come back, and waits calmly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.checks import faults_at_all_sizes
from tests.browser.conftest import PHONE, Visit
from tests.browser.people import PASSWORD
from tests.browser.server import nobody_saves, served
from tests.browser.watch import Watch
from tests.browser.words import said

HEADING = "Many people are signing in right now"
PLEASE_STAY = (
    "Many people are signing in right now. Please leave this page open: it goes on by itself "
    "when it is your turn."
)
LOGIN = "/zh-hans/account/login/"
ROOM = "/zh-hans/account/room/"

TELL_WHEN_SHOWN = """addEventListener("DOMContentLoaded", () => {
  const line = document.querySelector("[data-patience]");
  if (!line) return;
  new MutationObserver(() => line.hidden || console.info(line.textContent.trim())).observe(line, { attributes: true });
})"""
"""Locators see nothing of a page that is waiting for the answer to its form; messages arrive."""


@dataclass
class NarrowSite:
    """A site in whose lane of passwords there is one place."""

    base: str
    site: tuple[Path, str]

    @contextmanager
    def full(self, visit: Visit) -> Iterator[None]:
        """Until the block ends, somebody else stands in that place."""
        context = visit(base_url=self.base)
        other = context.new_page()
        other.goto(LOGIN)
        with nobody_saves(*self.site):
            fill(other, login="learner2", password=PASSWORD)
            other.keyboard.press("Enter")
            while context.request.get(ROOM).status != 503:
                other.wait_for_timeout(50)
            yield
        while context.request.get(ROOM).status == 503:
            other.wait_for_timeout(50)


@pytest.fixture(scope="module")
def narrow_site(site: tuple[Path, str]) -> Iterator[NarrowSite]:
    with served(*site, workers=1, THREADS="1") as base:
        yield NarrowSite(base, site)


@pytest.fixture
def narrow(narrow_site: NarrowSite, watch: Watch) -> NarrowSite:
    watch.base = narrow_site.base
    watch.expect("503 (Service Unavailable)")
    return narrow_site


def fill(page: Page, **fields: str) -> None:
    for name, words in fields.items():
        page.locator(f"main [name={name}]").fill(words)


def posts_of(page: Page) -> list[str]:
    """Fills with the addresses to which *page* sends forms from now on."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.url)

    page.on("request", note)
    return sent


def asked_to_come_back(context: BrowserContext, address: str = LOGIN, **fields: str) -> Page:
    page = context.new_page()
    page.goto(address)
    fill(page, **fields)
    page.locator("main form .button").click()
    language = address.split("/")[1]
    expect(page.locator("h1")).to_have_text(said(HEADING, language))
    return page


def test_who_is_asked_to_come_back_gets_in_as_soon_as_there_is_room(
    visit: Visit, narrow: NarrowSite
) -> None:
    with narrow.full(visit):
        context = visit(base_url=narrow.base, viewport=PHONE)
        page = asked_to_come_back(context, login="learner", password=PASSWORD)
        expect(page.locator("main form")).to_contain_text("learner")
        sent = posts_of(page)
        fill(page, password=PASSWORD)
        button = page.locator("main form .button")
        button.click()
        button.click()
        expect(page.get_by_role("status")).to_have_text(said(PLEASE_STAY))
        assert sent == []

    expect(page).to_have_url(f"{narrow.base}/zh-hans/my/")
    assert sent == [f"{narrow.base}{LOGIN}"]


def test_without_scripts_one_tries_again_by_hand(visit: Visit, narrow: NarrowSite) -> None:
    context = visit(base_url=narrow.base, viewport=PHONE, java_script_enabled=False)
    with narrow.full(visit):
        page = asked_to_come_back(context, login="learner", password=PASSWORD)
        fill(page, password=PASSWORD)
        page.locator("main form .button").click()
        expect(page.locator("[name=password]")).to_have_value("")  # asked once more
        expect(page.locator("h1")).to_have_text(said(HEADING))
    fill(page, password=PASSWORD)
    page.locator("main form .button").click()

    expect(page).to_have_url(f"{narrow.base}/zh-hans/my/")


def test_who_waits_for_the_turn_is_told_so_and_a_second_press_sends_nothing(
    visit: Visit, site: tuple[Path, str], base: str
) -> None:
    page = visit(viewport=PHONE).new_page()
    page.add_init_script(TELL_WHEN_SHOWN)
    page.goto(LOGIN)
    sent = posts_of(page)
    fill(page, login="learner", password=PASSWORD)
    with (
        nobody_saves(*site),
        page.expect_console_message(lambda message: message.type == "info") as shown,
    ):
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
    assert said(PLEASE_STAY).fullmatch(shown.value.text)

    expect(page).to_have_url(f"{base}/zh-hans/my/")
    assert sent == [f"{base}{LOGIN}"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_that_asks_to_come_back_has_no_fault(
    visit: Visit, narrow: NarrowSite, language: str
) -> None:
    context = visit(base_url=narrow.base, reduced_motion="reduce")
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    with narrow.full(visit):
        page = asked_to_come_back(
            context,
            f"/{language}/account/signup/",
            display_name="林老师",
            username="lin-with-a-rather-long-name",
            **passwords,
        )
    page.get_by_role("status").locator("span").evaluate("line => { line.hidden = false }")

    assert faults_at_all_sizes(page) == []
