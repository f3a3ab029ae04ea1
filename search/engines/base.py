"""What an engine does. There are two; both pass the same tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from ..asking import Answer, Question, Suggestion
from ..entries import Entry


class EngineAway(Exception):
    """The engine cannot be reached or does not answer in time."""


class Unreadable(EngineAway):
    """The index itself is damaged; only a rebuild helps."""


class Engine(Protocol):
    """An index of entries that answers questions."""

    name: str

    def exists(self) -> bool:
        """Whether there is an index of the present form; until then all stay without answers."""

    def search(self, question: Question) -> Answer:
        """The best entries first; raises `EngineAway`."""

    def suggest(self, beginning: str, language: str, limit: int = 8) -> list[Suggestion]:
        """Titles and terms that begin so, in characters, pinyin or initials; none is sensitive."""

    def related(self, key: str, limit: int = 4) -> list[Entry]:
        """Entries for everyone that are most like that one, in its language, none sensitive."""

    def put(self, entries: Iterable[Entry]) -> int:
        """Add or replace by key; findable when it returns. The number of entries taken."""

    def remove(self, keys: Iterable[str]) -> None:
        """Take out by key; unknown keys are no fault."""

    def rebuild(self, entries: Iterable[Entry]) -> int:
        """A new index of just these, put in the place of the old one at once when it is complete."""

    def fingerprints(self) -> Mapping[str, str]:
        """What the index holds: a fingerprint of each entry by its key, for comparing."""
