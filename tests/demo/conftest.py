from __future__ import annotations

import shutil
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parent / "content"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small set of content files of every kind, to be changed at will."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "content"))
