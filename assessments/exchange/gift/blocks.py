"""A GIFT file as blocks of lines, one for each question; and its escapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assessments.exchange.about import category_tag

ESCAPED = "~=#{}:\\"
# Escaped signs pass through the reader as characters that stand for nothing in Unicode.
VEILED = {sign: chr(0xFDD0 + place) for place, sign in enumerate(ESCAPED)}
UNVEILED = str.maketrans({veil: sign for sign, veil in VEILED.items()})


def veil(text: str) -> str:
    """*text* with its escaped signs hidden from the grammar. An unknown escape stays as it is."""

    def hide(found: re.Match[str]) -> str:
        return "\n" if found[1] == "n" else VEILED.get(found[1], found[0])

    return re.sub(r"\\(.)", hide, text)


def unveil(text: str) -> str:
    return text.translate(UNVEILED)


def escape(text: str) -> str:
    return re.sub(r"[~=#{}:\\]", r"\\\g<0>", text).replace("\n", r"\n")


@dataclass
class Block:
    line: int
    text: str = ""
    comments: list[str] = field(default_factory=list)
    category: str = ""


def blocks(text: str) -> Iterator[Block]:
    """Apart by empty lines; inside braces an empty line counts only before a new question."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    category = ""
    comments: list[str] = []
    block: Block | None = None
    for place, line in enumerate(lines):
        stripped = line.strip()
        if stripped.startswith("//"):
            (block.comments if block else comments).append(stripped[2:].strip())
            continue
        if stripped.upper().startswith("$CATEGORY:"):
            if block:
                yield block
                block = None
            category = category_tag(stripped[10:].strip())
            comments = []
            continue
        if stripped:
            if block is None:
                block, comments = Block(place + 1, "", comments, category), []
            block.text += line + "\n"
        elif block and not (still_open(block.text) and goes_on(lines, place)):
            yield block
            block = None
    if block:
        yield block


def still_open(text: str) -> bool:
    bare = re.sub(r"\\.", "", text)
    return bare.count("{") > bare.count("}")


def goes_on(lines: list[str], place: int) -> bool:
    """Whether the next line with words goes on with answers."""
    for line in lines[place : place + 20]:
        if stripped := line.strip():
            return stripped[0] in "=~}#"
    return False


MARKED = re.compile(r"\[(id|tag):((?:\\.|[^\[\]\\])*)\]")


def marks(comments: list[str]) -> Iterator[tuple[str, str]]:
    """Ids and tags as Moodle keeps them in comments: `[id:q1] [tag:倾听]`."""
    for comment in comments:
        for found in MARKED.finditer(comment):
            yield found[1], re.sub(r"\\(.)", r"\1", found[2]).strip()


def mark(name: str, value: str) -> str:
    return f"[{name}:" + re.sub(r"[\[\]\\]", r"\\\g<0>", value) + "]"
