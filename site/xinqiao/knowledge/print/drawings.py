"""Our own drawings for print. Their colours are the palette's, so that grey ones come from the same."""

from __future__ import annotations

import yaml
from django.conf import settings

FOLDER = settings.SITE_DIR / "xinqiao" / "knowledge" / "print" / "drawings"


def read_names() -> dict[str, dict[str, str]]:
    return yaml.safe_load((FOLDER / "names.yaml").read_text(encoding="utf-8"))


DRAWINGS = read_names()
"""By name, in each language, what a drawing shows."""
