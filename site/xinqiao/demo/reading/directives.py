"""The parts of a text: running Markdown, and what stands between `::: name` and `:::`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .files import Source

FENCE = re.compile(r":::+\s*(.*)")
TEXT = ""


@dataclass(slots=True)
class Part:
    """Some lines of a file that belong together. `name` is empty outside of directives."""

    name: str
    argument: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def blank_lines(self) -> int:
        """How many empty lines stand before the text."""
        return next((n for n, line in enumerate(self.lines) if line.strip()), 0)

    @property
    def first_line(self) -> int:
        """Where `text` begins in the file."""
        return self.line + self.blank_lines + (self.name != TEXT)

    @property
    def text(self) -> str:
        return "\n".join(self.lines[self.blank_lines :]).rstrip()


def split(text: str, source: Source, first_line: int = 1) -> list[Part]:
    """The parts of *text*, which begins at *first_line* of the file, in order.

    Notes a directive that is not closed, and a closing line with nothing to close.
    """
    parts = [Part(TEXT, "", first_line)]
    for number, line in enumerate(text.split("\n"), start=first_line):
        fence = FENCE.fullmatch(line.rstrip())
        inside = parts[-1].name != TEXT
        if fence is None:
            parts[-1].lines.append(line)
        elif fence[1]:
            if inside:
                note_unclosed(parts[-1], source)
            name, _blank, argument = fence[1].partition(" ")
            parts.append(Part(name, argument.strip(), number))
        else:
            if not inside:
                source.fault(number, _("“:::” closes a block here, but none is open."))
            parts.append(Part(TEXT, "", number + 1))
    if parts[-1].name != TEXT:
        note_unclosed(parts[-1], source)
    return [part for part in parts if part.name != TEXT or part.text]


def note_unclosed(part: Part, source: Source) -> None:
    message = _("The block “%(name)s” that begins here is not closed by a line “:::”.")
    source.fault(part.line, message % {"name": part.name})
