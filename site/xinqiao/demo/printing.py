"""The pages of the resources, and their PDFs: a text, and around it what the other files say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils import translation

from xinqiao.common.keys import translation_key
from xinqiao.knowledge.library.files import add_file
from xinqiao.knowledge.models import (
    Audience,
    Competence,
    Level,
    ResourceFile,
    ResourcePage,
    Topic,
)
from xinqiao.knowledge.print.maker import fingerprint, make_pdf
from xinqiao.knowledge.print.sheets import Number, Sheet

from .helplines import Line
from .pages import index_pages
from .reading.files import CHINESE, SUFFIX
from .resources import Resource
from .rows import Tally, fill, in_other_hands, locales, place
from .taxonomy import Taxonomy, Term

MOST_READERS = 3
"""So many fit beside the name of the site."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What sheets name: readers and topics, and the numbers of the whole country."""

    terms: Taxonomy
    lines: Sequence[Line]

    def names(self, terms: Sequence[Term], codes: Sequence[str], language: str) -> list[str]:
        return [
            term.values[f"name_{SUFFIX[language]}"]
            for code in codes
            for term in terms
            if term.code == code
        ]

    def numbers(self, language: str) -> dict[str, Number]:
        suffix = SUFFIX[language]
        return {
            line.number: Number(
                number=line.number,
                name=line.values[f"name_{suffix}"],
                purpose=line.values[f"purpose_{suffix}"],
                hours=line.values[f"hours_{suffix}"],
                cost=line.values[f"cost_{suffix}"],
            )
            for line in self.lines
            if not line.region
        }


def sheet_of(resource: Resource, language: str, around: Surroundings) -> Sheet:
    text, shared = resource.texts[language], resource.shared
    readers = around.names(around.terms.audiences, shared["audiences"], language)
    with translation.override(language):
        kind = str(ResourcePage.Kind(shared["kind"]).label)
    return Sheet(
        language=language,
        layout=shared["layout"],
        title=text["title"],
        summary=text["summary"],
        kind=kind,
        readers=" · ".join(readers[:MOST_READERS]),
        keywords=around.names(around.terms.topics, shared["topics"], language),
        path=f"/{language}/library/{resource.slug}/",
        blocks=text["blocks"],
        numbers=around.numbers(language),
    )


def load(resources: list[Resource], around: Surroundings, tally: Tally) -> Iterator[str]:
    parents = index_pages("library")
    for resource in resources:
        shared = shared_values(resource.shared)
        for language, locale in locales().items():
            text = resource.texts[language]
            page = place(
                ResourcePage,
                parents[language],
                key=translation_key("resource", resource.slug),
                locale=locale,
                slug=resource.slug,
                title=text["title"],
            )
            if page.latest_revision_id is not None and in_other_hands(page):
                tally.kept.append(page.url_path)
                continue
            values = {name: text[name] for name in ("title", "summary", "sources")}
            files = files_of(page, sheet_of(resource, language, around))
            fill(page, {**shared, **values, **files}, tally)
        yield resource.texts[CHINESE]["title"]


def shared_values(shared: dict[str, Any]) -> dict[str, Any]:
    topics = list(Topic.objects.filter(code__in=shared["topics"]))
    return {
        "kind": shared["kind"],
        "facet": shared["facet"],
        "topics": topics,
        "audiences": list(Audience.objects.filter(code__in=shared["audiences"])),
        "competences": list(Competence.objects.filter(code__in=shared["competences"])),
        "level": Level.objects.get(code=shared["level"]),
        "evidence": shared["evidence"],
        "last_reviewed_on": shared["last_reviewed"],
        "next_review_on": shared["next_review"],
        "sensitive": any(topic.sensitive for topic in topics),
    }


def files_of(page: ResourcePage, sheet: Sheet) -> dict[str, ResourceFile]:
    """The PDFs of *sheet* in colour and in black and white."""
    return {
        "file": pdf_of(page, sheet, ResourceFile.Variant.COLOUR),
        "mono_file": pdf_of(page, sheet, ResourceFile.Variant.MONO),
    }


def pdf_of(page: ResourcePage, sheet: Sheet, variant: str) -> ResourceFile:
    """The newest file of *page*, made anew only when something about it has changed."""
    colour = variant == ResourceFile.Variant.COLOUR
    source = fingerprint(sheet, colour=colour)
    before = ResourceFile.objects.of(page).filter(variant=variant, made_from=source)
    newest = before.order_by("version").last()
    if newest:
        return newest
    name = f"{page.slug}{'' if colour else '-mono'}.pdf"
    pdf = BytesIO(make_pdf(sheet, colour=colour))
    return add_file(page, pdf, name=name, variant=variant, made_from=source)
