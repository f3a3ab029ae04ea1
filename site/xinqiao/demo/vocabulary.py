"""The codes and names that content files may refer to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass(slots=True)
class Vocabulary:
    """Filled while the files are read, kind by kind."""

    topics: set[str] = field(default_factory=set)
    audiences: set[str] = field(default_factory=set)
    levels: set[str] = field(default_factory=set)
    competences: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    """Of the help lines."""
    people: set[str] = field(default_factory=set)
    courses: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)
    """As course/module."""
    lessons: set[str] = field(default_factory=set)
    """As course/lesson."""


def limit_of(model: type[models.Model], name: str) -> int | None:
    """How long the text in that field of *model* may be."""
    field: Any = model._meta.get_field(name)
    return field.max_length


def limit_in_stream(model: type[models.Model], name: str, kind: str) -> int | None:
    """How long a text block of that *kind* in the StreamField *name* may be."""
    field: Any = model._meta.get_field(name)
    return field.stream_block.child_blocks[kind].field.max_length
