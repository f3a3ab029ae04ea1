"""A supervisor sees the learners of her own county, and nobody else's."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.watch import Watch

AsPerson = Callable[..., BrowserContext]
OWN = ["演示·林老师", "演示·李老师", "演示·陈老师"]
NEIGHBOUR = "演示·石老师"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_she_sees_her_own_county(as_person: AsPerson, language: str) -> None:
    page = as_person("supervisor").new_page()
    page.goto(f"/{language}/")
    page.locator(f'.wide-nav [href="/{language}/teach/"]').click()
    page.locator(".my-courses a").first.click()
    for name in OWN:
        expect(page.locator("tbody")).to_contain_text(name)
    expect(page.locator("body")).not_to_contain_text(NEIGHBOUR)
    page.locator("[name=unit]").select_option("shan-xi-central-primary")
    page.locator(".filters button").click()
    expect(page.locator("tbody")).to_contain_text("演示·李老师")
    expect(page.locator("tbody")).not_to_contain_text("演示·林老师")


def test_the_table_she_takes_away_holds_the_same(as_person: AsPerson, tmp_path: Path) -> None:
    page = as_person("supervisor", accept_downloads=True).new_page()
    page.goto("/zh-hans/teach/")
    page.locator(".my-courses a").first.click()
    shown = page.locator("tbody tr").count()
    with page.expect_download() as download:
        page.locator(".filters [download]").click()
    file = tmp_path / "learners.csv"
    download.value.save_as(file)
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == shown + 1
    names = {row[0] for row in rows}
    assert set(OWN) <= names
    assert NEIGHBOUR not in names


def test_the_neighbour_county_stays_closed(as_person: AsPerson, watch: Watch) -> None:
    watch.expect("404 (Not Found)")
    page = as_person("supervisor").new_page()
    page.goto("/zh-hans/teach/")
    address = page.locator(".my-courses a").first.get_attribute("href")
    answer = page.goto(f"{address}?unit=shiqiao-town-junior")
    assert answer
    assert answer.status == 404


def test_a_learner_finds_no_such_page(as_person: AsPerson, watch: Watch) -> None:
    watch.expect("404 (Not Found)")
    page = as_person("learner").new_page()
    page.goto("/zh-hans/")
    expect(page.locator('[href="/zh-hans/teach/"]')).to_have_count(0)
    answer = page.goto("/zh-hans/teach/")
    assert answer
    assert answer.status == 404
