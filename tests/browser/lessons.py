"""How a teacher works through a lesson."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.people import post

COURSE = "/zh-hans/courses/first-step/"
FIRST_LESSON = f"{COURSE}seeing-children/how-children-grow/"


def right_choice(question: Locator) -> list[str]:
    return str(question.get_attribute("data-answer")).split()


def wrong_choice(question: Locator) -> list[str]:
    """One answer that is not right."""
    every = question.locator("[name=choice]").evaluate_all("all => all.map(one => one.value)")
    return [next(key for key in every if key not in right_choice(question))]


def answer(question: Locator, choice: Iterable[str]) -> None:
    """Choose these answers and no others, and have them judged."""
    for box in question.locator("[name=choice][type=checkbox]").all():
        box.uncheck()
    for key in choice:
        question.locator(f'[name=choice][value="{key}"]').check()
    question.locator("button").click()


def answer_all(page: Page) -> None:
    for question in page.locator("[data-check]").all():
        answer(question, right_choice(question))


def reflect(page: Page, words: str) -> None:
    note = page.locator("[data-reflection] textarea")
    note.fill(words)
    note.blur()


def read_to_the_end(page: Page) -> None:
    page.locator("[data-end]").scroll_into_view_if_needed()
    expect(page.locator("[data-rule=seen]")).to_have_attribute("data-done", "true")


def do_lesson(page: Page, words: str = "先看见，再开口。") -> None:
    """All that the open lesson asks for."""
    answer_all(page)
    reflect(page, words)
    read_to_the_end(page)


def join(context: BrowserContext) -> None:
    """Take a place on the course, by request."""
    page = context.request.get(COURSE).text()
    action = re.search(r'action="(/zh-hans/learn/courses/[^"]+/join/)"', page)
    assert action, "the course does not let one join"
    post(context, COURSE, {}, action[1])


def waiting_on(page: Page) -> list[dict[str, Any]]:
    """The facts that wait on the device, each with its `owner`."""
    return page.evaluate(
        """() => Object.keys(localStorage).filter((key) => key.startsWith("xinqiao.fact."))
          .map((key) => JSON.parse(localStorage.getItem(key)))"""
    )


def all_is_sent(page: Page) -> None:
    """Wait for it, also across a page that loads itself again."""
    page.wait_for_function(
        """() => document.readyState === "complete"
          && !Object.keys(localStorage).some((key) => key.startsWith("xinqiao.fact."))"""
    )


def kept_about(context: BrowserContext) -> dict[str, Any]:
    """What the site keeps about the person who is signed in."""
    return context.request.get("/zh-hans/my/export.json").json()
