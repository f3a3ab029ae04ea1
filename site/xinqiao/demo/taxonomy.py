"""Topics, audiences, levels and the competence framework."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xinqiao.knowledge.models import Audience, Competence, CompetenceDomain, Level, Topic

from .reading.faults import Faults
from .reading.records import Record, read_list
from .rows import Tally, put
from .vocabulary import Vocabulary, limit_of


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a controlled list."""

    code: str
    values: dict[str, Any]


@dataclass(slots=True)
class Taxonomy:
    topics: list[Term] = field(default_factory=list)
    audiences: list[Term] = field(default_factory=list)
    levels: list[Term] = field(default_factory=list)
    domains: list[Term] = field(default_factory=list)
    competences: list[tuple[str, Term]] = field(default_factory=list)
    """Each with the code of its domain."""

    def __len__(self) -> int:
        terms = [*self.topics, *self.audiences, *self.levels, *self.domains]
        return len(terms) + len(self.competences)


def read(folder: Path, faults: Faults, vocabulary: Vocabulary) -> Taxonomy:
    found = Taxonomy()
    for record in read_list(folder / "topics.yaml", faults):
        term = read_term(record, len(found.topics), vocabulary.topics)
        term.values["sensitive"] = record.flag("sensitive", optional=True)
        found.topics.append(term)
    for record in read_list(folder / "audiences.yaml", faults):
        term = read_term(record, len(found.audiences), vocabulary.audiences)
        term.values["group"] = record.choice("group", Audience.Group.values)
        found.audiences.append(term)
    for record in read_list(folder / "levels.yaml", faults):
        found.levels.append(read_term(record, len(found.levels), vocabulary.levels))
    domains: set[str] = set()
    for record in read_list(folder / "competences.yaml", faults):
        domain = read_term(record, len(found.domains), domains)
        found.domains.append(domain)
        for row in record.records("competences"):
            competence = read_term(row, None, vocabulary.competences)
            competence.values["core"] = row.flag("core", optional=True)
            competence.values["track_b"] = row.flag("track_b", optional=True)
            found.competences.append((domain.code, competence))
    return found


def read_term(record: Record, number: int | None, known: set[str]) -> Term:
    """One entry. *number* counts from 0, and is None where the code itself gives the order."""
    model = Topic if number is not None else Competence
    values: dict[str, Any] = {
        "name_zh": record.text("name_zh", limit_of(model, "name_zh")),
        "name_en": record.text("name_en", limit_of(model, "name_en")),
    }
    if number is not None:
        values["position"] = number + 1
    return Term(record.new_name("code", known, limit_of(model, "code")), values)


def load(taxonomy: Taxonomy, tally: Tally) -> Iterator[str]:
    for model, terms in (
        (Topic, taxonomy.topics),
        (Audience, taxonomy.audiences),
        (Level, taxonomy.levels),
        (CompetenceDomain, taxonomy.domains),
    ):
        for term in terms:
            yield put(model, {"code": term.code}, term.values, tally).name_zh
    domains = {domain.code: domain for domain in CompetenceDomain.objects.all()}
    for code, term in taxonomy.competences:
        values = {**term.values, "domain": domains[code]}
        yield put(Competence, {"code": term.code}, values, tally).name_zh
