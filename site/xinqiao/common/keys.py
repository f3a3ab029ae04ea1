"""Ids that follow from names, so that content has the same ones on every site and in every run."""

from __future__ import annotations

from uuid import UUID, uuid5

NAMESPACE = UUID("6d1f3a52-8f0e-4c59-9b1c-0d5c2f7e4a91")
"""Ours alone. Changing it would cut all progress off from its lessons."""


def translation_key(kind: str, slug: str) -> UUID:
    """The key that both languages of one thing share, such as of ("article", "calling-12356")."""
    return uuid5(NAMESPACE, f"{kind}:{slug}")


def child_id(parent: UUID | str, *names: object) -> str:
    """The id of a part of something that has one itself: a block of a page, an answer of a check."""
    return str(uuid5(UUID(str(parent)), ":".join(map(str, names))))
