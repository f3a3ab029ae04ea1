"""What is wrong with the content files, each fault with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """Something to be put right at `line` (from 1) of the file `path`."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(slots=True)
class Faults:
    """Collects faults while the reading goes on, so that one run shows them all."""

    start: Path
    """Paths are shown from here."""
    found: set[Fault] = field(default_factory=set)

    def note(self, path: Path, line: int, message: str) -> None:
        shown = path.relative_to(self.start) if path.is_relative_to(self.start) else path
        self.found.add(Fault(shown.as_posix(), line, message))

    def __bool__(self) -> bool:
        return bool(self.found)

    def in_order(self) -> list[Fault]:
        return sorted(self.found)
