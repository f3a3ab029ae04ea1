"""The organisation tree of the demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from xinqiao.accounts.models import Unit
from xinqiao.accounts.services import put_unit

from .reading.faults import Faults
from .reading.records import Record, read_list
from .vocabulary import Vocabulary, limit_of

KINDS: list[str] = Unit.Kind.values


@dataclass(frozen=True, slots=True)
class Place:
    """One unit; `parent` is the slug of the one above it, empty for a nation."""

    parent: str
    kind: str
    slug: str
    name_zh: str
    name_en: str


def read(path: Path, faults: Faults, vocabulary: Vocabulary) -> list[Place]:
    places: list[Place] = []
    for record in read_list(path, faults):
        places += read_unit(record, None, vocabulary.units)
    return places


def read_unit(record: Record, parent: Place | None, known: set[str]) -> Iterator[Place]:
    """The unit and all below it, each after the one above it."""
    lower = KINDS[KINDS.index(parent.kind) + 1 :] if parent else KINDS[:1]
    kind = record.choice("kind", KINDS)
    if kind in KINDS and kind not in lower:
        record.fault(
            "kind", _("A unit stands below one of a higher kind; only a nation stands alone.")
        )
    place = Place(
        parent=parent.slug if parent else "",
        kind=kind if kind in KINDS else KINDS[-1],
        slug=record.new_name("slug", known, limit_of(Unit, "slug")),
        name_zh=record.text("name_zh", limit_of(Unit, "name_zh")),
        name_en=record.text("name_en", limit_of(Unit, "name_en")),
    )
    yield place
    for child in record.records("children", optional=True):
        yield from read_unit(child, place, known)


def load(places: list[Place]) -> Iterator[str]:
    units: dict[str, Unit] = {}
    for place in places:
        units[place.slug] = put_unit(
            units.get(place.parent),
            kind=place.kind,
            slug=place.slug,
            name_zh=place.name_zh,
            name_en=place.name_en,
        )
        yield place.name_zh
