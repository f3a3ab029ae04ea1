"""Words that candidates write, compared with those that are accepted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from assessments.texts import LANGUAGES, Language, OptionalText, Words

CLOSING = " .。!！?？,，;；:：…~～"
BLANKS = re.compile(r"[\s\u200b\u2060\ufeff]+")
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
BESIDE_HAN = re.compile(rf" (?=[{HAN}])|(?<=[{HAN}]) ")


def normal(text: str) -> str:
    """The same for words that differ in width, case, blanks or closing punctuation only."""
    words = BLANKS.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    # Once more: folding the case may leave letters apart that belong together.
    words = unicodedata.normalize("NFKC", words)
    words = BESIDE_HAN.sub("", words.strip())
    return words.rstrip(CLOSING) or words  # an answer may be a mark of punctuation


Variants = Annotated[tuple[Words, ...], Field(min_length=1, max_length=50)]
Accepted = dict[Language, Variants]
"""By language, all the ways to say what is right; an answer may be in any language."""


def all_normal(accepted: dict[Language, tuple[str, ...]]) -> frozenset[str]:
    every = {normal(words) for variants in accepted.values() for words in variants}
    return frozenset(every - {""})


def countable_in(
    accepted: dict[Language, tuple[str, ...]], prefix: str = ""
) -> Iterable[tuple[str, OptionalText, bool]]:
    """Each way to say it once, for a table of who said what."""
    said: dict[str, OptionalText] = {}
    for language in LANGUAGES:
        for words in accepted.get(language, ()):
            said.setdefault(f"{prefix}{normal(words)}", {})[language] = words
    return [(key, words, True) for key, words in said.items()]
