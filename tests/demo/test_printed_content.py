"""The real resources of `site/content/`, printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from django.conf import settings

from tests.knowledge.test_print import has_colour
from xinqiao.demo import content
from xinqiao.demo.printing import Surroundings, sheet_of
from xinqiao.demo.reading.files import CHINESE, LANGUAGES
from xinqiao.knowledge.print.maker import make_pdf

SLUGS = sorted(
    path.name.partition(".")[0]
    for path in (settings.SITE_DIR / "content" / "resources").glob("*.zh-hans.md")
)
SENTENCE_END = re.compile(r"[。，；：？！.,;:?!]")
MOST_PAGES = {"poster": 1, "worksheet": 1, "checklist": 2, "form": 2, "comic": 2}
"""By layout; others have up to three."""
KINDS = {
    "lesson_plan": 8,
    "worksheet": 5,
    "poster": 4,
    "audio": 5,
    "comic": 3,
    "checklist": 5,
    "template": 6,
    "case": 2,
    "policy_note": 2,
}


def test_all_forty_resources_are_there(files: content.Content) -> None:
    kinds = [resource.shared["kind"] for resource in files.resources]

    assert {kind: kinds.count(kind) for kind in kinds} == KINDS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_every_word_of_a_resource_is_printed_on_so_many_pages(
    files: content.Content, slug: str, language: str
) -> None:
    resource = next(one for one in files.resources if one.slug == slug)
    sheet = sheet_of(resource, language, Surroundings(files.taxonomy, files.helplines))

    with pypdfium2.PdfDocument(make_pdf(sheet)) as document:
        pages = [page.get_textpage().get_text_range() for page in document]

    assert len(pages) <= MOST_PAGES.get(sheet.layout, 3)
    printed = bare("".join(pages))
    assert bare(sheet.title) in printed
    missing = [word for word in words_in(sheet.blocks) if word not in printed]
    assert missing == []


@pytest.mark.parametrize("slug", SLUGS)
def test_no_resource_needs_colour(files: content.Content, slug: str) -> None:
    resource = next(one for one in files.resources if one.slug == slug)
    sheet = sheet_of(resource, CHINESE, Surroundings(files.taxonomy, files.helplines))

    assert not has_colour(make_pdf(sheet, colour=False))


def words_in(value: Any) -> Iterator[str]:
    """What each run says, sentence by sentence: a page may end between them."""
    if isinstance(value, dict):
        if "text" in value:
            yield from filter(None, map(bare, SENTENCE_END.split(value["text"])))
        for name, one in value.items():
            if name != "text":
                yield from words_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from words_in(one)


def bare(text: str) -> str:
    """*text* as it is read on, across the ends of lines and their hyphens."""
    return re.sub(r"[\s\ufffe\x02-]", "", text)
