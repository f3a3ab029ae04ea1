"""Safe wording in the content files, by line. What the editor only warns about is a fault here."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from xinqiao.common.keys import translation_key
from xinqiao.common.wording import check_text

from .reading.faults import Faults
from .reading.files import LANGUAGES, NUMBERED, SUFFIXES

KINDS = {
    "articles": "article",
    "glossary": "glossary",
    "pages": "page",
    "resources": "resource",
}
"""By folder, what the files in it are called in their keys."""


def check_wording(folder: Path, faults: Faults) -> None:
    """Note all words to change in the files below *folder*.

    A file that may hold such a word, because it teaches about it, is named among the exceptions.
    """
    for path in sorted(folder.rglob("*")):
        if path.suffix in SUFFIXES and path.name != "README.md":
            check_file(path, key_of(path.relative_to(folder)), faults)


def check_file(path: Path, key: UUID | None, faults: Faults) -> None:
    text = path.read_bytes().decode(errors="replace")  # what is not UTF-8 is noted elsewhere
    for finding in check_text(text, key=key):
        faults.note(path, text.count("\n", 0, finding.start) + 1, str(finding))


def key_of(path: Path) -> UUID | None:
    """The key of what the file at *path* below the folder of all content becomes."""
    stem = path.stem
    for language in LANGUAGES:
        stem = stem.removesuffix(f".{language}")
    folder, *below = path.parts
    if folder in KINDS:
        return translation_key(KINDS[folder], stem)
    if folder != "courses" or not below:
        return None
    lesson = NUMBERED.fullmatch(stem)
    if lesson:
        return translation_key("lesson", f"{below[0]}/{lesson[2]}")
    return translation_key("course", below[0]) if stem == "course" else None
