"""Building an exam, leading a sitting and waiting for it, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.checks import faults_at_all_sizes
from tests.browser.conftest import PHONE, Visit
from tests.browser.people import sign_up
from tests.browser.words import said

AsPerson = Callable[..., BrowserContext]

LANGUAGES = ["zh-hans", "en"]
BEIJING = ZoneInfo("Asia/Shanghai")
COUNTY = "teach/exams/county/"


@pytest.fixture
def calm(as_person: AsPerson) -> Page:
    return as_person("trainer", reduced_motion="reduce").new_page()


def sitting_of(page: Page, language: str) -> str:
    """The address of the sitting that came with the exam of the county."""
    page.goto(f"/{language}/{COUNTY}")
    page.locator(".sittings a").last.click()
    expect(page.locator("[data-live]")).to_be_visible()
    return page.url


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_who_builds_have_no_fault(calm: Page, language: str) -> None:
    calm.goto(f"/{language}/teach/exams/")
    assert faults_at_all_sizes(calm) == []
    calm.goto(f"/{language}/{COUNTY}")
    calm.locator(".names summary").click()
    assert faults_at_all_sizes(calm) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_of_the_rules_with_all_its_faults_has_none_of_its_own(
    calm: Page, language: str
) -> None:
    calm.goto(f"/{language}/{COUNTY}rules/")
    calm.locator(".stock summary").click()
    calm.locator("[name='find.0']").fill("孩子")
    calm.locator("[value='find.0']").click()
    calm.locator(".found button").first.click()
    calm.locator(".finer summary").first.click()
    calm.locator("[name='sections.0.slots.0.count']").fill("0")
    calm.locator("[name='sections.0.slots.0.easiest']").fill("x")
    calm.locator("[name='minutes']").fill("")
    calm.locator("[name='press'][value='keep']").click()
    expect(calm.locator(".errorlist").first).to_be_visible()
    assert faults_at_all_sizes(calm) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_who_leads_a_sitting_have_no_fault(calm: Page, language: str) -> None:
    address = sitting_of(calm, language)
    assert faults_at_all_sizes(calm) == []
    for more in ("change/", "grants/", "notice/"):
        calm.goto(f"{address}{more}")
        assert faults_at_all_sizes(calm) == []


def test_an_exam_is_built_and_tried_without_scripts(as_person: AsPerson) -> None:
    page = as_person("trainer", java_script_enabled=False).new_page()
    slug = f"built-{uuid4().hex[:8]}"
    page.goto("/zh-hans/teach/exams/")
    page.locator("[name=name_zh]").fill("校内小测")
    page.locator("[name=name_en]").fill("School check-up")
    page.locator("[name=slug]").fill(slug)
    page.locator("form:has([name=slug]) button").click()

    page.locator("[name=banks][value=track-a]").check()
    page.locator("[value='draw.0']").click()
    page.locator("[name='sections.0.slots.0.count']").fill("2")
    page.locator("[name='sections.0.slots.0.tags']").fill("helping")
    page.locator("[name='find.0']").fill("小桃睡前怕黑")
    page.locator("[name='find.0']").press("Enter")
    page.locator(".found button").first.click()
    page.locator("[value='slot.0.1.up']").click()
    expect(page.locator("[name='sections.0.slots.1.tags']")).to_have_value("helping")
    page.locator("[name='press'][value='keep']").click()

    expect(page.locator(".checked[data-tone=success]")).to_be_visible()
    page.locator("form[action$='/publish/'] button").click()
    page.locator("a[href$='/sittings/new/']").click()
    page.locator("[value=code]").click()
    expect(page.locator("[name=code]")).to_have_value(re.compile(r"^\w{6}$"))
    page.locator("[name=opens_at]").fill("2099-01-01T09:00")
    page.locator("[name=press][value=keep]").click()

    page.locator("form[action$='/try/'] button").click()
    expect(page.locator("[data-exam] [data-place]")).to_have_count(3)
    expect(page.locator(".exam-preview")).to_be_visible()


def test_the_live_view_shows_by_itself_who_begins(calm: Page, as_person: AsPerson) -> None:
    address = sitting_of(calm, "zh-hans")
    expect(calm.locator("[data-live-switch]")).to_be_visible()
    calm.clock.install()
    calm.goto(f"{address}?q=learner13")
    began = calm.locator("tr", has_text="演示·欧阳老师").locator("[data-standing]")
    expect(began).to_have_attribute("data-standing", "not_begun")

    key = address.rstrip("/").rsplit("/", 1)[-1]
    candidate = as_person("learner13").new_page()
    candidate.goto(f"/zh-hans/my/exams/{key}/")
    candidate.locator("[data-begin] button").click()
    expect(candidate.locator("[data-exam]")).to_be_visible()

    calm.clock.run_for(30_000)
    expect(began).to_have_attribute("data-standing", "started")


def opens_in(minutes: int, as_person: AsPerson) -> str:
    """The start page of a sitting for everybody that opens so many minutes from now."""
    page = as_person("trainer").new_page()
    page.goto("/zh-hans/teach/exams/county/sittings/new/")
    when = datetime.now(BEIJING) + timedelta(minutes=minutes)
    page.locator("[name=opens_at]").fill(when.strftime("%Y-%m-%dT%H:%M"))
    page.locator("[name=unit]").select_option("")
    page.locator("[name=press][value=keep]").click()
    expect(page.locator("[data-live]")).to_be_visible()
    key = page.url.rstrip("/").rsplit("/", 1)[-1]
    return f"/zh-hans/my/exams/{key}/"


def test_in_the_waiting_room_the_button_comes_by_itself(as_person: AsPerson, visit: Visit) -> None:
    start = opens_in(10, as_person)
    phone = visit(viewport=PHONE, reduced_motion="reduce")
    sign_up(phone, f"candidate-{uuid4().hex[:8]}")
    page = phone.new_page()
    page.clock.install()
    page.goto(start)
    expect(page.locator("[data-countdown]")).to_have_text(re.compile(r"^(9|10):\d\d$"))
    expect(page.locator("[data-begin] button")).to_be_hidden()
    page.clock.fast_forward(11 * 60 * 1000)
    expect(page.locator("[data-waiting-says]")).to_have_text(said("You can begin now."))
    page.locator("[data-begin] button").click()
    # The clock of a phone decides nothing: by the server's it is too early.
    expect(page.locator("[data-tone=error]")).to_be_visible()
    expect(page.locator("[data-opens-in]")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_waiting_room_has_no_fault(as_person: AsPerson, visit: Visit, language: str) -> None:
    start = opens_in(10, as_person).replace("zh-hans", language)
    context = visit(reduced_motion="reduce")
    sign_up(context, f"candidate-{uuid4().hex[:8]}")
    page = context.new_page()
    page.goto(start)
    expect(page.locator("[data-opens-in]")).to_be_visible()
    assert faults_at_all_sizes(page) == []
