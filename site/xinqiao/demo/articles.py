"""The articles of the knowledge base."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from xinqiao.common.keys import child_id, translation_key
from xinqiao.knowledge.models import ArticlePage, Audience, Level, Topic
from xinqiao.review.days import two_years_after

from .pages import index_pages
from .reading.blocks import OF_ARTICLES
from .reading.documents import Document, compare_fronts, read_documents
from .reading.faults import Faults
from .reading.files import CHINESE, ENGLISH, couples
from .reading.records import Record
from .rows import Tally, fill, locales, place
from .sources import read_sources
from .vocabulary import Vocabulary, limit_of

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Article:
    """One article: what each language says, and what holds for both."""

    slug: str
    texts: dict[str, Values]
    shared: Values


def read(folder: Path, faults: Faults, vocabulary: Vocabulary) -> list[Article]:
    found = []
    pairs = couples(folder, faults)
    slugs = {pair.stem for pair in pairs}
    for pair in pairs:
        key = translation_key("article", pair.stem)
        documents = read_documents(pair, key=key, directives=OF_ARTICLES)
        if not documents:
            continue
        others = slugs - {pair.stem}
        texts = {language: read_text(one, pair.stem) for language, one in documents.items()}
        shared = {
            language: read_shared(one, vocabulary, others) for language, one in documents.items()
        }
        compare_fronts(documents[CHINESE], documents[ENGLISH], shared[CHINESE], shared[ENGLISH])
        found.append(Article(pair.stem, texts, shared[CHINESE]))
    return found


def read_text(document: Document, slug: str) -> Values:
    front = document.front
    return {
        "title": front.text("title", limit_of(ArticlePage, "title")),
        "summary": front.text("summary", limit_of(ArticlePage, "summary")),
        "body": document.stream(),
        "sources": read_sources(front, translation_key("article", slug)),
    }


def read_shared(document: Document, vocabulary: Vocabulary, others: set[str]) -> Values:
    front = document.front
    values: Values = {
        "audiences": front.choices("audiences", vocabulary.audiences),
        "topics": front.choices("topics", vocabulary.topics),
        "level": front.choice("level", vocabulary.levels),
        "evidence": front.choice("evidence", ArticlePage.Evidence.values),
        "last_reviewed": front.day("last_reviewed"),
        "next_review": front.day("next_review"),
        "related": front.choices("related", others, optional=True),
    }
    note_bad_review(front, values["last_reviewed"], values["next_review"])
    front.finish()
    return values


def note_bad_review(front: Record, last: datetime.date, following: datetime.date) -> None:
    if datetime.date.min in (last, following):
        return  # noted before
    if following < last:
        front.fault("next_review", _("“%(key)s” lies before “last_reviewed”."))
    elif following > two_years_after(last):
        front.fault("next_review", _("“%(key)s” is more than 24 months after “last_reviewed”."))


def load(articles: list[Article], tally: Tally) -> Iterator[str]:
    parents = index_pages("articles")
    # All of them first, for they refer to each other.
    made = {
        (article.slug, language): place(
            ArticlePage,
            parents[language],
            key=translation_key("article", article.slug),
            locale=locale,
            slug=article.slug,
            title=article.texts[language]["title"],
        )
        for language, locale in locales().items()
        for article in articles
    }
    for article in articles:
        values = shared_values(article.shared)
        for language, text in article.texts.items():
            related = [made[slug, language].pk for slug in article.shared["related"]]
            body = text["body"] + related_pages(article.slug, related)
            fill(made[article.slug, language], {**values, **text, "body": body}, tally)
        yield article.texts[CHINESE]["title"]


def shared_values(shared: Values) -> Values:
    topics = list(Topic.objects.filter(code__in=shared["topics"]))
    return {
        "topics": topics,
        "audiences": list(Audience.objects.filter(code__in=shared["audiences"])),
        "level": Level.objects.get(code=shared["level"]),
        "evidence": shared["evidence"],
        "last_reviewed_on": shared["last_reviewed"],
        "next_review_on": shared["next_review"],
        "sensitive": any(topic.sensitive for topic in topics),
    }


def related_pages(slug: str, pages: list[int]) -> list[Values]:
    """The block at the end that leads to other articles, if there are any."""
    if not pages:
        return []
    block_id = child_id(translation_key("article", slug), "related_pages", 1)
    items = [
        {"type": "item", "value": pk, "id": child_id(block_id, number)}
        for number, pk in enumerate(pages, start=1)
    ]
    return [{"type": "related_pages", "value": {"title": "", "pages": items}, "id": block_id}]
