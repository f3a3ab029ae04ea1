"""After the exam: each question again with how it did; and self-checks, which keep nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import faults_at_all_sizes
from tests.browser.conftest import PHONE, Visit
from tests.browser.people import sign_up
from tests.browser.test_exam import (
    RESULT,
    answer,
    begin,
    hand_in,
    phone,
    questions,
    saving,
    username,
)
from tests.browser.words import NEAR_SAVED, said

__all__ = ["phone", "username"]

SELF_CHECK = "courses/first-step/seeing-children/self-check/"
LANGUAGES = ["zh-hans", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_question_of_the_trial_exam_can_be_seen_again(visit: Visit, language: str) -> None:
    phone = visit(viewport=PHONE, reduced_motion="reduce")
    sign_up(phone, f"result-{language}-{id(phone)}")
    page = begin(phone)
    first, *rest = questions(page)
    answer(first)
    expect(saving(first)).to_have_text(said(NEAR_SAVED))
    hand_in(page)
    expect(page).to_have_url(RESULT)
    page.goto(page.url.replace("/zh-hans/", f"/{language}/"))
    again = page.locator(".exam-review .exam-question")
    expect(again).to_have_count(len(rest) + 1)
    expect(again.first.locator(".judged b").first).to_be_visible()
    expect(again.first.locator(":checked, option:checked").first).to_be_attached()
    expect(again.first.locator("fieldset.as-given")).to_have_attribute("disabled", "")
    expect(again.nth(1).locator(".judged")).to_contain_text(re.compile("没有作答|Not answered"))
    assert faults_at_all_sizes(page) == []


def take(page: Page) -> None:
    for question in page.locator(".exam-question").all():
        answer(question)
    page.locator(".exam-end button").click()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scripts", [True, False])
def test_a_visitor_takes_a_self_check_and_reads_why(
    visit: Visit, language: str, scripts: bool
) -> None:
    context = visit(viewport=PHONE, java_script_enabled=scripts, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"/{language}/courses/first-step/")
    page.locator("a[href$='seeing-children/self-check/']").click()
    expect(page.locator(".why")).to_have_count(0)
    take(page)
    expect(page.locator("#result")).to_be_visible()
    expect(page.locator(".why")).to_have_count(5)
    expect(page.locator(".why a").first).to_have_attribute("href", re.compile("/seeing-children/"))
    assert context.cookies() == []
    take(page)
    expect(page.locator(".why")).to_have_count(5)
    if scripts:
        assert faults_at_all_sizes(page) == []
