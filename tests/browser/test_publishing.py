"""What is published in the editor is there for the next reader, whichever process answers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.reviewing import AsPerson, approve, submit
from tests.browser.server import finish, python, site_environment

SCHEDULER = """
import django, sys, time_machine
django.setup()
from django.core.management import call_command
with time_machine.travel(sys.argv[1]):
    call_command("publish_scheduled")
"""
"""What the scheduler beside the site does each minute, at a moment of our choice."""

ARTICLE = "/en/articles/calling-12356/"
TITLE, REVISED = "What happens when you call 12356", "What happens when one calls 12356"
REVISED_LATER = "What happens when you ring 12356"
READERS = 40
"""Each on a connection of its own, which the system hands to one process or the other."""


def readers_see(base: str, title: str) -> bool:
    """Whether each of many readers without an account gets the article under *title*."""
    pages = [urlopen(base + ARTICLE).read().decode() for _reader in range(READERS)]  # noqa: S310
    return all(f"<h1>{title}</h1>" in page for page in pages)


def publish(page: Page, title: str, as_person: AsPerson) -> None:
    page.locator("[name=title]").fill(title)
    approve(as_person, submit(page), "reviewer")


def test_a_publish_is_seen_at_once_in_every_process_of_the_server(
    base: str, as_person: AsPerson
) -> None:
    page = as_person("admin").new_page()
    page.goto("/cms/pages/search/?q=12356")
    page.locator("tr", has_text="Articles").get_by_role("link", name=TITLE).click()
    edit = page.url
    assert readers_see(base, TITLE)

    publish(page, REVISED, as_person)
    assert readers_see(base, REVISED)

    page.goto(edit)  # as it was, for the other tests
    publish(page, TITLE, as_person)
    assert readers_see(base, TITLE)


def test_what_is_scheduled_is_seen_when_its_time_has_come(
    base: str, as_person: AsPerson, site: tuple[Path, str]
) -> None:
    page = as_person("admin").new_page()
    page.goto("/cms/pages/search/?q=12356")
    page.locator("tr", has_text="Articles").get_by_role("link", name=TITLE).click()
    edit = page.url
    assert readers_see(base, TITLE)

    tomorrow = timezone.localtime() + timedelta(days=1)
    page.locator("[name=go_live_at]").evaluate(
        "(field, moment) => { field.value = moment }", tomorrow.strftime("%Y-%m-%d %H:%M")
    )
    publish(page, REVISED_LATER, as_person)
    assert readers_see(base, TITLE)

    moment = (tomorrow + timedelta(minutes=5)).isoformat()
    finish(python("-c", SCHEDULER, moment, env=site_environment(*site)))
    assert readers_see(base, REVISED_LATER)

    page.goto(edit)  # as it was, for the other tests
    page.locator("[name=go_live_at]").evaluate("(field) => { field.value = '' }")
    publish(page, TITLE, as_person)
    assert readers_see(base, TITLE)
