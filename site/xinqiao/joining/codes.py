"""Invitation codes: how one is made, written for people, and read however it is typed.

Twelve characters out of 18 make 50 bits: with ten thousand codes open and 300 tries every ten
minutes from one address, a hit takes thousands of years. Without vowels no code spells a word.
"""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "34679CFHJKMNPRTWXY"
"""Nothing that passes for another: no 0 O D Q, 1 I L, 2 Z, 5 S, 8 B, U V, 6 G."""

LENGTH = 12
GROUP = 4
LONGEST_TYPED = 100
"""Characters of a typed code that are looked at."""

# To be passed over: blanks, dashes, and the dots and marks that come along when one copies.
PASSED_OVER = frozenset({"Zs", "Zl", "Zp", "Pd", "Cc", "Cf"})
DASHES = frozenset("-_·.−ー")


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def written(code: str) -> str:
    """*code* in groups, as it stands on a slip."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(text: str) -> str:
    """The code that *text* stands for, or nothing if it can be none."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST_TYPED]).upper()
    code = "".join(
        character
        for character in plain
        if character not in DASHES and unicodedata.category(character) not in PASSED_OVER
    )
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
