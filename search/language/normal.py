"""One spelling for what is indexed, asked and marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from opencc import OpenCC

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
"""The Chinese characters, as part of a character class of a pattern."""

MANY = 30
_HAN = re.compile(f"[{HAN}]")
_GAP = re.compile(" {2,}")
_APOSTROPHES = "'’‘ʼ´`＇"
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"}


def normalise(text: str) -> str:
    """Half width, simplified, lower case, without accents, marks of direction and odd spaces."""
    spelled = _spelled(text)
    return (_GAP.sub(" ", spelled) if "  " in spelled else spelled).strip()


def normalise_each(text: str) -> tuple[str, Sequence[int]]:
    """The text in our spelling, and for each of its characters where it stands in the original."""
    if all(len(_SPELLINGS[ord(one)]) == 1 for one in set(text) - _KEPT):
        return _spelled(text), range(len(text))
    spelled = [_SPELLINGS[ord(one)] for one in text]
    return "".join(spelled), [at for at, part in enumerate(spelled) for _ in part]


def _spelled(text: str) -> str:
    """Most characters stay as they are, so the few others are replaced, which is faster."""
    others = set(text) - _KEPT
    if len(others) > MANY:
        return text.translate(_SPELLINGS)
    for one in others:
        text = text.replace(one, _SPELLINGS[ord(one)])
    return text


class _Spellings(dict[int, str]):
    """Each character's spelling, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        spelling = self[code] = _spell(chr(code))
        if spelling == chr(code):
            _KEPT.add(spelling)
        return spelling


_SPELLINGS = _Spellings()
_KEPT: set[str] = set()
"""Characters that are known to stay as they are."""


def _spell(character: str) -> str:
    if character.isspace():
        return " "
    if character in _APOSTROPHES:
        return "'"
    category = unicodedata.category(character)
    if category in _DROPPED:
        return ""
    if category == "Pd":
        return "-"
    plain = "".join(
        part
        for part in unicodedata.normalize(
            "NFKD", unicodedata.normalize("NFKD", character).casefold()
        )
        if unicodedata.category(part) not in _DROPPED
    )
    plain = unicodedata.normalize("NFC", plain)
    return _simplifier().convert(plain) if _HAN.search(plain) else plain


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")
