from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from search import engines
from search.engines.embedded import Embedded


@pytest.fixture
def index(db: None, settings: Settings, tmp_path: Path) -> Embedded:
    """The embedded engine of a site on which nothing has been indexed yet."""
    settings.SEARCH_DIR = tmp_path / "search"
    return engines.embedded()


@pytest.fixture
def committed(
    index: Embedded, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> Callable[..., object]:
    """A block of changes at the end of which they are committed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
