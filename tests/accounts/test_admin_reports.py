"""Wagtail's reports on the whole site: names, and who did what."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Page

from tests.accounts.conftest import Country
from tests.factories import PersonFactory
from tests.page_factories import make_course
from xinqiao.accounts.editor_groups import ensure_editor_groups
from xinqiao.accounts.models import Person, Role

pytestmark = pytest.mark.django_db

REPORTS = [
    "site-history/",
    "site-history/results/",
    "aging-pages/",
    "aging-pages/results/",
    "locked/",
    "page-types-usage/",
    "workflow/",
    "workflow_tasks/",
    "site-history/?export=csv",
]


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER])
def test_reports_are_not_open_to_editors(
    country: Country, browser: Callable[[Person], Client], report: str, role: Role
) -> None:
    ensure_editor_groups()

    response = browser(country.someone(role, country.county)).get(f"/cms/reports/{report}")

    assert (response.status_code, response.headers["Location"]) == (302, "/cms/")


@pytest.mark.parametrize("report", REPORTS)
def test_administrators_read_them(browser: Callable[[Person], Client], report: str) -> None:
    response = browser(PersonFactory(is_superuser=True)).get(f"/cms/reports/{report}")

    assert response.status_code == 200


def test_a_stranger_signs_in_first(client: Client) -> None:
    response = client.get("/cms/reports/site-history/")

    assert response.headers["Location"].startswith("/cms/login/")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_a_file_runs_as_a_formula(
    browser: Callable[[Person], Client], kind: str
) -> None:
    make_course(title="=HYPERLINK(0)")
    Page.objects.update(last_published_at=timezone.now())

    response = browser(PersonFactory(is_superuser=True)).get(
        f"/cms/reports/aging-pages/?export={kind}"
    )

    assert "'=HYPERLINK(0)" in cells(b"".join(response), kind)


def cells(content: bytes, kind: str) -> list[str]:
    if kind == "csv":
        return [cell for row in csv.reader(io.StringIO(content.decode())) for cell in row]
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [str(cell) for row in sheet.values for cell in row]
