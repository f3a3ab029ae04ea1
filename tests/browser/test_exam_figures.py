"""How an exam did: a page that everybody can read, by eye, by ear and as a file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.checks import faults_at_all_sizes
from tests.browser.server import finish, python, site_environment

AsPerson = Callable[..., BrowserContext]

MAKE = """
import django
django.setup()
from django.utils import timezone
from assessments.models import Exam, ExamVersion, QuestionVersion
from tests.assessments.made_up_figures import made_up_figures
from xinqiao.accounts.models import Unit
exam, _made = Exam.objects.get_or_create(
    slug="figures", defaults={
        "name_zh": "统计示例", "name_en": "Figures", "unit": Unit.objects.get(slug="qinghe")
    }
)
questions = QuestionVersion.objects.ready().filter(type="single").select_related("question")[:8]
for number, people in ((1, 12), (2, 60)):
    slots = [{"kind": "fixed", "question": str(one.question.key)} for one in questions]
    version, _made = ExamVersion.objects.get_or_create(
        exam=exam, number=number, defaults={
            "data": {"sections": [{"key": "all", "slots": slots}]},
            "published_at": timezone.now(),
        }
    )
    made_up_figures(version, list(questions), people)
"""


@pytest.fixture(scope="module", autouse=True)
def figures(site: tuple[Path, str], base: str) -> None:
    """An exam of the demonstration's county with figures of sixty people, and an earlier version."""
    finish(python("-c", MAKE, env=site_environment(*site)))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("address", ["exams/figures/figures/", "exams/figures/figures/?version=1"])
def test_the_figures_have_no_fault(as_person: AsPerson, language: str, address: str) -> None:
    page = as_person("trainer", reduced_motion="reduce").new_page()
    page.goto(f"/{language}/teach/{address}")
    for details in page.locator("main details").all():
        details.locator("summary").click()
    assert faults_at_all_sizes(page) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_list_of_exams_leads_to_them(as_person: AsPerson, language: str) -> None:
    page = as_person("trainer", reduced_motion="reduce").new_page()
    page.goto(f"/{language}/teach/figures/")
    assert faults_at_all_sizes(page) == []
    page.locator(".my-courses a[href*='exams/figures/']").click()
    expect(page.locator(".figures-chart svg")).to_be_visible()


def test_what_is_taken_away_holds_what_is_shown(as_person: AsPerson, tmp_path: Path) -> None:
    page = as_person("trainer", accept_downloads=True, java_script_enabled=False).new_page()
    page.goto("/zh-hans/teach/exams/figures/figures/")
    shown = page.locator("[aria-labelledby=questions-table] tbody tr").count()
    with page.expect_download() as download:
        page.locator("a[download]").click()
    file = tmp_path / "figures.csv"
    download.value.save_as(file)
    assert len(list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))) == shown + 1
