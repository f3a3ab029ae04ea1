"""Which question of a lesson in one language is which in the other: they share a key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from courses.blocks import QUESTIONS


@dataclass(frozen=True, slots=True)
class Item:
    """A question or reflection of a lesson; `place` counts all blocks of its body from 0."""

    place: int
    key: str | None
    kind: str
    words: str


def items_of(body: Iterable[Any]) -> list[Item]:
    """What *body*, the value of a StreamField, asks. A block that was never saved has no key."""
    return [
        Item(place, block.id, block.block_type, words_of(block.value))
        for place, block in enumerate(body)
        if block.block_type in QUESTIONS or block.block_type == "reflection"
    ]


def words_of(value: Any) -> str:
    """The question, statement or prompt, as an editor knows it."""
    return next(value[name] for name in ("question", "statement", "prompt") if name in value)


def keys_to_take(mine: Sequence[Item], theirs: Sequence[Item]) -> dict[int, str]:
    """By place in my lesson, the key of the same item in theirs, where I have another one.

    Nothing unless both ask the same kinds of things in the same order, and only what has no
    counterpart yet would get one.
    """
    if [item.kind for item in mine] != [item.kind for item in theirs]:
        return {}
    unlike = [(my, their) for my, their in zip(mine, theirs, strict=True) if my.key != their.key]
    shared = {item.key for item in mine} & {item.key for item in theirs}
    if any(my.key in shared or their.key in shared for my, their in unlike):
        return {}
    return {my.place: their.key for my, their in unlike if their.key}


def alone(mine: Sequence[Item], theirs: Sequence[Item]) -> list[Item]:
    """Those of *mine* that *theirs* do not hold."""
    known = {item.key for item in theirs}
    return [item for item in mine if item.key not in known]
