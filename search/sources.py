"""What can be found here, kind by kind, and who may find it.

Everything below is what everybody may read: published with all pages above it and restricted to
nobody. Private notes stand at the end; they are read for their writer and lie in no index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Greatest, Length, Substr
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page

from courses.models import CoursePage, LessonPage, Reflection
from courses.models.lessons import path_above
from search.entries import Entry, one_person
from xinqiao.accounts.models import Person
from xinqiao.common.pages import for_everybody, reachable, text_of
from xinqiao.directory.models import HelpLine
from xinqiao.knowledge.models import ArticlePage, GlossaryTerm, ResourcePage
from xinqiao.pages.models import PlainPage

LANGUAGES = ("zh-hans", "en")
UNDATED = date(2000, 1, 1)
"""The day of what has none, so that it comes last where the newest comes first."""


@dataclass(frozen=True)
class Source:
    """One kind of texts: the rows that everybody may read, and the entries that a row makes.

    `same` is the field that a text has in common with the same text in the other language.
    """

    kind: str
    rows: Callable[[], QuerySet[Any]]
    entries: Callable[[Any], Iterable[Entry]]
    same: str

    @property
    def model(self) -> type[Any]:
        return self.rows().model

    def family(self, row: Any) -> str:
        return self.family_of(getattr(row, self.same))

    def family_of(self, identity: object) -> str:
        return f"{self.kind}:{identity}"

    def all(self) -> Iterator[Entry]:
        for row in self.rows().iterator(chunk_size=200):
            yield from self.entries(row)

    def of(self, identities: Iterable[str]) -> Iterator[Entry]:
        for row in self.rows().filter(**{f"{self.same}__in": list(identities)}):
            yield from self.entries(row)


# Pages


def lessons() -> QuerySet[Any]:
    """Of open courses; where lessons open one after the other, a visitor reads the first only."""
    closed = CoursePage.objects.closed().filter(path=path_above(2))
    in_order = CoursePage.objects.filter(path=path_above(2), in_order=True)
    earlier = LessonPage.objects.offered().filter(
        path__startswith=OuterRef("course_path"), path__lt=OuterRef("path")
    )
    offered = for_everybody(reachable(LessonPage.objects.offered())).exclude(Exists(closed))
    return with_topics(
        offered.alias(course_path=path_of_course()).exclude(Exists(in_order), Exists(earlier))
    ).prefetch_related("competences")


def path_of_course() -> Substr:
    """Of a lesson's own path; a database may work it out for other pages, too, before it looks."""
    return Substr("path", 1, Greatest(Length("path") - 2 * Page.steplen, 0))


def lesson_entries(lesson: LessonPage) -> Iterator[Entry]:
    objectives = text_of(lesson.objectives)
    yield page_entry(
        "lesson",
        lesson,
        body=f"{objectives}\n{text_of(lesson.body)}",
        facets={
            "topic": codes(lesson.topics),
            "competence": codes(lesson.competences),
        },
        sensitive=any(topic.sensitive for topic in lesson.topics.all()),
    )


def courses() -> QuerySet[Any]:
    """Also those for enrolled people: what they are about stands in the catalogue."""
    found = for_everybody(reachable(CoursePage.objects.all()))
    return with_topics(found).prefetch_related("audiences").select_related("locale", "level")


def course_entries(course: CoursePage) -> Iterator[Entry]:
    """Never sensitive: a course for those who help is offered whatever its lessons speak of."""
    yield page_entry("course", course, body=text_of(course.outcomes), facets=facets(course))


def articles() -> QuerySet[Any]:
    found = for_everybody(reachable(ArticlePage.objects.all()))
    return with_topics(found).prefetch_related("audiences").select_related("locale", "level")


def article_entries(article: ArticlePage) -> Iterator[Entry]:
    yield page_entry(
        "article",
        article,
        body=text_of(article.body),
        facets=facets(article),
        sensitive=article.is_sensitive(),
    )


def resources() -> QuerySet[Any]:
    return for_everybody(reachable(ResourcePage.objects.all())).for_search()


def resource_entries(resource: ResourcePage) -> Iterator[Entry]:
    yield page_entry(
        "resource",
        resource,
        body=resource.full_text,
        facets=facets(resource)
        | {
            "type": (resource.kind,),
            "theme": (resource.facet,),
            "competence": codes(resource.competences),
        },
        sensitive=resource.is_sensitive(),
    )


def plain_pages() -> QuerySet[Any]:
    return for_everybody(reachable(PlainPage.objects.all())).select_related("locale")


def plain_page_entries(page: PlainPage) -> Iterator[Entry]:
    yield page_entry("page", page, body=text_of(page.body))


def page_entry(kind: str, page: Any, **more: Any) -> Entry:
    language = page.locale.language_code
    with translation.override(language):
        topics = [topic.name for topic in page.topics.all()] if hasattr(page, "topics") else []
        return Entry(
            key=f"{kind}:{page.translation_key}:{language}",
            kind=kind,
            family=f"{kind}:{page.translation_key}",
            language=language,
            title=page.title,
            url=page.get_url_parts()[2],
            day=day_of(page.last_published_at),
            summary=page.summary,
            keywords=" · ".join(topics),
            **more,
        )


def with_topics(pages: QuerySet[Any]) -> QuerySet[Any]:
    return pages.select_related("locale").prefetch_related("topics")


def facets(page: Any) -> dict[str, tuple[str, ...]]:
    return {
        "topic": codes(page.topics),
        "audience": codes(page.audiences),
        "level": (page.level.code,) if page.level else (),
    }


def codes(terms: Any) -> tuple[str, ...]:
    return tuple(sorted(term.code for term in terms.all()))


def day_of(moment: datetime | None) -> date:
    return timezone.localtime(moment).date() if moment else UNDATED


# Rows


def terms() -> QuerySet[Any]:
    return GlossaryTerm.objects.select_related("locale")


def term_entries(term: GlossaryTerm) -> Iterator[Entry]:
    language = term.locale.language_code
    others = [line for line in term.aliases.splitlines() if not line.startswith("-")]
    with translation.override(language):
        yield Entry(
            key=f"term:{term.translation_key}:{language}",
            kind="term",
            family=f"term:{term.translation_key}",
            language=language,
            title=term.term,
            url=f"{reverse('glossary')}#{term.slug}",
            day=UNDATED,
            summary=term.definition,
            keywords=" · ".join(others),
        )


def help_lines() -> QuerySet[Any]:
    return HelpLine.objects.select_related("region")


def help_line_entries(line: HelpLine) -> Iterator[Entry]:
    for language in LANGUAGES:
        with translation.override(language):
            yield Entry(
                key=f"help:{line.pk}:{language}",
                kind="help",
                family=f"help:{line.pk}",
                language=language,
                title=f"{line.name} {line.number}",
                url=reverse("help_lines"),
                day=line.verified_on,
                summary=line.purpose,
                body="\n".join(filter(None, [line.hours, line.cost])),
                keywords=line.region.name if line.region else "",
            )


# A new kind of texts gets a line here.
SOURCES = [
    Source("lesson", lessons, lesson_entries, "translation_key"),
    Source("course", courses, course_entries, "translation_key"),
    Source("article", articles, article_entries, "translation_key"),
    Source("resource", resources, resource_entries, "translation_key"),
    Source("page", plain_pages, plain_page_entries, "translation_key"),
    Source("term", terms, term_entries, "translation_key"),
    Source("help", help_lines, help_line_entries, "pk"),
]


# Only for their writer


def notes_of(person: Person, language: str) -> Iterator[Entry]:
    """The newest first. Two queries."""
    notes = list(Reflection.objects.filter(person=person).exclude(text="").order_by("-written_at"))
    keys = {note.lesson_key for note in notes}
    pages = LessonPage.objects.live().filter(
        translation_key__in=keys, locale__language_code=language
    )
    lessons = {page.translation_key: page for page in pages.defer("body", "objectives", "sources")}
    for note in notes:
        if lesson := lessons.get(note.lesson_key):
            yield Entry(
                key=f"note:{note.pk}:{language}",
                kind="note",
                family=f"note:{note.pk}",
                language=language,
                title=lesson.title,
                url=f"{lesson.get_url_parts()[2]}#{note.item}",
                day=day_of(note.written_at),
                body=note.text,
                readers=(one_person(person.pk),),
            )
