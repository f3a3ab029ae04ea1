"""The home pages, what stands directly below them, and plain pages such as About."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from courses.models import CourseIndexPage
from xinqiao.common.keys import translation_key
from xinqiao.knowledge.models import ArticleIndexPage, LibraryPage
from xinqiao.pages.models import HomePage, PlainPage

from .reading.blocks import OF_ARTICLES
from .reading.documents import Document, read_documents
from .reading.faults import Faults
from .reading.files import CHINESE, LANGUAGES, SUFFIX, couples
from .reading.records import Record, read_record
from .rows import Tally, fill, locales, place, put
from .vocabulary import limit_of

Homes = dict[str, Page]
"""The home page by language."""

SITE_NAME = "心桥 Xinqiao"
INDEXES: dict[str, type[Page]] = {
    "courses": CourseIndexPage,
    "articles": ArticleIndexPage,
    "library": LibraryPage,
}


@dataclass(frozen=True, slots=True)
class Index:
    """The home page or a page that lists others: by language, its title and summary."""

    slug: str
    texts: dict[str, dict[str, str]]


def read_indexes(path: Path, faults: Faults) -> list[Index]:
    """The home page and the lists; the file names them all."""
    record = read_record(path, faults)
    found = []
    for slug in ["home", *INDEXES]:
        table = record.child(slug) if record else None
        if table:
            texts = {language: read_index(table, SUFFIX[language]) for language in LANGUAGES}
            table.finish()
            found.append(Index(slug, texts))
    if record:
        record.finish()
    return found


def read_index(record: Record, suffix: str) -> dict[str, str]:
    return {
        "title": record.text(f"title_{suffix}", limit_of(Page, "title")),
        "summary": record.text(f"summary_{suffix}", limit_of(HomePage, "summary")),
    }


@dataclass(frozen=True, slots=True)
class Plain:
    slug: str
    texts: dict[str, dict[str, object]]


def read_plain(folder: Path, faults: Faults) -> list[Plain]:
    found = []
    for couple in couples(folder, faults):
        if couple.stem in INDEXES:
            couple.chinese.fault(1, _("This name belongs to a list of pages already."))
        key = translation_key("page", couple.stem)
        documents = read_documents(couple, key=key, directives=OF_ARTICLES)
        if documents:
            texts = {language: plain_values(one) for language, one in documents.items()}
            found.append(Plain(couple.stem, texts))
    return found


def plain_values(document: Document) -> dict[str, object]:
    front = document.front
    values: dict[str, object] = {
        "title": front.text("title", limit_of(PlainPage, "title")),
        "summary": front.text("summary", limit_of(PlainPage, "summary")),
        "body": document.stream(),
    }
    front.finish()
    return values


def load_indexes(indexes: list[Index], tally: Tally) -> Iterator[str]:
    root = Page.get_first_root_node()
    parents: Homes = dict.fromkeys(LANGUAGES, root)
    remove_welcome_page(root)
    for index in indexes:
        key = translation_key("index", index.slug)
        for language, locale in locales().items():
            values = index.texts[language]
            model = INDEXES.get(index.slug, HomePage)
            # The root holds the homes of all languages, so their names must differ there.
            slug = index.slug if model is not HomePage or language == CHINESE else "home-en"
            page = place(
                model, parents[language], key=key, locale=locale, slug=slug, title=values["title"]
            )
            fill(page, values, tally)
            if model is HomePage:
                parents[language] = page
        if index.slug == "home":
            put_site(parents[CHINESE], tally)
        yield index.texts[CHINESE]["title"]


def remove_welcome_page(root: Page) -> None:
    """Take away the page that comes with Wagtail; it has the address of our home page."""
    for page in root.get_children().filter(slug="home"):
        if page.specific_class is Page:
            page.delete()
            root.refresh_from_db()


def put_site(home: Page, tally: Tally) -> None:
    """The one site, at BASE_URL."""
    base = urlsplit(settings.BASE_URL)
    values = {
        "hostname": base.hostname or "localhost",
        "port": base.port or (443 if base.scheme == "https" else 80),
        "site_name": SITE_NAME,
        "root_page_id": home.pk,
    }
    put(Site, {"is_default_site": True}, values, tally)


def homes() -> Homes:
    return {
        page.locale.language_code: page
        for page in HomePage.objects.select_related("locale").filter(
            translation_key=translation_key("index", "home")
        )
    }


def index_pages(slug: str) -> Homes:
    """The page in each language below which the pages of one kind stand."""
    return {
        page.locale.language_code: page
        for page in INDEXES[slug]
        .objects.select_related("locale")
        .filter(translation_key=translation_key("index", slug))
    }


def load_plain(pages: list[Plain], tally: Tally) -> Iterator[str]:
    parents = homes()
    for plain in pages:
        key = translation_key("page", plain.slug)
        for language, locale in locales().items():
            values = plain.texts[language]
            title = str(values["title"])
            page = place(
                PlainPage,
                parents[language],
                key=key,
                locale=locale,
                slug=plain.slug,
                title=title,
            )
            fill(page, values, tally)
        yield str(plain.texts[CHINESE]["title"])
