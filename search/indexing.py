"""How engines come to know what has changed, and are compared with the database.

`note` writes down what changes, `catch_up` brings an engine up to date, `rebuild` makes its index
anew, `compare` finds and mends what differs nonetheless. All may be run again at any time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from search import engines
from search.engines import Engine, EngineAway, Unreadable
from search.engines.embedded.folders import in_turn
from search.engines.stored import fingerprint
from search.entries import Entry
from search.models import Unindexed
from search.sources import LANGUAGES, SOURCES

BATCH = 200
PATIENCE = 20.0
"""Seconds that one waits for another who is at work on the same index."""

Progress = Callable[[], object]


def note(families: Iterable[str]) -> bool:
    """Note in the transaction of a change that these texts are to be read anew; False for none."""
    rows = [
        Unindexed(engine=engine, family=family)
        for family in dict.fromkeys(families)
        for engine in engines.names()
    ]
    Unindexed.objects.bulk_create(rows, batch_size=1000)
    return bool(rows)


def catch_up_all() -> int:
    """Bring each engine up to date that answers; returns how many texts were read anew.

    What an engine that is away has to learn stays noted.
    """
    count = 0
    for engine in engines.all_engines():
        try:
            with engines.watched(engine.name):
                count += catch_up(engine)
        except EngineAway:
            continue
    return count


def catch_up(engine: Engine) -> int:
    """Read anew what is noted for *engine*. Raises `EngineAway`; then it stays noted."""
    count = 0
    if not engine.exists():
        rebuild(engine)
    while Unindexed.objects.filter(engine=engine.name).exists():
        with turn(engine):
            try:
                count += take_batch(engine)
            except Unreadable:
                count += rebuild(engine)
    return count


def take_batch(engine: Engine) -> int:
    waiting = Unindexed.objects.filter(engine=engine.name).order_by("id")
    rows = dict(waiting.values_list("id", "family")[:BATCH])
    families = set(rows.values())
    entries = list(read(families))
    engine.remove(all_keys(families) - {entry.key for entry in entries})
    engine.put(entries)
    Unindexed.objects.filter(pk__in=rows).delete()
    return len(families)


def rebuild(engine: Engine, *, progress: Progress = lambda: None) -> int:
    """Make a new index in the place of the old; returns of how many entries."""
    noted_before = list(Unindexed.objects.filter(engine=engine.name).values_list("id", flat=True))
    count = engine.rebuild(everything(progress))
    for at in range(0, len(noted_before), BATCH):
        Unindexed.objects.filter(pk__in=noted_before[at : at + BATCH]).delete()
    return count


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many entries there are, and the keys of those in which an index differed."""

    entries: int
    missing: list[str]
    outdated: list[str]
    left_over: list[str]

    @property
    def differing(self) -> list[str]:
        return [*self.missing, *self.outdated, *self.left_over]


def compare(engine: Engine, *, progress: Progress = lambda: None) -> Comparison:
    """Find what differs between the database and the index, and mend it. Raises `EngineAway`."""
    catch_up(engine)
    try:
        found = dict(engine.fingerprints())
    except Unreadable:
        rebuild(engine)
        found = {}
    wanted = {entry.key: fingerprint(entry) for entry in everything(progress)}
    comparison = Comparison(
        entries=len(wanted),
        missing=sorted(wanted.keys() - found.keys()),
        outdated=sorted(key for key in wanted.keys() & found.keys() if wanted[key] != found[key]),
        left_over=sorted(found.keys() - wanted.keys()),
    )
    if found and comparison.differing:
        Unindexed.objects.bulk_create(
            Unindexed(engine=engine.name, family=family)
            for family in families_of(comparison.differing)
        )
        catch_up(engine)
    return comparison


def everything(progress: Progress = lambda: None) -> Iterator[Entry]:
    for source in SOURCES:
        for entry in source.all():
            progress()
            yield entry


def read(families: Iterable[str]) -> Iterator[Entry]:
    """The entries of these texts as they are now; none for a text that nobody may read any more."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for family in families:
        kind, _colon, identity = family.partition(":")
        by_kind[kind].append(identity)
    for source in SOURCES:
        if source.kind in by_kind:
            yield from source.of(by_kind[source.kind])


def all_keys(families: Iterable[str]) -> set[str]:
    """All keys that the entries of these texts can have."""
    return {f"{family}:{language}" for family in families for language in LANGUAGES}


def families_of(keys: Iterable[str]) -> set[str]:
    return {key.rpartition(":")[0] for key in keys}


def turn(engine: Engine) -> AbstractContextManager[None]:
    """One at a time reads and writes, so that nobody overwrites the newer with the older."""
    return in_turn(Path(settings.SEARCH_DIR) / f"{engine.name}.lock", PATIENCE)
