"""What a first visit costs on a bad line: requests and bytes, which no load of the machine moves."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.bench.weight import PAGES, visit


@pytest.mark.parametrize(("path", "most_bytes", "most_requests"), PAGES.values(), ids=PAGES.keys())
def test_a_first_visit_is_light(
    browser: Browser, base: str, path: str, most_bytes: int, most_requests: int
) -> None:
    cost = visit(browser, base + path, None)
    assert cost["requests"] <= most_requests
    assert cost["bytes"] <= most_bytes
