"""The text of content files, and which files belong together as two languages of one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from .faults import Faults

CHINESE, ENGLISH = LANGUAGES = ("zh-hans", "en")
SUFFIX = {CHINESE: "zh", ENGLISH: "en"}
"""How keys end where one file holds both languages, such as `title_zh`."""

SUFFIXES = (".md", ".yaml")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NUMBERED = re.compile(r"(\d+)-(.+)")
"""Names of files and folders that stand in an order."""


UNUSABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Characters that show nothing, and that no database or browser need keep."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read, and where its faults go."""

    path: Path
    text: str
    faults: Faults

    def fault(self, line: int, message: str) -> None:
        self.faults.note(self.path, line, message)


def read_source(path: Path, faults: Faults) -> Source | None:
    """The file's text with plain line ends, or None after noting why it cannot be had."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except FileNotFoundError:
        faults.note(path, 1, _("This file is missing."))
        return None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults.note(path, line, _("This is not UTF-8. Save the file in that encoding."))
        return None
    if text.startswith("\ufeff"):
        faults.note(path, 1, _("The file begins with a byte order mark. Save it without."))
        return None
    source = Source(path, text.replace("\r\n", "\n"), faults)
    for match in UNUSABLE.finditer(source.text):
        line = source.text.count("\n", 0, match.start()) + 1
        source.fault(line, _("A control character stands here. Take it out."))
        return None
    return source


@dataclass(frozen=True, slots=True)
class Couple:
    """The Chinese and the English file of one thing."""

    stem: str
    chinese: Source
    english: Source

    def __iter__(self) -> Iterator[tuple[str, Source]]:
        return iter([(CHINESE, self.chinese), (ENGLISH, self.english)])


def couples(folder: Path, faults: Faults) -> list[Couple]:
    """All `<stem>.zh-hans.md` and `<stem>.en.md` in *folder*, by stem. Notes what stands alone."""
    stems: dict[str, dict[str, Path]] = {}
    for path in sorted(folder.glob("*.md")):
        stem, _dot, language = path.name.removesuffix(".md").partition(".")
        if language not in LANGUAGES:
            faults.note(path, 1, _("The name must end in .zh-hans.md or .en.md."))
        elif not SLUG.fullmatch(stem):
            faults.note(path, 1, _("A file name may hold small letters, digits and hyphens."))
        else:
            stems.setdefault(stem, {})[language] = path
    found = []
    for stem, paths in stems.items():
        sources = {language: read_source(path, faults) for language, path in paths.items()}
        for language in LANGUAGES:
            if language not in paths:
                missing = f"{stem}.{language}.md"
                faults.note(
                    next(iter(paths.values())),
                    1,
                    _("Its counterpart %(file)s is missing.") % {"file": missing},
                )
        chinese, english = sources.get(CHINESE), sources.get(ENGLISH)
        if chinese and english:
            found.append(Couple(stem, chinese, english))
    return found
