"""What the tests of the content files share."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command

from xinqiao.demo import content
from xinqiao.demo.reading.faults import Fault, Faults

LESSON = "courses/bridge/1-see/1-look"


def edit(path: Path, old: str, new: str) -> None:
    """Put *new* in place of the first *old* in a file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults_in(folder: Path) -> list[Fault]:
    faults = Faults(folder)
    content.read(folder, faults)
    return faults.in_order()


def load(folder: Path, *options: str) -> dict[str, Any]:
    """What `load_content --json` prints."""
    out = io.StringIO()
    call_command("load_content", "--json", *options, folder=folder, stdout=out)
    return json.loads(out.getvalue())


def all_rows() -> dict[str, list[Any]]:
    """Everything in the database."""
    models = apps.get_models(include_auto_created=True)
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in models
    }
