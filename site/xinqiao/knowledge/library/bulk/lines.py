"""What a row of the sheet says about a resource."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_slug
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from xinqiao.knowledge.models import (
    ArticlePage,
    Audience,
    Competence,
    Level,
    ResourcePage,
    Topic,
)

from .folder import Folder
from .sheet import COLUMNS, Line

LANGUAGES = {
    "zh-hans": "zh-hans",
    "zh": "zh-hans",
    "中文": "zh-hans",
    "chinese": "zh-hans",
    "en": "en",
    "英文": "en",
    "english": "en",
}
APART = re.compile(r"[,，;；、\n]")
T = TypeVar("T", bound=models.Model)


class Refused(Exception):
    """Says in the reader's language why a row is not taken."""


@dataclass(frozen=True)
class Told:
    """A row that makes sense. Files are named by their path in the folder."""

    name: str
    language: str
    fields: dict[str, Any]
    terms: dict[str, list[models.Model]]
    files: dict[str, str]


class Vocabulary:
    """The words that cells may hold, in both languages and as codes. Six queries."""

    def __init__(self) -> None:
        self.topics = called(Topic.objects.all())
        self.audiences = called(Audience.objects.all())
        self.levels = called(Level.objects.all())
        self.competences = called(Competence.objects.all())
        self.kinds = labelled(ResourcePage.Kind)
        self.facets = labelled(ResourcePage.Facet)
        self.licences = labelled(ResourcePage.Licence)
        self.evidence = labelled(ArticlePage.Evidence)


def called(terms: Iterable[T]) -> dict[str, T]:
    return {
        word.lower(): term
        for term in terms
        for word in (term.name_zh, term.name_en, term.code)  # type: ignore[attr-defined]
    }


def labelled(choices: type[models.TextChoices]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found |= {str(choice.label).lower(): choice.value for choice in choices}
    return found | {choice.value: choice.value for choice in choices}


def make_sense(line: Line, words: Vocabulary, folder: Folder) -> Told:
    """Raises `Refused`."""
    cells = line.cells
    fields = {
        "title": needed(cells, "title", 255),
        "summary": short(cells, "summary", 300),
        "kind": one_of(words.kinds, needed(cells, "kind", 40)),
        "facet": one_of(words.facets, cells.get("facet") or "practice"),
        "licence": one_of(words.licences, cells.get("licence") or "cc_by"),
        "evidence": one_of(words.evidence, cells.get("evidence") or "practice_consensus"),
        "link": link(cells.get("link", "")),
        "level": one_of(words.levels, cells["level"]) if cells.get("level") else None,
    }
    files = {name: path for name in ("file", "mono") if (path := cells.get(name, ""))}
    for path in files.values():
        if path not in folder.members:
            raise Refused(_("There is no file “%s” in the folder.") % path[:100])
    if not files.get("file") and not fields["link"]:
        raise Refused(_("It needs a file or a link."))
    return Told(
        name=slug(needed(cells, "name", 100)),
        language=one_of(LANGUAGES, cells.get("language") or "zh-hans"),
        fields=fields,
        terms={
            "topics": several(words.topics, cells.get("topics", "")),
            "audiences": several(words.audiences, cells.get("audiences", "")),
            "competences": several(words.competences, cells.get("competences", "")),
        },
        files=files,
    )


def needed(cells: Mapping[str, str], name: str, most: int) -> str:
    if not cells.get(name):
        raise Refused(_("The column “%s” is empty.") % " / ".join(COLUMNS[name][:2]))
    return short(cells, name, most)


def short(cells: Mapping[str, str], name: str, most: int) -> str:
    words = cells.get(name, "")
    if len(words) > most:
        raise Refused(
            _("“%(words)s …” is longer than %(most)s characters.")
            % {"words": words[:20], "most": most}
        )
    return words


def slug(name: str) -> str:
    try:
        validate_slug(name)
    except ValidationError:
        raise Refused(
            _("“%s” is no name for an address: letters, digits and hyphens only.") % name[:40]
        ) from None
    return name.lower()


def link(address: str) -> str:
    try:
        if address:
            URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise Refused(_("“%s” is no address of a web page.") % address[:60]) from None
    return address


def one_of(known: Mapping[str, T] | Mapping[str, str], word: str) -> Any:
    if word.lower() not in known:
        raise Refused(_("“%s” is not known here.") % word[:40])
    return known[word.lower()]


def several(known: Mapping[str, T], cell: str) -> list[T]:
    words = [word.strip() for word in APART.split(cell)]
    return [one_of(known, word) for word in words if word]
