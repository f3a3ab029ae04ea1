"""What search engines are told."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page, PageViewRestriction

from courses.models import CoursePage
from tests.knowledge_factories import ArticlePageFactory, PlainPageFactory
from tests.page_factories import ENGLISH, home_page, lessons_in, make_course, translate

BASE = "http://127.0.0.1:8000"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def sitemap(client: Client) -> dict[str, ElementTree.Element]:
    """The entries by address."""
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)  # noqa: S314  (our own)
    entries = {entry.findtext("s:loc", "", NAMES): entry for entry in root.findall("s:url", NAMES)}
    assert len(entries) == len(root)
    return entries


def alternates(entry: ElementTree.Element) -> dict[str, str]:
    links = entry.findall("x:link[@rel='alternate']", NAMES)
    return {link.attrib["hreflang"]: link.attrib["href"] for link in links}


def test_a_page_in_both_languages_names_each_of_them(client: Client, db: None):
    now = timezone.now()
    chinese = ArticlePageFactory(last_published_at=now)
    english = ArticlePageFactory(of=chinese, language=ENGLISH)

    entries = sitemap(client)

    both = {"zh-Hans": f"{BASE}{chinese.url}", "en": f"{BASE}{english.url}"}
    assert alternates(entries[f"{BASE}{chinese.url}"]) == both
    assert alternates(entries[f"{BASE}{english.url}"]) == both
    day = timezone.localtime(now).date().isoformat()
    assert entries[f"{BASE}{chinese.url}"].findtext("s:lastmod", "", NAMES) == day


def test_a_page_in_one_language_stands_alone(client: Client, db: None):
    article = ArticlePageFactory()

    assert alternates(sitemap(client)[f"{BASE}{article.url}"]) == {}


def test_the_glossary_and_the_help_lines_are_in_it(client: Client, db: None):
    home_page()

    entries = sitemap(client)

    for language in ("zh-hans", "en"):
        assert f"{BASE}/{language}/glossary/" in entries
        assert f"{BASE}/{language}/help-lines/" in entries


def test_drafts_and_restricted_pages_are_not_in_it(client: Client, db: None):
    draft, private = ArticlePageFactory(live=False), PlainPageFactory(slug="private")
    below = PlainPageFactory(parent=private, slug="below")
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    entries = sitemap(client)

    assert not {f"{BASE}{page.url}" for page in (draft, private, below)} & set(entries)


def test_the_lessons_of_an_open_course_are_in_it_in_both_languages(client: Client, db: None):
    course = make_course()
    english = translate(course)

    entries = sitemap(client)

    for lesson in [*lessons_in(course), *lessons_in(english)]:
        assert f"{BASE}{lesson.url}" in entries
        module = lesson.get_parent()
        assert f"{BASE}{module.url}" not in entries


def test_of_a_course_for_enrolled_people_only_its_own_page_is_in_it(client: Client, db: None):
    course = make_course(access=CoursePage.Access.ENROLLED)

    entries = sitemap(client)

    assert [address for address in entries if course.url in address] == [f"{BASE}{course.url}"]


def test_what_lies_below_a_draft_is_not_in_it(client: Client, db: None):
    course = make_course(lessons=1, modules=2)
    drafted = lessons_in(course)[0]
    Page.objects.filter(pk=drafted.get_parent().pk).update(live=False)
    other = make_course(live=False)

    entries = sitemap(client)

    assert not [address for address in entries if drafted.url in address or other.url in address]
    assert f"{BASE}{lessons_in(course)[1].url}" in entries


@pytest.mark.usefixtures("warm_cache")
def test_the_sitemap_costs_the_same_however_many_pages_there_are(
    client: Client, db: None, django_assert_max_num_queries: DjangoAssertNumQueries
):
    make_course(lessons=5, modules=2)
    for _ in range(5):
        ArticlePageFactory()
    sitemap(client)

    with django_assert_max_num_queries(6):
        sitemap(client)
