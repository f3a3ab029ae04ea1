"""Values inside one another, with texts in both languages, each part at its line of the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from .files import SUFFIX, Source
from .tables import Rows, Table

LANGUAGE = {suffix: language for language, suffix in SUFFIX.items()}
"""By the short name that stands in the files, the language."""


def plain(value: Any, source: Source, line: int) -> Any:
    """*value*, which stands at *line*, with each text under the full names of its languages.

    Notes a text that is there in one language only.
    """
    if isinstance(value, Rows):
        return [plain(one, source, at) for one, at in zip(value, value.lines, strict=True)]
    if not isinstance(value, Table):
        return value
    if value and set(value) <= set(LANGUAGE):
        note_missing(value, source, line)
        names = LANGUAGE
    else:
        names = {}
    return {names.get(key, key): plain(one, source, value.lines[key]) for key, one in value.items()}


def note_missing(text: Table, source: Source, line: int) -> None:
    for suffix in LANGUAGE:
        if text.get(suffix) in (None, ""):
            source.fault(text.lines.get(suffix, line), _("“%(key)s” is missing.") % {"key": suffix})


def line_of(value: Any, path: Sequence[str]) -> int:
    """The line of the part of *value* to which *path* leads, or of the last one that is there."""
    line: int = value.line
    for step in path:
        if isinstance(value, Table):
            key = SUFFIX.get(step, step)
            line, value = value.lines.get(key, line), value.get(key)
        elif isinstance(value, Rows) and step.isdecimal() and int(step) < len(value):
            line, value = value.lines[int(step)], value[int(step)]
        else:
            break
    return line
