from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from xinqiao.demo import content
from xinqiao.demo.reading.faults import Faults

SAMPLE = Path(__file__).parent / "content"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small set of content files of every kind, to be changed at will."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "content"))


@pytest.fixture(scope="session")
def files() -> content.Content:
    """The real content files, read."""
    faults = Faults(Path(settings.SITE_DIR))
    read = content.read(settings.SITE_DIR / "content", faults)
    assert faults.in_order() == []
    return read
