"""Question banks: what is in them, one question with its key, and writing one without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.checks import faults_at_all_sizes
from tests.browser.words import said

AsPerson = Callable[..., BrowserContext]

LANGUAGES = ["zh-hans", "en"]
BANK = "teach/banks/track-a/"


@pytest.fixture
def calm(as_person: AsPerson) -> Page:
    """An administrator, who writes and reviews everywhere."""
    return as_person("admin", reduced_motion="reduce").new_page()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("type", ["single", "case"])
def test_a_question_with_its_key_has_no_fault(calm: Page, language: str, type: str) -> None:
    calm.goto(f"/{language}/{BANK}?type={type}")
    calm.locator("tbody a").first.click()
    expect(calm.locator("fieldset.inert")).to_be_visible()
    calm.locator(".retiring summary").click()
    assert faults_at_all_sizes(calm) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_within_a_form_has_no_fault(calm: Page, language: str) -> None:
    calm.goto(f"/{language}/{BANK}new/case/")
    for name in ("matching", "cloze", "essay", "numeric"):
        calm.locator("[name='questions.type']").select_option(name)
        calm.locator("button[value='add:questions']").click()
    calm.locator(".question-form p > .button:not(.quiet)").click()
    expect(calm.locator(".case-rows .errorlist").nth(3)).to_be_visible()
    calm.locator(".media-part summary").first.click()
    assert faults_at_all_sizes(calm) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_with_all_its_faults_has_none_of_its_own(calm: Page, language: str) -> None:
    calm.goto(f"/{language}/{BANK}new/single/")
    calm.locator("[name='right']").nth(2).check()
    calm.locator("[name='difficulty']").fill("70")
    calm.locator(".rows details summary").first.click()
    calm.locator("[name='options.0.feedback.en']").fill("Nobody can choose this yet.")
    calm.locator(".question-form p > .button:not(.quiet)").click()
    expect(calm.locator(".errorlist").nth(2)).to_be_visible()
    expect(calm.locator("[name='difficulty']")).to_have_value("70")
    assert faults_at_all_sizes(calm) == []


def test_a_question_is_written_and_handed_in_without_scripts(as_person: AsPerson) -> None:
    page = as_person("admin", java_script_enabled=False).new_page()
    page.goto(f"/zh-hans/{BANK}")
    page.locator(".new-question summary").click()
    page.locator(".new-question a[href$='/ordering/']").click()
    page.locator("[name='stem.zh-hans']").fill("先做什么，后做什么？")
    page.locator("[name='stem.en']").fill("What comes first?")
    for place, words in enumerate(["看见", "倾听", "记录"]):
        page.locator(f"[name='items.{place}.text.zh-hans']").fill(words)
    page.locator("button[value='add:items']").click()
    expect(page.locator(".rows > li")).to_have_count(5)
    page.locator(".question-form p > .button:not(.quiet)").click()

    expect(page).to_have_url(re.compile(rf"{BANK}[0-9a-f-]{{36}}/$"))
    expect(page.locator(".both-languages")).to_contain_text("What comes first?")
    page.locator("form[action$='/hand-in/'] button").click()
    own = "You wrote this version yourself: somebody else has to approve it."
    expect(page.locator(".decisions")).to_contain_text(said(own))
    expect(page.locator("form[action$='/approve/']")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_put_up_and_its_pages_have_no_fault(calm: Page, language: str) -> None:
    calm.goto(f"/{language}/{BANK}import/")
    calm.locator("[name=file]").set_input_files(
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"Nothing to see here."}
    )
    assert faults_at_all_sizes(calm) == []
    calm.locator(".question-form .button").click()
    expect(calm).to_have_url(re.compile(r"/import/[0-9a-f-]{36}/$"))
    assert faults_at_all_sizes(calm) == []
