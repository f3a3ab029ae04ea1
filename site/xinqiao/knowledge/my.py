"""What the library shows on `my/`."""

from __future__ import annotations

from typing import Any

from xinqiao.accounts.http import PersonRequest
from xinqiao.knowledge.library import shelving

SHOWN = 6


def saved_panel(request: PersonRequest) -> tuple[str, dict[str, Any]]:
    """The resources that were saved last."""
    found = shelving.saved_by(request.user, most=SHOWN)
    return "knowledge/library/my.html", {"saved": found}
