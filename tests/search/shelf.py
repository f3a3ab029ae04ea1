"""An index in a folder of its own, with what a test puts into it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pytest_django import Settings

from search import engines, limits
from search.entries import Entry
from tests.search.engines.entries import entry
from xinqiao.common.rates import Rate

SEARCH = "/zh-hans/search/"


def found_here(settings: Settings, folder: Path, entries: Iterable[Entry]) -> None:
    """From now on just *entries* are found, by the embedded engine."""
    settings.SEARCH_URL, settings.SEARCH_DIR = "", folder
    engines.embedded().rebuild(entries)


def on_sleep(title: str = "睡不着怎么办", **more: Any) -> Entry:
    return entry(
        title, **{"summary": "睡不着时，先做这三件小事。", "body": "今晚就能开始。"} | more
    )


def unlimited() -> dict[str, Rate]:
    """New counters, so that no test suffers from what another has asked."""
    rates = {"SEARCHES": limits.SEARCHES, "SUGGESTIONS": limits.SUGGESTIONS}
    return {
        name: Rate(burst=rate.burst, per_second=rate.per_second) for name, rate in rates.items()
    }


def titles_on(html: str) -> list[str]:
    """What the list of results says, from the top, without its marks."""
    if "<ol class" not in html:
        return []
    [listed] = re.findall(r'<ol class="found-list".*?</ol>', html, re.DOTALL)
    found = re.findall(r'<h3><a href="[^"]*" ping="[^"]*">(.*?)</a></h3>', listed)
    return [re.sub(r"</?mark>", "", title) for title in found]
