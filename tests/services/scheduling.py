"""How the tests are shared out: those of the services one after the other, in one process."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling


class ServicesTogether(LoadScopeScheduling):
    """One worker at a time on a small machine, and what a module sets up is set up once."""

    def _split_scope(self, nodeid: str) -> str:
        return "services" if nodeid.startswith("tests/services/") else nodeid


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Last of all: they leave a database empty, also of what its migrations put there."""
    items.sort(key=lambda item: item.nodeid.startswith("tests/services/"))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ServicesTogether:
    return ServicesTogether(config, log)
