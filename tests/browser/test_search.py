"""Searching in a real browser: suggestions, choices, keys, a cut line, and words that ask for help."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.checks import ALL_RULES, axe_faults, faults_at_all_sizes, sticking_out
from tests.browser.conftest import PHONE, Visit
from tests.browser.watch import OFFLINE, Watch

SEARCH = "/zh-hans/search/"
SLEEP = f"{SEARCH}?q={quote('孩子')}"


def write(page: Page, text: str) -> Locator:
    """Type into the box of the search page; the suggestions that come."""
    page.goto(SEARCH)
    box = page.locator("#q")
    expect(box).to_be_focused()
    page.keyboard.type(text)
    return page.get_by_role("option")


@pytest.mark.parametrize("beginning", ["心", "x", "xlj", "xinli"])
def test_suggestions_come_from_the_first_character_on(page: Page, beginning: str) -> None:
    options = write(page, beginning)

    expect(options.filter(has_text="心理").first).to_be_visible()
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="条建议")).to_have_count(1)
    assert axe_faults(page, ALL_RULES) == []


def test_a_suggestion_is_chosen_with_the_keys(page: Page) -> None:
    options = write(page, "xlj")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")

    expect(options.first).to_have_attribute("aria-selected", "true")
    active = page.locator("#q").get_attribute("aria-activedescendant")
    assert active == options.first.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("(?!.*search)"))


def test_escape_closes_the_list_and_keeps_the_words(page: Page) -> None:
    options = write(page, "心理")
    expect(options.first).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("心理")
    page.keyboard.press("Enter")
    expect(page.locator("[data-count]")).to_contain_text("心理")


def test_up_and_down_go_round_by_way_of_the_box(page: Page) -> None:
    options = write(page, "心理")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_count(0)


def test_a_suggestion_is_chosen_with_the_mouse_from_any_page(page: Page) -> None:
    page.goto("/zh-hans/glossary/")
    page.locator("#seek").click()
    page.keyboard.type("心理急")
    page.get_by_role("option").filter(has_text="心理急救").first.click()

    page.wait_for_url(re.compile("psychological-first-aid"))


def test_nothing_hard_is_ever_suggested(page: Page) -> None:
    options = write(page, "心理")
    expect(options.first).to_be_visible()
    page.locator("#q").fill("自")
    page.wait_for_timeout(600)

    assert not [text for text in options.all_text_contents() if "自杀" in text or "自伤" in text]


def test_without_a_network_the_form_is_a_form(page: Page, watch: Watch) -> None:
    watch.expect(OFFLINE, "Failed to load resource")

    def cut(route: Route) -> None:
        route.abort("internetdisconnected")

    page.route("**/search/suggest*", cut)
    write(page, "睡")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")

    expect(page.locator("[data-count]")).to_contain_text("睡")


def test_choices_bring_the_results_without_loading_the_page(page: Page) -> None:
    page.goto(SLEEP)
    page.evaluate("window.sameDocument = true")
    everything = page.locator("[data-count] b").inner_text()
    choice = page.locator("#by-kind-article")
    count = choice.locator(".count").inner_text()
    choice.click()

    expect(page.locator("#by-kind-article")).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-count] b")).to_have_text(count)
    expect(page.locator("[data-voice]")).to_contain_text(count)
    expect(page.locator("#by-kind-article")).to_be_focused()
    assert "kind=article" in page.url
    page.go_back()
    expect(page.locator("[data-count] b")).to_have_text(everything)
    assert page.evaluate("window.sameDocument") is True
    assert axe_faults(page, ALL_RULES) == []


def test_turning_the_page_leads_to_its_first_result(page: Page) -> None:
    page.goto(SLEEP)
    page.locator("#next").click()

    expect(page.locator(".found-list").first).to_have_attribute("start", "11")
    expect(page.locator("[data-count]")).to_be_focused()


def test_all_of_it_works_without_scripts(visit: Visit) -> None:
    page = visit(java_script_enabled=False, viewport=PHONE).new_page()
    page.goto("/zh-hans/glossary/")
    page.locator("form.seek button").click()
    page.locator("#q").fill("孩子")
    page.locator(".seek.large .button").click()

    expect(page.locator(".found-list mark").first).to_have_text("孩子")
    page.locator("#by-kind-article").click()
    expect(page.locator("#by-kind-article")).to_have_attribute("aria-current", "true")
    page.locator("#finer summary").click()
    page.locator("#finer a").first.click()
    expect(page.locator("[id^=chosen-]")).to_have_count(1)
    page.locator("[id^=chosen-]").click()
    expect(page.locator("[id^=chosen-]")).to_have_count(0)


def test_who_asks_for_help_reads_the_numbers_first(visit: Visit) -> None:
    page = visit(viewport=PHONE, reduced_motion="reduce").new_page()
    page.goto(f"{SEARCH}?q={quote('我不想活了')}")

    number = page.locator("#help-first + p ~ .help-lines a").first
    expect(number).to_be_in_viewport()
    expect(number).to_have_attribute("href", "tel:12356")
    help_top = number.bounding_box()
    count = page.locator("[data-count]").bounding_box()
    assert help_top and count and help_top["y"] < count["y"]
    assert faults_at_all_sizes(page) == []


def test_an_opened_result_is_counted_without_a_script(visit: Visit) -> None:
    context: BrowserContext = visit(java_script_enabled=False)
    told: list[str] = []
    context.on("request", lambda request: told.append(f"{request.method} {request.url}"))
    page = context.new_page()
    page.goto(SLEEP)
    page.locator(".found-list h3 a").first.click()
    page.wait_for_url(re.compile("(?!.*search)"))

    assert [line for line in told if line.startswith("POST") and "/search/opened?q=" in line]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "query", ["", "?q=12356", "?q=qqqqqq", "?q=12356&kind=nosuch", "?q=the&page=99"]
)
def test_no_state_of_the_page_has_a_fault(visit: Visit, language: str, query: str) -> None:
    page = visit(reduced_motion="reduce").new_page()
    page.goto(f"/{language}/search/{query}")

    assert faults_at_all_sizes(page) == []


def test_the_box_in_the_head_fits_beside_name_bell_and_menu(as_person) -> None:
    page = as_person("supervisor").new_page()
    for language in ("zh-hans", "en"):
        for width in (320, 360, 1000, 1280):
            page.set_viewport_size({"width": width, "height": 700})
            page.goto(f"/{language}/glossary/")
            assert sticking_out(page) == []
            expect(page.locator("form.seek button")).to_be_in_viewport(ratio=1)
    page.set_viewport_size(PHONE)
    head = page.locator(".top").bounding_box()
    assert head and head["height"] < 90, "all in one line"
