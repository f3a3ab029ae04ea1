"""The courses: a folder each, with a folder for each module and two files for each lesson."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import CoursePage, ModulePage
from xinqiao.accounts.models import Person
from xinqiao.common.keys import translation_key
from xinqiao.common.pictures import PICTURES
from xinqiao.knowledge.models import Audience, Level, Topic

from .lessons import Lesson, load_lessons, read_lessons
from .pages import index_pages
from .reading.faults import Faults
from .reading.files import CHINESE, LANGUAGES, NUMBERED, SLUG, SUFFIX
from .reading.records import Record, read_record
from .rows import Tally, fill, locales, place, put_in_order
from .sources import read_lines
from .vocabulary import Vocabulary, limit_in_stream, limit_of

Values = dict[str, Any]
HOURS = 500


@dataclass(frozen=True, slots=True)
class Module:
    slug: str
    texts: dict[str, Values]
    lessons: list[Lesson]


@dataclass(frozen=True, slots=True)
class Course:
    """One course: what each language says, what holds for both, and its modules in order."""

    slug: str
    texts: dict[str, Values]
    shared: Values
    modules: list[Module]

    @property
    def size(self) -> int:
        """How many titles loading it yields."""
        return 1 + sum(len(module.lessons) for module in self.modules)


def read(folder: Path, faults: Faults, vocabulary: Vocabulary) -> list[Course]:
    folders = [path for path in sorted(folder.glob("*")) if path.is_dir()]
    vocabulary.courses = {path.name for path in folders}
    courses = [read_course(path, faults, vocabulary) for path in folders]
    return [course for course in courses if course]


def read_course(folder: Path, faults: Faults, vocabulary: Vocabulary) -> Course | None:
    slug = folder.name
    record = read_record(folder / "course.yaml", faults)
    known: set[str] = set()
    modules = [
        read_module(path, name, slug, known, faults, vocabulary)
        for path, name in numbered(folder, faults)
    ]
    if record is None:
        return None
    key = translation_key("course", slug)
    texts = {language: read_text(record, suffix) for language, suffix in SUFFIX.items()}
    limit = limit_in_stream(CoursePage, "outcomes", "outcome")
    for language, suffix in SUFFIX.items():
        texts[language]["outcomes"] = read_lines(
            record, f"outcomes_{suffix}", kind="outcome", key=key, limit=limit
        )
    if len({len(text["outcomes"]) for text in texts.values()}) > 1:
        record.fault("outcomes_en", _("The two languages name different numbers of outcomes."))
    shared = read_shared(record, vocabulary, slug)
    record.finish()
    return Course(slug, texts, shared, [module for module in modules if module])


def read_text(record: Record, suffix: str) -> Values:
    return {
        "title": record.text(f"title_{suffix}", limit_of(CoursePage, "title")),
        "summary": record.text(f"summary_{suffix}", limit_of(CoursePage, "summary")),
    }


def read_shared(record: Record, vocabulary: Vocabulary, slug: str) -> Values:
    return {
        "audiences": record.choices("audiences", vocabulary.audiences),
        "topics": record.choices("topics", vocabulary.topics),
        "level": record.choice("level", vocabulary.levels),
        "track": record.choice("track", list(filter(None, CoursePage.Track.values)), optional=True),
        "hours_online": record.number("hours_online", 0, HOURS),
        "hours_on_site": record.number("hours_on_site", 0, HOURS, optional=True),
        "access": record.choice("access", CoursePage.Access.values),
        "in_order": record.flag("in_order", optional=True),
        "picture": record.choice("picture", [name for name, _title in PICTURES]),
        "trainers": record.choices("trainers", vocabulary.people, optional=True),
        "prerequisites": record.choices(
            "prerequisites", vocabulary.courses - {slug}, optional=True
        ),
    }


def numbered(folder: Path, faults: Faults) -> Iterator[tuple[Path, str]]:
    """The folders `<number>-<slug>` below *folder*, in the order of their numbers."""
    found: dict[int, tuple[Path, str]] = {}
    for path in sorted(path for path in folder.glob("*") if path.is_dir()):
        match = NUMBERED.fullmatch(path.name)
        if match is None or not SLUG.fullmatch(match[2]):
            faults.note(path, 1, _("A folder in a course is called <number>-<name>."))
        elif int(match[1]) in found:
            faults.note(path, 1, _("Another one has the same number."))
        else:
            found[int(match[1])] = path, match[2]
    for number in sorted(found):
        yield found[number]


def read_module(
    folder: Path, slug: str, course: str, known: set[str], faults: Faults, vocabulary: Vocabulary
) -> Module | None:
    record = read_record(folder / "module.yaml", faults)
    vocabulary.modules.add(f"{course}/{slug}")
    lessons = read_lessons(folder, course, known, faults, vocabulary)
    if record is None:
        return None
    texts = {language: read_text(record, suffix) for language, suffix in SUFFIX.items()}
    record.finish()
    if not lessons:
        faults.note(folder / "module.yaml", 1, _("This module has no lessons."))
    return Module(slug, texts, lessons)


def load(courses: list[Course], tally: Tally) -> Iterator[str]:
    parents = index_pages("courses")
    made = {}
    for course in courses:
        made[course.slug] = place_course(course, parents)
    for course in courses:
        fill_course(course, made, tally)
        yield course.texts[CHINESE]["title"]
        modules = [
            put_module(module, course.slug, made[course.slug], tally) for module in course.modules
        ]
        for language in LANGUAGES:
            put_in_order([pages[language] for pages in modules])
        for module, pages in zip(course.modules, modules, strict=True):
            yield from load_lessons(module.lessons, pages, tally)


def place_course(course: Course, parents: Mapping[str, Page]) -> dict[str, CoursePage]:
    return {
        language: place(
            CoursePage,
            parents[language],
            key=translation_key("course", course.slug),
            locale=locale,
            slug=course.slug,
            title=course.texts[language]["title"],
        )
        for language, locale in locales().items()
    }


def fill_course(course: Course, made: Mapping[str, dict[str, CoursePage]], tally: Tally) -> None:
    """*made* holds the pages of all courses, for they may require each other."""
    shared = course.shared
    values = {
        **{name: shared[name] for name in ("track", "access", "in_order", "picture")},
        "hours_online": Decimal(shared["hours_online"]),
        "hours_on_site": Decimal(shared["hours_on_site"]),
        "level": Level.objects.get(code=shared["level"]),
        "topics": list(Topic.objects.filter(code__in=shared["topics"])),
        "audiences": list(Audience.objects.filter(code__in=shared["audiences"])),
        "trainers": list(Person.objects.filter(username__in=shared["trainers"])),
    }
    for language, text in course.texts.items():
        required = [made[slug][language] for slug in shared["prerequisites"]]
        fill(made[course.slug][language], {**values, **text, "prerequisites": required}, tally)


def put_module(
    module: Module, course: str, parents: Mapping[str, Page], tally: Tally
) -> dict[str, ModulePage]:
    pages = {}
    for language, locale in locales().items():
        text = module.texts[language]
        pages[language] = place(
            ModulePage,
            parents[language],
            key=translation_key("module", f"{course}/{module.slug}"),
            locale=locale,
            slug=module.slug,
            title=text["title"],
        )
        fill(pages[language], text, tally)
    return pages
