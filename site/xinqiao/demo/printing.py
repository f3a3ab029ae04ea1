"""What is printed of a resource: its text, and around it what the other files say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation

from xinqiao.knowledge.print.sheets import Number, Sheet

from .helplines import Line
from .reading.files import SUFFIX
from .resources import KINDS, Resource
from .taxonomy import Taxonomy, Term


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
        kind = str(KINDS[shared["kind"]])
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


MOST_READERS = 3
"""So many fit beside the name of the site."""
