"""Somebody without an account: reads, changes the language, prints, tries a lesson."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import sticking_out
from tests.browser.conftest import PHONE, Visit
from tests.browser.lessons import COURSE, FIRST_LESSON, answer, right_choice, wrong_choice

ARTICLE = "/zh-hans/articles/tests-are-not-labels/"


def test_a_visitor_reads_an_article_in_both_languages(page: Page) -> None:
    page.goto("/")
    expect(page).to_have_url(re.compile("/zh-hans/$"))
    page.locator(".reading-list a").first.click()
    chinese = page.url
    title = page.locator("h1").inner_text()
    page.locator(".wide-nav [hreflang=en]").click()
    expect(page).to_have_url(chinese.replace("/zh-hans/", "/en/"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).not_to_have_text(title)
    page.locator(".wide-nav [hreflang=zh-Hans]").click()
    expect(page.locator("h1")).to_have_text(title)


def test_a_word_of_the_glossary_is_explained_in_its_place(page: Page) -> None:
    page.goto(ARTICLE)
    term = page.locator("a.term").first
    term.click()
    note = page.locator(".term-note")
    expect(note).to_be_visible()
    expect(note).to_have_text(str(term.get_attribute("data-definition")))
    expect(term).to_have_attribute("aria-expanded", "true")
    assert page.url.endswith(ARTICLE)
    term.press("Space")
    expect(note).to_have_count(0)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_help_lines_stand_in_one_line_on_screens_of_any_width(
    page: Page, language: str
) -> None:
    page.goto(f"/{language}/")
    faults = []
    for width in range(320, 1300, 35):
        page.set_viewport_size({"width": width, "height": 800})
        height = page.locator(".help-bar").evaluate("bar => bar.offsetHeight")
        if sticking_out(page) or height > 48:
            faults.append(f"{width} px: {height} px high, {sticking_out(page)}")
    assert faults == []


A4 = {"width": 673, "height": 1000}
"""What remains of a sheet between its margins."""


def test_paper_keeps_the_help_numbers_and_leaves_out_what_one_can_only_click(page: Page) -> None:
    page.goto(ARTICLE)
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    number = page.locator(".help-bar a", has_text="12356")
    expect(number).to_be_visible()
    expect(number.locator("span")).to_be_visible()  # whose number it is
    expect(page.locator("h1")).to_be_visible()
    for gone in (".top", ".crumbs", ".skip", ".foot nav", ".help-bar .more"):
        expect(page.locator(gone).first).to_be_hidden()


@pytest.mark.parametrize("path", ["/zh-hans/", ARTICLE, FIRST_LESSON, COURSE])
def test_nothing_sticks_out_of_the_paper(page: Page, path: str) -> None:
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    page.goto(path)
    assert sticking_out(page) == []


def test_an_open_lesson_can_be_tried_and_nothing_is_kept(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    page.goto(FIRST_LESSON)
    question = page.locator("[data-check]").first
    answer(question, wrong_choice(question))
    expect(question.locator("[data-says=wrong]")).to_be_visible()
    expect(question.locator("[data-says=why]")).to_be_visible()
    answer(question, right_choice(question))
    expect(question.locator("[data-says=right]")).to_be_visible()
    expect(question.locator("[data-says=wrong]")).to_be_hidden()
    expect(page.locator("[data-reflection] textarea").first).to_be_disabled()
    page.locator("[data-end]").scroll_into_view_if_needed()
    page.reload()
    expect(question.locator("[data-says=right]")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage)") == []
    assert not [request for request in sent if "/sync/" in request or request.startswith("POST")]


def test_everything_works_without_scripts(visit: Visit) -> None:
    page = visit(java_script_enabled=False, viewport=PHONE).new_page()
    page.goto("/")
    page.locator(".menu summary").click()
    page.locator('.menu a[href="/zh-hans/articles/"]').click()
    expect(page.locator(".reading-list li").first).to_be_visible()
    page.locator(".menu summary").click()
    page.locator(".menu [hreflang=en]").click()
    expect(page).to_have_url(re.compile("/en/articles/$"))

    page.goto(ARTICLE)
    page.locator("a.term").first.click()
    expect(page).to_have_url(re.compile(r"/zh-hans/glossary/#.+"))
    expect(page.locator(":target")).to_be_visible()

    page.goto(FIRST_LESSON)
    question = page.locator("[data-check]").first
    answer(question, wrong_choice(question))
    expect(question.locator("[data-says=wrong]")).to_be_visible()
    expect(question).to_be_in_viewport()
    answer(question, right_choice(question))
    expect(question.locator("[data-says=right]")).to_be_visible()
