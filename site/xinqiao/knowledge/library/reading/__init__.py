"""Text and pictures of pages are taken out of a file, apart from the worker that asks for them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.base import ContentFile

from xinqiao.knowledge.models.resource_files import ResourceFile

CHILD = Path(__file__).with_name("child.py")
SECONDS = 60
"""The child gives up its own time before; this is for one that hangs."""
RECORDINGS = {"mp3", "m4a", "ogg"}

State = ResourceFile.State


def read(pk: int) -> None:
    """Note the text and the pages of a file that waits for it. Safe to run again."""
    file = ResourceFile.objects.filter(pk=pk, state=State.WAITING).first()
    if file is None:
        return
    with TemporaryDirectory(prefix="xinqiao-file-") as folder:
        found = {} if file.format in RECORDINGS else outcome(file, Path(folder))
        for number in range(1, found.get("previews", 0) + 1):
            keep_preview(file, number, Path(folder, f"{number}.webp"))
    file.problem = found.get("problem", "")
    file.state = State.FAILED if file.problem else State.READ
    file.text, file.pages = found.get("text", ""), found.get("pages")
    file.previews = found.get("previews", 0)
    file.save(update_fields=["state", "problem", "text", "pages", "previews"])


def outcome(file: ResourceFile, folder: Path) -> dict[str, Any]:
    with file.file.open("rb") as source:
        return said_of(source.read(), file.format, folder)


def rows_of(content: bytes) -> list[list[str]] | None:
    """The rows of the first sheet of an XLSX file; None if it cannot be read."""
    with TemporaryDirectory(prefix="xinqiao-sheet-") as folder:
        return said_of(content, "rows", Path(folder)).get("rows")


def said_of(content: bytes, kind: str, folder: Path) -> dict[str, Any]:
    """What the child says of a file; a problem, too, where it says nothing."""
    path = folder / "file"
    path.write_bytes(content)
    command = [sys.executable, "-I", str(CHILD), str(path), kind, str(folder)]
    try:
        ended = subprocess.run(  # noqa: S603  (our own script; nothing of a stranger in its words)
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
        found = json.loads(ended.stdout)
    except subprocess.TimeoutExpired:
        return {"problem": "too_much"}
    except ValueError:  # killed by a limit, or by a fault of a library below Python
        return {"problem": "too_much"}
    return found if isinstance(found, dict) else {"problem": "broken"}


def keep_preview(file: ResourceFile, number: int, path: Path) -> None:
    name, storage = file.preview_name(number), file.file.storage
    storage.delete(name)  # of a try that was cut off
    storage.save(name, ContentFile(path.read_bytes()))
