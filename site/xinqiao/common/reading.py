"""How long a text takes to read."""

from __future__ import annotations

import math
import re

HAN_PER_MINUTE = 300
"""Characters a minute for careful silent reading of Chinese; usual figures are 250–350."""

WORDS_PER_MINUTE = 200
"""Words a minute for careful silent reading of English; usual figures are 180–240."""

HAN = re.compile(r"[㐀-鿿豈-﫿]")
WORD = re.compile(r"[A-Za-z0-9'’-]+")


def han_count(text: str) -> int:
    """How many Chinese characters *text* holds, punctuation apart."""
    return len(HAN.findall(text))


def reading_minutes(text: str) -> int:
    """Whole minutes, at least one, for a text in Chinese, English or both."""
    minutes = han_count(text) / HAN_PER_MINUTE + len(WORD.findall(text)) / WORDS_PER_MINUTE
    return max(1, math.ceil(minutes))
