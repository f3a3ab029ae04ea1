"""The engines of this site: the embedded one always, and Elasticsearch where SEARCH_URL names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from xinqiao.operation.absence import Absence

from .base import Engine, EngineAway, Unreadable
from .elastic import Elastic
from .embedded import Embedded

__all__ = [
    "KNOWN",
    "Engine",
    "EngineAway",
    "Unreadable",
    "all_engines",
    "asked",
    "chosen",
    "elastic",
    "embedded",
    "named",
    "names",
    "watched",
]

T = TypeVar("T")

KNOWN = (Embedded.name, Elastic.name)

absence = Absence("search engine", pause=10.0)
"""Whether Elasticsearch is away, so that nobody waits for it in vain."""


def names() -> tuple[str, ...]:
    """Of all engines that are kept up to date."""
    return KNOWN if settings.SEARCH_URL else (Embedded.name,)


def all_engines() -> list[Engine]:
    return [named(name) for name in names()]


def chosen(name: str | None) -> list[Engine]:
    """The one of this name, or all. Raises `EngineAway` for one that this site does not have."""
    return [named(name)] if name else all_engines()


def embedded() -> Embedded:
    return embedded_in(Path(settings.SEARCH_DIR))


def elastic() -> Elastic:
    return elastic_at(settings.SEARCH_URL)


def named(name: str) -> Engine:
    """Raises `EngineAway` for one that this site does not have."""
    if name not in names():
        raise EngineAway(f"SEARCH_URL names no {name}")
    return elastic() if name == Elastic.name else embedded()


def asked(question: Callable[[Engine], T]) -> tuple[T, bool]:
    """The answer of the usual engine, and whether the embedded one had to stand in for it."""
    if not settings.SEARCH_URL:
        return question(embedded()), False
    with suppress(EngineAway), watched(Elastic.name):
        return question(elastic()), False
    return question(embedded()), True


@contextmanager
def watched(name: str) -> Iterator[None]:
    """Raises `EngineAway` at once while the engine is known to be away, and finds out if it is."""
    if name != Elastic.name:
        yield
        return
    if not absence.may_ask():
        raise EngineAway("it did not answer a moment ago")
    try:
        yield
    except EngineAway as fault:
        absence.no_answer(fault)
        raise
    absence.answered()


embedded_in = cache(Embedded)
elastic_at = cache(Elastic)
