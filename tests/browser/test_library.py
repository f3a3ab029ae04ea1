"""Somebody looks for something to print: finds it, takes it along, and keeps it for later."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.checks import faults_at_all_sizes, sticking_out
from tests.browser.conftest import PHONE, Visit

LIBRARY = "/zh-hans/library/"
RESOURCE = f"{LIBRARY}feelings-thermometer/"

AsPerson = Callable[..., BrowserContext]


def titles(page: Page) -> list[str]:
    return page.locator(".shelf h3").all_inner_texts()


def test_a_visitor_narrows_the_library_and_widens_it_again(page: Page) -> None:
    page.goto("/zh-hans/")
    page.locator(".wide-nav").get_by_text("资源库").click()
    everything = titles(page)
    page.get_by_role("link", name=re.compile("^练习单")).first.click()
    expect(page).to_have_url(re.compile(r"kind=worksheet"))
    narrowed = titles(page)
    assert 0 < len(narrowed) < len(everything)
    expect(page.locator(".shelf-count")).to_contain_text(str(len(narrowed)))
    topic = page.locator("select[name=topic]")
    topic.select_option(index=1)
    page.get_by_role("button", name="显示").click()
    expect(page).to_have_url(re.compile(r"kind=worksheet.*topic="))
    assert set(titles(page)) <= set(narrowed)
    page.get_by_role("link", name="清除所有选择").click()
    assert titles(page) == everything


def test_a_resource_is_taken_along_without_an_account(page: Page, tmp_path: Path) -> None:
    page.goto(LIBRARY)
    page.locator(".shelf h3 a").first.click()
    with page.expect_download() as started:
        page.get_by_role("link", name="下载", exact=True).click()
    assert started.value.suggested_filename.endswith(".pdf")
    target = tmp_path / "sheet.pdf"
    started.value.save_as(target)
    assert target.read_bytes().startswith(b"%PDF-")


def test_both_languages_lead_to_each_other(page: Page) -> None:
    page.goto(RESOURCE)
    title = page.locator("h1").inner_text()
    page.locator(".wide-nav [hreflang=en]").click()
    expect(page).to_have_url(re.compile("/en/library/feelings-thermometer/"))
    expect(page.locator("h1")).not_to_have_text(title)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_teacher_saves_a_resource_and_finds_it_again(as_person: AsPerson, scripts: bool) -> None:
    page = as_person("learner", viewport=PHONE, java_script_enabled=scripts).new_page()
    page.goto(RESOURCE)
    title = page.locator("h1").inner_text()
    page.get_by_role("button", name="收藏", exact=True).click()
    expect(page.get_by_role("button", name=re.compile("已收藏"))).to_be_visible()
    page.goto("/zh-hans/my/")
    expect(page.locator("main").get_by_role("link", name=title)).to_be_visible()
    page.goto("/zh-hans/my/saved/")
    page.get_by_role("button", name=f"取消收藏“{title}”").click()
    expect(page.locator("main").get_by_role("link", name=title)).to_have_count(0)


def test_a_trainer_puts_a_collection_together(as_person: AsPerson, page: Page) -> None:
    trainer = as_person("trainer").new_page()
    trainer.goto("/zh-hans/collections/")
    trainer.get_by_role("link", name="新建合集").click()
    trainer.get_by_role("textbox", name="标题").fill("开学第一周")
    trainer.get_by_role("checkbox", name="对所有人开放").check()
    trainer.get_by_role("button", name="保存").click()
    expect(trainer.locator("h1")).to_have_text("开学第一周")
    trainer.goto(RESOURCE)
    title = trainer.locator("h1").inner_text()
    trainer.get_by_role("button", name="放进去").click()
    expect(trainer.locator("main").get_by_role("link", name=title)).to_be_visible()
    page.goto(LIBRARY)
    page.get_by_role("link", name="开学第一周").click()
    expect(page.locator("main").get_by_role("link", name=title)).to_be_visible()
    trainer.get_by_role("button", name="删除").click()
    expect(trainer.locator("main").get_by_role("link", name="开学第一周")).to_have_count(0)


def test_the_library_works_with_the_keyboard(page: Page) -> None:
    page.goto(LIBRARY)
    page.locator(".shelf a").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/library/[^/?]+/"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "library/",
        "library/?kind=worksheet&facet=practice",
        "library/?kind=poster&facet=policy&level=L4",
        "library/feelings-thermometer/",
        "collections/",
    ],
)
def test_every_page_of_the_library_is_for_everybody(visit: Visit, language: str, path: str) -> None:
    page = visit(reduced_motion="reduce").new_page()
    page.goto(f"/{language}/{path}")
    assert faults_at_all_sizes(page) == []


@pytest.mark.parametrize("path", ["my/saved/", "collections/new/", "teach/library/"])
def test_pages_of_people_are_for_everybody(as_person: AsPerson, path: str) -> None:
    page = as_person("trainer", reduced_motion="reduce").new_page()
    page.goto(f"/zh-hans/{path}")
    assert faults_at_all_sizes(page) == []


def test_nothing_of_a_resource_sticks_out_of_a_small_phone(visit: Visit) -> None:
    page = visit(viewport={"width": 320, "height": 640}).new_page()
    for path in (LIBRARY, RESOURCE):
        page.goto(path)
        assert sticking_out(page) == []
