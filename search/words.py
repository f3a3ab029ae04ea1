"""What somebody wrote into the box, made fit to work with."""

from __future__ import annotations

import re
import unicodedata

from .language import normalise

LONGEST = 100
"""Characters of a search that are read; nobody finds more by writing more."""

BETWEEN = re.compile(r"[\W_]+")


def cleaned(text: str) -> str:
    """*text* on one line, without marks that cannot be seen, and not too long."""
    seen = (" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text[: 4 * LONGEST])
    return " ".join("".join(seen).split())[:LONGEST].strip()


def key_of(text: str) -> str:
    """The same for searches that differ in capitals, width, script, blanks and punctuation alone."""
    return " ".join(BETWEEN.sub(" ", normalise(text)).split())
