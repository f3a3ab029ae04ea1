"""How the tests are shared out among processes, and in which order they come."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

SERVICES, BROWSER = "tests/services/", "tests/browser/"

COSTLY = ("tests/test_links.py::",)
"""Modules that set up much for all their tests."""


class ByNeed(LoadScopeScheduling):
    """Each test goes to whoever is free, but what shares much stays together.

    The services of one machine are frozen and killed: one process at a time deals with them.
    """

    def _split_scope(self, nodeid: str) -> str:
        together = (SERVICES, *COSTLY)
        return next((start for start in together if nodeid.startswith(start)), nodeid)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One test in a browser comes first: while it prepares the site, all others go on.

    The rest of those come late, so that the browser starts once; the services last of all, since
    their tests leave a database empty, also of what its migrations put there.
    """
    items.sort(key=lambda item: item.nodeid.startswith(BROWSER))
    first = next((item for item in items if item.nodeid.startswith(BROWSER)), None)
    items.sort(key=lambda item: (item is not first, item.nodeid.startswith(SERVICES)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByNeed:
    return ByNeed(config, log)
