"""The pages of ours in the editor: nothing for axe to find, by day and night, nothing too wide."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import ALL_RULES, RULES_OF_COLOUR, axe_faults, sticking_out
from tests.browser.reviewing import AsPerson
from tests.browser.server import connected

OF_WAGTAIL = [
    ".Draftail-Editor",  # its fields of rich text have no name
    ".w-minimap",  # on a phone one cannot reach its list by keyboard
]
"""Parts of Wagtail's own editor of pages that have faults of their own."""

STILL = "document.getAnimations().every((one) => one.playState !== 'running')"
TITLE = "What happens when you call 12356"
TO_LOOK_AFTER = """UPDATE review_liveversion
  SET next_review_on = '2026-01-01', in_step_at = '2020-01-01 00:00:00+00:00'
  WHERE until IS NULL AND title = 'What happens when you call 12356'
    AND page_id IN (SELECT page_ptr_id FROM knowledge_articlepage)"""  # a lesson has the same title


@pytest.fixture(params=["zh-hans", "en"])
def page(
    as_person: AsPerson, site: tuple[Path, str], request: pytest.FixtureRequest
) -> Iterator[Page]:
    """The author's, in either language. A translation is due for review and has fallen behind."""
    with closing(connected(*site)) as database:
        database.execute(TO_LOOK_AFTER)
        speak = "UPDATE accounts_person SET language = '{}' WHERE username = 'author'"
        database.execute(speak.format(request.param))
        page = as_person("author", reduced_motion="reduce").new_page()
        page.goto("/cms/review/")
        expect(page.locator("html")).to_have_attribute("lang", request.param)
        yield page
        database.execute(speak.format("zh-hans"))


def faults(page: Page) -> list[str]:
    found = []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, rules in (("light", ALL_RULES), ("dark", RULES_OF_COLOUR)):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(STILL)  # some colours of Wagtail's change slowly
            found += axe_faults(page, rules, besides=OF_WAGTAIL)
        found += sticking_out(page)
    return found


def test_the_list_of_texts_to_look_after_has_no_fault(page: Page) -> None:
    for section in ("due", "behind"):
        expect(page.locator(f"#{section}-section")).to_contain_text(TITLE)
    assert faults(page) == []


def test_the_list_of_texts_in_one_language_has_no_fault(page: Page) -> None:
    page.goto("/cms/review/?language=zh-hans")
    expect(page.locator("#due-section")).not_to_contain_text(TITLE)
    assert faults(page) == []


def test_the_first_page_that_tells_of_texts_to_review_has_no_fault(page: Page) -> None:
    page.goto("/cms/")
    expect(page.locator("#texts-to-review-section")).to_contain_text(TITLE)
    assert faults(page) == []


def test_the_page_that_has_fallen_behind_and_its_versions_have_no_fault(page: Page) -> None:
    page.locator("#behind-section").get_by_role("link", name=TITLE).first.click()
    expect(page.locator(".messages form button")).to_be_visible()
    assert faults(page) == []

    number = page.url.removesuffix("/edit/").rsplit("/", 1)[1]
    page.goto(f"/cms/review/versions/{number}/")
    expect(page.locator(".listing")).to_contain_text(TITLE)
    assert faults(page) == []
    page.locator("header a.button").click()
    assert page.url.endswith(f"/cms/pages/{number}/edit/")
