"""All content files together: read and checked first, then written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import (
    articles,
    courses,
    exams,
    glossary,
    helplines,
    joining,
    learning,
    pages,
    people,
    printing,
    questions,
    resources,
    reviews,
    self_checks,
    taxonomy,
    units,
)
from .reading.faults import Faults
from .rows import Tally
from .vocabulary import Vocabulary
from .wording import check_wording


@dataclass(frozen=True, slots=True)
class Content:
    """What the files say, kind by kind, in the order of loading."""

    taxonomy: taxonomy.Taxonomy
    units: list[units.Place]
    helplines: list[helplines.Line]
    people: list[people.Demo]
    joining: joining.Joining
    indexes: list[pages.Index]
    pages: list[pages.Plain]
    articles: list[articles.Article]
    resources: list[resources.Resource]
    glossary: list[glossary.Entry]
    courses: list[courses.Course]
    practice: questions.Collection | None
    """For the self-checks; None only with faults, as the next."""
    questions: questions.Collection | None
    self_checks: list[self_checks.SelfCheck]
    exams: list[exams.Entry]
    learners: list[learning.Learner]

    def counts(self) -> dict[str, int]:
        """By kind, how many things the files hold."""
        return {
            "taxonomy": len(self.taxonomy),
            "units": len(self.units),
            "helplines": len(self.helplines),
            "people": len(self.people),
            "joining": len(self.joining),
            "indexes": len(self.indexes),
            "pages": len(self.pages),
            "articles": len(self.articles),
            "resources": len(self.resources),
            "glossary": len(self.glossary),
            "courses": len(self.courses),
            "lessons": sum(course.size - 1 for course in self.courses),
            "questions": len(self.questions or ()),
            "practice": len(self.practice or ()),
            "self_checks": len(self.self_checks),
            "exams": len(self.exams),
            "learners": len(self.learners),
        }

    @property
    def size(self) -> int:
        """How many titles loading yields."""
        counts = self.counts()
        return sum(counts.values())


def read(folder: Path, faults: Faults) -> Content:
    """Read every file below *folder*. With faults, what is returned must not be loaded."""
    vocabulary = Vocabulary()
    check_wording(folder, faults)
    return Content(
        taxonomy=taxonomy.read(folder / "taxonomy", faults, vocabulary),
        units=units.read(folder / "demo" / "units.yaml", faults, vocabulary),
        helplines=helplines.read(folder / "directory" / "helplines.yaml", faults, vocabulary),
        people=people.read(folder / "demo" / "people.yaml", faults, vocabulary),
        joining=joining.read(folder / "demo" / "joining.yaml", faults, vocabulary),
        indexes=pages.read_indexes(folder / "pages" / "index.yaml", faults),
        pages=pages.read_plain(folder / "pages", faults),
        articles=articles.read(folder / "articles", faults, vocabulary),
        resources=resources.read(folder / "resources", faults, vocabulary),
        glossary=glossary.read(folder / "glossary", faults),
        courses=courses.read(folder / "courses", faults, vocabulary),
        questions=questions.read(folder / "questions", faults, vocabulary),
        practice=questions.read(folder / "practice", faults, vocabulary),
        self_checks=self_checks.read(folder / "self-checks.yaml", faults, vocabulary),
        exams=exams.read(folder / "exams", faults, vocabulary),
        learners=learning.read(folder / "demo" / "learning.yaml", faults, vocabulary),
    )


def load(content: Content, tally: Tally) -> Iterator[str]:
    """Bring the database in line, and yield the title of each thing that is done.

    Not atomic by itself: wrap it in a transaction.
    """
    yield from taxonomy.load(content.taxonomy, tally)
    yield from units.load(content.units)
    yield from helplines.load(content.helplines, tally)
    yield from people.load(content.people, tally)
    yield from joining.load(content.joining, tally)
    yield from pages.load_indexes(content.indexes, tally)
    yield from pages.load_plain(content.pages, tally)
    yield from articles.load(content.articles, tally)
    around = printing.Surroundings(content.taxonomy, content.helplines)
    yield from printing.load(content.resources, around, tally)
    yield from glossary.load(content.glossary, tally)
    yield from courses.load(content.courses, tally)
    if content.questions:
        yield from questions.load(content.questions, tally)
    if content.practice:
        yield from questions.load(content.practice, tally)
    yield from self_checks.load(content.self_checks, tally)
    yield from exams.load(content.exams, tally)
    reviews.sign(content.people)
    yield from learning.load(content.learners, tally)
