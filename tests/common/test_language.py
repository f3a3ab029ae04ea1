"""The switch between the languages, canonical addresses, and what leads to a language."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from tests.factories import AssignmentFactory
from tests.knowledge_factories import (
    ArticlePageFactory,
    HelpLineFactory,
    PlainPageFactory,
    TopicFactory,
)
from tests.page_factories import ENGLISH, home_page, lessons_in, make_course, translate
from xinqiao.accounts.models import Role

BASE = "http://127.0.0.1:8000"


def switch(html: str) -> tuple[str, str]:
    """Address and words of the link to the other language, the same wherever it stands."""
    found = set(re.findall(r'<a href="([^"]*)" hreflang="[^"]*"[^>]*>([^<]*)</a>', html))
    assert len(found) == 1, found
    return found.pop()


def get(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def alternates(html: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)"', html))


def canonical(html: str) -> list[str]:
    return re.findall(r'<link rel="canonical" href="([^"]*)"', html)


@pytest.fixture
def both(db: None) -> None:
    """A home page in each language."""
    home_page()
    home_page(ENGLISH)


def test_every_kind_of_page_has_its_counterpart(client: Client, both: None):
    course = make_course(lessons=1)
    translate(course)
    for factory in (ArticlePageFactory, PlainPageFactory):
        factory(of=factory(slug="here"), slug="there", language=ENGLISH)
    pages = ["/", "/courses/", "/articles/", "/articles/here/", "/here/", course.url[8:]]
    lesson = course.get_descendants().last()

    for path in [*pages, lesson.url[8:]]:
        html = get(client, f"/zh-hans{path}")
        address, words = switch(html)
        back, _words = switch(get(client, address))
        assert words == "English"
        assert address.startswith("/en/")
        assert back == f"/zh-hans{path}"
        assert alternates(html) == {
            "zh-Hans": f"{BASE}/zh-hans{path}",
            "en": f"{BASE}{address}",
        }
        assert canonical(html) == [f"{BASE}/zh-hans{path}"]


@pytest.mark.parametrize("name", ["glossary", "help_lines", "account_login", "account_signup"])
def test_a_view_has_its_counterpart(client: Client, both: None, name: str):
    address, words = switch(get(client, reverse(name)))

    with override("en"):
        assert address == reverse(name)
    assert words == "English"
    assert get(client, address)


def test_a_view_with_arguments_keeps_them(client: Client, both: None):
    course = make_course()
    client.force_login(AssignmentFactory(role=Role.SUPERVISOR).person)
    path = reverse("teach_course", args=[course.translation_key])

    address, _words = switch(get(client, path))

    assert address == path.replace("/zh-hans/", "/en/")


def test_the_query_string_goes_along(client: Client, both: None):
    article = ArticlePageFactory(topics=[TopicFactory(code="sleep")])
    ArticlePageFactory(of=article, language=ENGLISH)

    address, _words = switch(get(client, "/zh-hans/articles/?topic=sleep&x=<1>"))

    assert address == "/en/articles/?topic=sleep&amp;x=%3C1%3E"


def test_a_page_without_counterpart_leads_to_the_home_page_and_says_so(client: Client, both: None):
    article = ArticlePageFactory()
    ArticlePageFactory(of=article, language=ENGLISH, live=False)

    html = get(client, f"{article.url}?x=1")

    assert switch(html) == ("/en/", "English (home page)")
    assert alternates(html) == {"zh-Hans": f"{BASE}{article.url}"}


def test_a_counterpart_below_a_draft_is_none(client: Client, both: None):
    course = make_course(lessons=1)
    english = translate(course)
    Page.objects.filter(pk=english.pk).update(live=False)
    lesson = lessons_in(course)[0]

    assert switch(get(client, lesson.url)) == ("/en/", "English (home page)")


def test_what_is_not_there_leads_to_the_home_page(client: Client, both: None):
    for path in ("/zh-hans/nosuch/", "/zh-hans/articles/nosuch/", "/nosuch"):
        html = get(client, path, status=404)
        assert switch(html) == ("/en/", "English (home page)"), path
        assert canonical(html) == []


@pytest.mark.parametrize(
    ("wish", "home"),
    [
        ("", "zh-hans"),
        ("zh-CN", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-TW,en;q=0.8", "zh-hans"),
        ("zh-Hant-HK", "zh-hans"),
        ("en-GB,en;q=0.9", "en"),
        ("fr-FR,fr;q=0.9", "zh-hans"),
        ("fr,en;q=0.5", "en"),
        ("en;q=0.3,zh;q=0.8", "zh-hans"),
        ("zh;q=0.3,en;q=0.8", "en"),
        ("*", "zh-hans"),
        ("en;q=oops,,;;\x00", "zh-hans"),
    ],
)
def test_the_bare_address_leads_to_the_language_of_the_browser(
    client: Client, wish: str, home: str
):
    response = client.get("/", headers={"accept-language": wish})

    assert response.status_code == 302
    assert response["Location"] == f"/{home}/"
    assert "Accept-Language" in response["Vary"]


def test_the_styleguide_has_an_address_without_language(client: Client):
    response = client.get("/styleguide/", headers={"accept-language": "en"})

    assert response["Location"] == "/en/styleguide/"


@pytest.mark.parametrize(
    "path",
    [
        "/articles/",
        "/nosuch/",
        "/nosuch.php",
        "/zh/",
        "/en-gb/articles/",
        "/fr/",
        "/zh-hans/nosuch/",
        "/en/articles/nosuch/",
        "/zh-hans/nosuch.html",
        "/zh-hans//",
        "/zh-hans/articles/%00/",
    ],
)
def test_what_is_not_there_is_told_at_once(client: Client, both: None, path: str):
    assert client.get(path).status_code == 404


def test_an_address_without_its_last_slash_is_led_on(client: Client, both: None):
    article = ArticlePageFactory()

    for path in ("/zh-hans", "/zh-hans/articles", article.url.rstrip("/"), "/en/glossary"):
        response = client.get(f"{path}?x=1")
        assert response.status_code == 301, path
        assert response["Location"] == f"{path}/?x=1"


def test_a_page_that_is_not_there_still_has_the_help_lines(client: Client, both: None):
    HelpLineFactory(number="12356")

    assert "tel:12356" in get(client, "/zh-hans/nosuch/", status=404)
    assert "tel:12356" in get(client, "/nosuch", status=404)
