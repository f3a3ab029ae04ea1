"""Cells of a spreadsheet file."""

from __future__ import annotations

import re
from typing import Any

# Spreadsheets skip blanks and invisible marks before a formula, and some take full-width signs.
BLANK = r"\s\x00-\x1f\x7f\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
RUNS_AS_FORMULA = re.compile(rf"[{BLANK}]*[=+\-@＝＋－＠]|[\t\r\n]")


def safe_cell(value: Any) -> Any:
    """*value*, with an apostrophe before text that a spreadsheet could run as a formula."""
    if isinstance(value, str) and RUNS_AS_FORMULA.match(value):
        return "'" + value
    return value


class Echo:
    """A file that hands back each line instead of keeping it, for csv and streamed answers."""

    def write(self, line: str) -> str:
        return line
