"""Which characters our fonts can show."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

from pylopdf_fonts_zh_cn import sans_path, serif_path

WIDE = 12
"""The format of a table of characters that knows all of Unicode."""
INVISIBLE = set("\n\t\u200b\ufe0f")


@cache
def known() -> frozenset[int]:
    """The characters that both of our fonts have."""
    return characters_of(sans_path()) & characters_of(serif_path())


def missing_in(text: str) -> list[str]:
    """The characters of *text* that would be printed as empty boxes, each once, in order."""
    return [one for one in dict.fromkeys(text) if ord(one) not in known() and one not in INVISIBLE]


def characters_of(font: Path) -> frozenset[int]:
    data = font.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    start = next(
        offset
        for tag, _sum, offset, _length in struct.iter_unpack(">4sIII", data[12 : 12 + 16 * tables])
        if tag == b"cmap"
    )
    count = struct.unpack_from(">H", data, start + 2)[0]
    for number in range(count):
        offset = struct.unpack_from(">HHI", data, start + 4 + 8 * number)[2] + start
        if struct.unpack_from(">H", data, offset)[0] == WIDE:
            return frozenset(characters_in(data, offset))
    raise ValueError(f"{font} has no table of all its characters")


def characters_in(data: bytes, offset: int) -> set[int]:
    found: set[int] = set()
    groups = struct.unpack_from(">I", data, offset + 12)[0]
    body = data[offset + 16 : offset + 16 + 12 * groups]
    for first, last, _glyph in struct.iter_unpack(">III", body):
        found.update(range(first, last + 1))
    return found
