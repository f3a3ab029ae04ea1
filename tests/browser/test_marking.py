"""Marking what no rule can mark, and marking a question anew: with a keyboard and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.checks import faults_at_all_sizes
from tests.browser.marked_texts import STEM, TEXTS
from tests.browser.server import finish, python, site_environment
from tests.browser.words import said

AsPerson = Callable[..., BrowserContext]

LANGUAGES = ["zh-hans", "en"]


@pytest.fixture
def taken(site: tuple[Path, str], base: str) -> str:
    """The short name of an exam that two people have taken."""
    slug = f"taken-{uuid4().hex[:8]}"
    finish(python("-m", "tests.browser.marked", slug, env=site_environment(*site)))
    return slug


def claim(page: Page, exam: str, language: str = "zh-hans") -> None:
    page.goto(f"/{language}/teach/marking/")
    page.locator(f"form[action*='/exams/{exam}/'] button").click()
    expect(page.locator(".marking-text")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_marking_have_no_fault(as_person: AsPerson, taken: str, language: str) -> None:
    page = as_person("rater", reduced_motion="reduce").new_page()
    claim(page, taken, language)
    page.locator(".marking-form .button").first.click()
    expect(page.locator("[role=alert]").first).to_be_visible()
    assert faults_at_all_sizes(page) == []
    page.goto(f"/{language}/teach/marking/")
    assert faults_at_all_sizes(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_marking_anew_have_no_fault(
    as_person: AsPerson, taken: str, language: str
) -> None:
    page = as_person("trainer", reduced_motion="reduce").new_page()
    page.goto(f"/{language}/teach/regrades/")
    assert faults_at_all_sizes(page) == []
    page.goto(f"/{language}/teach/regrades/exams/{taken}/")
    assert faults_at_all_sizes(page) == []
    page.get_by_text(STEM).click()
    page.locator("[name=way][value=full]").check()
    page.locator(".regrade-form button").first.click()
    expect(page.locator(".regrade-numbers")).to_be_visible()
    assert faults_at_all_sizes(page) == []


def test_two_answers_are_marked_without_scripts_and_a_question_anew(
    as_person: AsPerson, taken: str
) -> None:
    rater = as_person("rater", java_script_enabled=False).new_page()
    claim(rater, taken)
    seen = set()
    for _ in TEXTS:
        seen.add(rater.locator(".marking-text").inner_text())
        expect(rater.locator("main")).not_to_contain_text("演示·林老师")
        rater.locator("[name='level.a']").first.focus()
        rater.keyboard.press("ArrowDown")
        rater.locator("[name=feedback]").fill("看得很细。")
        rater.locator(".marking-form .button").first.click()
    assert seen == set(TEXTS.values())
    nothing = said("No more answers to this question wait for you.")
    expect(rater.locator(".messages")).to_contain_text(nothing)

    trainer = as_person("trainer", java_script_enabled=False).new_page()
    trainer.goto(f"/zh-hans/teach/regrades/exams/{taken}/")
    trainer.get_by_text(STEM).click()
    trainer.locator("[name=way][value=drop]").check()
    trainer.locator(".regrade-form button").first.click()
    expect(trainer.locator(".regrade-numbers")).to_be_visible()
    trainer.locator("[name=reason]").fill("题干有误。")
    trainer.locator(".regrade-form button").last.click()
    expect(trainer.locator("form[action$='/approve/']")).to_have_count(0)

    supervisor = as_person("supervisor", java_script_enabled=False).new_page()
    supervisor.goto(trainer.url)
    supervisor.locator("form[action$='/approve/'] button").click()
    expect(supervisor.locator(".status")).not_to_have_text(said("proposed"))

    learner = as_person("learner", java_script_enabled=False).new_page()
    learner.goto("/zh-hans/my/exams/")
    learner.locator("a[href$='/result/']").first.click()
    expect(learner.locator("main")).to_contain_text("看得很细。")
    expect(learner.locator("main")).to_contain_text("题干有误。")
