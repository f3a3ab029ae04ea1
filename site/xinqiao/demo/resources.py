"""The resources of the library: read here, made into PDFs by `knowledge/print`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from xinqiao.common.keys import translation_key
from xinqiao.knowledge.models import ArticlePage, ResourcePage
from xinqiao.knowledge.print.characters import missing_in
from xinqiao.knowledge.print.sheets import HELP_NUMBERS, LAYOUTS

from .articles import note_bad_review
from .reading.documents import Document, compare_fronts, read_documents
from .reading.faults import Faults
from .reading.files import CHINESE, ENGLISH, Source, couples
from .reading.printed import OF_RESOURCES
from .sources import read_sources
from .vocabulary import Vocabulary, limit_of

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: what each language says, and what holds for both."""

    slug: str
    texts: dict[str, Values]
    shared: Values


def read(folder: Path, faults: Faults, vocabulary: Vocabulary) -> list[Resource]:
    found = []
    for pair in couples(folder, faults):
        key = translation_key("resource", pair.stem)
        documents = read_documents(pair, key=key, directives=OF_RESOURCES)
        if not documents:
            continue
        for document in documents.values():
            note_missing_characters(document.source)
            note_unknown_numbers(document, vocabulary.numbers)
        texts = {language: read_text(one, pair.stem) for language, one in documents.items()}
        shared = {language: read_shared(one, vocabulary) for language, one in documents.items()}
        compare_fronts(documents[CHINESE], documents[ENGLISH], shared[CHINESE], shared[ENGLISH])
        found.append(Resource(pair.stem, texts, shared[CHINESE]))
    return found


def read_text(document: Document, slug: str) -> Values:
    front = document.front
    key = translation_key("resource", slug)
    return {
        "title": front.text("title", limit_of(ResourcePage, "title")),
        "summary": front.text("summary", limit_of(ResourcePage, "summary")),
        "blocks": [{"kind": block.kind, **block.raw["value"]} for block in document.blocks],
        "sources": read_sources(front, key, optional=True),
    }


def read_shared(document: Document, vocabulary: Vocabulary) -> Values:
    front = document.front
    values: Values = {
        "kind": front.choice("kind", ResourcePage.Kind.values),
        "layout": front.choice("layout", LAYOUTS),
        "facet": front.choice("facet", ResourcePage.Facet.values),
        "audiences": front.choices("audiences", vocabulary.audiences),
        "topics": front.choices("topics", vocabulary.topics),
        "level": front.choice("level", vocabulary.levels),
        "competences": front.choices("competences", vocabulary.competences, optional=True),
        "evidence": front.choice("evidence", ArticlePage.Evidence.values),
        "last_reviewed": front.day("last_reviewed"),
        "next_review": front.day("next_review"),
    }
    note_bad_review(front, values["last_reviewed"], values["next_review"])
    front.finish()
    return values


def note_missing_characters(source: Source) -> None:
    """Note each character that would be printed as an empty box."""
    for character in missing_in(source.text):
        line = source.text.count("\n", 0, source.text.index(character)) + 1
        message = _("Our fonts cannot print “%(character)s” (U+%(code)04X).")
        source.fault(line, message % {"character": character, "code": ord(character)})


def note_unknown_numbers(document: Document, known: Collection[str]) -> None:
    """Note the numbers that the directory does not have: nobody would see to them."""
    for block in document.blocks:
        value = block.raw["value"]
        asked = {"phone": [value.get("number")], "numbers": value.get("numbers", [])}
        wanted = HELP_NUMBERS if block.kind == "help" else asked.get(block.kind, [])
        for number in wanted:
            if number not in known:
                message = _("The number “%(number)s” does not stand in the directory.")
                document.source.fault(block.line, message % {"number": number})
