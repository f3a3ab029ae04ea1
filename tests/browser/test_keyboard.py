"""The keyboard alone is enough, and one always sees where one is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.lessons import COURSE, FIRST_LESSON, right_choice

WHERE = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const words = (element.textContent || element.name || "").trim().slice(0, 30);
  return {
    name: `${element.tagName} «${words}»`,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
  };
}"""


def test_the_first_stop_leads_past_the_menu(page: Page) -> None:
    page.goto(FIRST_LESSON)
    skip = page.locator(".skip")
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_menu_of_a_phone_opens_and_closes(visit: Visit) -> None:
    page = visit(viewport=PHONE).new_page()
    page.goto("/zh-hans/")
    menu = page.locator(".menu summary")
    for _ in range(12):
        page.keyboard.press("Tab")
        if menu.evaluate("menu => menu === document.activeElement"):
            break
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".menu .nav")).to_be_visible()
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/zh-hans/courses/$"))


def test_a_question_is_answered(page: Page) -> None:
    page.goto(FIRST_LESSON)
    question = page.locator("[data-check]", has=page.locator("[type=radio]")).first
    for number, box in enumerate(question.locator("[type=radio]").all()):
        if number == 0:
            box.focus()
            page.keyboard.press("Space")
        elif question.locator(":checked").get_attribute("value") not in right_choice(question):
            page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(question.locator("[data-says=right]")).to_be_visible()


@pytest.mark.parametrize("path", ["/zh-hans/", COURSE, FIRST_LESSON, "/zh-hans/account/signup/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_stop_is_seen(visit: Visit, path: str, scheme: str) -> None:
    page = visit(color_scheme=scheme, reduced_motion="reduce").new_page()
    page.goto(path)
    stops = []
    for _ in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate(WHERE)
        if stop is None:
            break
        stops.append(stop)
    assert len(stops) > 8
    assert [stop["name"] for stop in stops if not (stop["outlined"] and stop["inside"])] == []
