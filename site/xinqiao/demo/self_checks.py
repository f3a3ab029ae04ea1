"""Self-checks: one list, with a page below a module for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assessments.models import Bank, Label, SelfCheckPage
from courses.models import ModulePage
from xinqiao.common.keys import translation_key

from .reading.faults import Faults
from .reading.files import CHINESE, SUFFIX
from .reading.records import Record, read_list
from .rows import Tally, fill, locales, place
from .vocabulary import Vocabulary, limit_of

SLUG = "self-check"
"""How each is called in the address of its module."""


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """Below which module, as course/module; which questions of which bank; and its words."""

    module: str
    bank: str
    tag: str
    texts: dict[str, dict[str, str]]


def read(path: Path, faults: Faults, vocabulary: Vocabulary) -> list[SelfCheck]:
    return [read_one(record, vocabulary) for record in read_list(path, faults)]


def read_one(record: Record, vocabulary: Vocabulary) -> SelfCheck:
    found = SelfCheck(
        module=record.choice("module", vocabulary.modules),
        bank=record.word("bank"),
        tag=record.text("tag", limit_of(Label, "value")),
        texts={
            language: {
                "title": record.text(f"title_{suffix}", limit_of(SelfCheckPage, "title")),
                "summary": record.text(f"summary_{suffix}", limit_of(SelfCheckPage, "summary")),
            }
            for language, suffix in SUFFIX.items()
        },
    )
    record.finish()
    return found


def load(self_checks: list[SelfCheck], tally: Tally) -> Iterator[str]:
    """Put each below its module, in both languages."""
    for one in self_checks:
        bank = Bank.objects.get(slug=one.bank, practice=True)
        modules = ModulePage.objects.filter(translation_key=translation_key("module", one.module))
        parents = {page.locale_id: page for page in modules}
        for language, locale in locales().items():
            text = one.texts[language]
            page = place(
                SelfCheckPage,
                parents[locale.pk],
                key=translation_key("self-check", one.module),
                locale=locale,
                slug=SLUG,
                title=text["title"],
                bank=bank,
            )
            fill(page, {**text, "bank": bank, "tag": one.tag}, tally)
        yield one.texts[CHINESE]["title"]
