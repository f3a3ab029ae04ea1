"""The lessons of a module: two files each, `<number>-<slug>.<language>.md`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from courses.models import LessonPage, ModulePage
from xinqiao.common.keys import translation_key
from xinqiao.knowledge.models import Competence, Topic

from .reading.blocks import OF_LESSONS
from .reading.documents import Document, compare_fronts, read_documents
from .reading.faults import Faults
from .reading.files import CHINESE, ENGLISH, NUMBERED, Couple, couples
from .rows import Tally, fill, locales, place, put_in_order
from .sources import read_lines, read_sources
from .vocabulary import Vocabulary, limit_in_stream, limit_of

Values = dict[str, Any]
LONGEST_MINUTES = 240


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson. `slug` is unique within its course, so that it may move between modules."""

    course: str
    slug: str
    texts: dict[str, Values]
    shared: Values


def read_lessons(
    folder: Path, course: str, known: set[str], faults: Faults, vocabulary: Vocabulary
) -> list[Lesson]:
    """The lessons in *folder* by number. Their slugs are added to the *known* ones of the course."""
    found: dict[int, Lesson | None] = {}
    for pair in couples(folder, faults):
        match = NUMBERED.fullmatch(pair.stem)
        if match is None:
            pair.chinese.fault(1, _("A lesson's files are called <number>-<name>.<language>.md."))
            continue
        number, slug = int(match[1]), match[2]
        if number in found:
            pair.chinese.fault(1, _("Another one has the same number."))
        if slug in known:
            pair.chinese.fault(1, _("Another lesson of the course has the same name."))
        known.add(slug)
        vocabulary.lessons.add(f"{course}/{slug}")
        found[number] = read_lesson(pair, course, slug, vocabulary)
    return [lesson for _number, lesson in sorted(found.items()) if lesson]


def read_lesson(pair: Couple, course: str, slug: str, vocabulary: Vocabulary) -> Lesson | None:
    key = translation_key("lesson", f"{course}/{slug}")
    documents = read_documents(pair, key=key, directives=OF_LESSONS)
    if not documents:
        return None
    texts, shared = {}, {}
    limit = limit_in_stream(LessonPage, "objectives", "objective")
    for language, document in documents.items():
        front = document.front
        texts[language] = {
            "title": front.text("title", limit_of(LessonPage, "title")),
            "summary": front.text("summary", limit_of(LessonPage, "summary")),
            "objectives": read_lines(front, "objectives", kind="objective", key=key, limit=limit),
            "sources": read_sources(front, key),
            "body": document.stream(),
        }
        shared[language] = read_shared(document, vocabulary)
    compare_fronts(documents[CHINESE], documents[ENGLISH], shared[CHINESE], shared[ENGLISH])
    if len({len(text["objectives"]) for text in texts.values()}) > 1:
        message = _("The two languages name different numbers of objectives.")
        documents[ENGLISH].front.fault("objectives", message)
    return Lesson(course, slug, texts, shared[CHINESE])


def read_shared(document: Document, vocabulary: Vocabulary) -> Values:
    front = document.front
    values = {
        "minutes": front.number("minutes", 1, LONGEST_MINUTES),
        "competences": front.choices("competences", vocabulary.competences),
        "topics": front.choices("topics", vocabulary.topics),
    }
    front.finish()
    return values


def load_lessons(
    lessons: list[Lesson], parents: dict[str, ModulePage], tally: Tally
) -> Iterator[str]:
    """Put the lessons below their module in both languages, in order."""
    made: dict[str, list[LessonPage]] = {language: [] for language in parents}
    for lesson in lessons:
        shared = {
            "minutes": lesson.shared["minutes"],
            "topics": list(Topic.objects.filter(code__in=lesson.shared["topics"])),
            "competences": list(Competence.objects.filter(code__in=lesson.shared["competences"])),
        }
        for language, locale in locales().items():
            text = lesson.texts[language]
            page = place(
                LessonPage,
                parents[language],
                key=translation_key("lesson", f"{lesson.course}/{lesson.slug}"),
                locale=locale,
                slug=lesson.slug,
                title=text["title"],
            )
            fill(page, {**shared, **text}, tally)
            made[language].append(page)
        yield lesson.texts[CHINESE]["title"]
    for pages in made.values():
        put_in_order(pages)
