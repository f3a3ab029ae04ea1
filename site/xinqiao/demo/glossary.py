"""The words of the field, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from xinqiao.common.keys import translation_key
from xinqiao.knowledge.models import GlossaryTerm

from .reading.faults import Faults
from .reading.files import CHINESE, SLUG, SUFFIX
from .reading.records import Record, read_record
from .rows import Tally, locales, put
from .vocabulary import limit_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One term: by language, its fields."""

    slug: str
    texts: dict[str, dict[str, str]]


def read(folder: Path, faults: Faults) -> list[Entry]:
    found = []
    for path in sorted(folder.glob("*.yaml")):
        if not SLUG.fullmatch(path.stem):
            faults.note(path, 1, _("A file name may hold small letters, digits and hyphens."))
        record = read_record(path, faults)
        if record:
            texts = {language: read_term(record, suffix) for language, suffix in SUFFIX.items()}
            record.finish()
            found.append(Entry(path.stem, texts))
    return found


def read_term(record: Record, suffix: str) -> dict[str, str]:
    limit = limit_of(GlossaryTerm, "term")
    return {
        "term": record.text(f"term_{suffix}", limit),
        "aliases": "\n".join(record.texts(f"aliases_{suffix}", limit, optional=True)),
        "definition": record.text(f"definition_{suffix}"),
    }


def load(entries: list[Entry], tally: Tally) -> Iterator[str]:
    for entry in entries:
        key = translation_key("glossary", entry.slug)
        for language, locale in locales().items():
            values = {"slug": entry.slug, **entry.texts[language]}
            put(GlossaryTerm, {"translation_key": key, "locale": locale}, values, tally)
        yield entry.texts[CHINESE]["term"]
