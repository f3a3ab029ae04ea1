"""English words and their stems."""

from __future__ import annotations

from functools import lru_cache

from snowballstemmer import stemmer

LONGEST = 40
"""Letters of a word that count; what is longer is no word of a language."""

_KEPT = {"mindful": "mindful", "mindfulness": "mindful"}
"""Words whose stem would be another word."""
_stemmer = stemmer("english")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a word in our spelling: counselling → counsel, children's → children."""
    if word in _KEPT:
        return _KEPT[word]
    return str(_stemmer.stemWord(word[:LONGEST])).replace("'", "") or word[:LONGEST]
