"""A case in stages, with scripts and without: what was answered stays as it is."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.checks import faults_at_all_sizes
from tests.browser.conftest import PHONE, Visit
from tests.browser.people import sign_up
from tests.browser.server import finish, python, site_environment
from tests.browser.words import NEAR_SAVED, said

MAKE = """
import django
django.setup()
from django.utils import timezone
from assessments.authoring import Written, approve, hand_in, write
from assessments.models import Bank, Exam, Sitting
from assessments.publishing import draft, publish
from tests.assessments.question_types.examples import case
from xinqiao.accounts.models import Person, Unit
unit = Unit.objects.get(slug="qinghe")
bank, made = Bank.objects.get_or_create(
    slug="stages", defaults={"name_zh": "分步题库", "name_en": "Stages", "unit": unit}
)
if made:
    version = write(bank, Written("case", case(staged=True)), by=None)
    hand_in(version)
    approve(version, by=Person.objects.get(username="admin"))
    exam = Exam.objects.create(slug="stages", name_zh="分步考试", name_en="In stages", unit=unit)
    slot = {"kind": "fixed", "question": str(version.question.key)}
    publish(
        draft(exam, {
            "banks": ["stages"], "languages": ["zh-hans"], "pass_percent": 60, "minutes": 30,
            "sections": [{"key": "all", "slots": [slot]}],
        }),
        by=None,
    )
    Sitting.objects.create(exam=exam, opens_at=timezone.now())
"""


@pytest.fixture(scope="module", autouse=True)
def exam(site: tuple[Path, str], base: str) -> None:
    """An exam of one case in two stages, open for everybody."""
    finish(python("-c", MAKE, env=site_environment(*site)))


def begin(context: BrowserContext) -> Page:
    sign_up(context, f"candidate-{uuid4().hex[:8]}")
    page = context.new_page()
    page.goto("/zh-hans/my/exams/")
    page.locator(".exam-list li", has_text="分步考试").locator("a.button").click()
    page.locator("[data-begin] button").click()
    expect(page.locator("[data-exam]")).to_be_visible()
    return page


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_answered_before_going_on_stays_as_it_is(visit: Visit, scripts: bool) -> None:
    page = begin(visit(viewport=PHONE, java_script_enabled=scripts, reduced_motion="reduce"))
    expect(page.locator(".question-case li")).to_have_count(1)
    first = page.locator(".question-case input[type=radio]")
    first.nth(1).check()
    chosen = first.nth(1).get_attribute("value")
    if scripts:
        expect(page.locator("[data-saving]")).to_have_text(said(NEAR_SAVED))
        assert faults_at_all_sizes(page) == []
    page.locator("button[value^='on:']").click()

    expect(page.locator(".question-case li")).to_have_count(2)
    expect(page.locator(f".question-case input[value='{chosen}']")).to_be_checked()
    expect(first.nth(0)).to_be_disabled()
    for place, select in enumerate(page.locator(".question-case select").all(), start=1):
        select.select_option(index=place)
    if scripts:
        expect(page.locator("[data-saving]")).to_have_text(said(NEAR_SAVED))
        assert faults_at_all_sizes(page) == []
    else:
        page.locator(".exam-end button[value=save]").click()
    page.reload()
    expect(page.locator(f".question-case input[value='{chosen}']")).to_be_checked()
    expect(page.locator(".question-case select").last).not_to_have_value("")
    expect(page.locator("button[value^='on:']")).to_have_count(0)
