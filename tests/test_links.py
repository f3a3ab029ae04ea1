"""The real content in both languages: every link leads somewhere, and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.crawl import Visited, crawl, dead_anchors, local
from xinqiao.accounts.models import Person

pytestmark = pytest.mark.django_db  # or pytest-django makes no database

HOMES = ["/zh-hans/", "/en/"]
COURSE = "/zh-hans/courses/first-step/"
PEOPLE = {
    "learner": ["/zh-hans/my/", "/en/my/", COURSE, f"{COURSE}seeing-children/how-children-grow/"],
    "supervisor": ["/zh-hans/", "/en/"],
    "author": ["/zh-hans/account/"],
}
"""Where those begin who see more than a visitor."""

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@dataclass
class Crawled:
    """The site as a visitor sees it, and as people with a place in it do."""

    visitor: dict[str, Visited]
    people: dict[str, dict[str, Visited]]
    sitemap: dict[str, int]
    """Its addresses, and how each answers."""

    @property
    def everything(self) -> Iterator[Visited]:
        for seen in (self.visitor, *self.people.values()):
            yield from seen.values()


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Crawled:
    """Nothing of it stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        call_command("load_content", verbosity=0)
        crawled = look_around()
        transaction.set_rollback(True)
    cache.clear()
    return crawled


def look_around() -> Crawled:
    client = Client()
    visitor = crawl(client, *HOMES)
    addresses = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  (ours)
    locations = [str(element.text) for element in addresses.iterfind("s:url/s:loc", SITEMAP)]
    return Crawled(
        visitor=visitor,
        people={
            name: crawl(signed_in(name), *starts, known=visitor) for name, starts in PEOPLE.items()
        },
        sitemap={url: client.get(local(url) or "").status_code for url in locations},
    )


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=username))
    return client


def test_every_link_leads_somewhere(site: Crawled) -> None:
    assert len(site.visitor) > 100
    assert [
        f"{visited.status}: {visited.path}, linked from {visited.came_from}"
        for visited in site.everything
        if visited.status != 200
    ] == []


def test_every_place_on_a_page_that_a_link_names_is_there(site: Crawled) -> None:
    readers = [{}, *site.people.values()]
    assert [dead for seen in readers for dead in dead_anchors(site.visitor | seen)] == []


def test_everything_that_a_page_loads_is_ours_and_there(site: Crawled) -> None:
    assets = {asset for visited in site.everything for asset in visited.page.assets}
    paths = {local(asset) for asset in assets}
    assert None not in paths
    static = {str(path).removeprefix(settings.STATIC_URL) for path in paths}
    assert [name for name in static if finders.find(name) is None] == []


def test_links_that_lead_away_are_whole(site: Crawled) -> None:
    away = {
        address
        for visited in site.everything
        for address in visited.page.links
        if local(address) is None and not address.startswith(("tel:", "sms:", "mailto:"))
    }
    assert [address for address in away if not whole(address)] == []


def whole(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" and "." in (parts.hostname or "")


def test_versions_of_a_page_name_each_other(site: Crawled) -> None:
    faults = []
    for path, visited in site.visitor.items():
        alternates = visited.page.alternates
        if not alternates:
            continue
        if visited.page.canonical not in alternates.values():
            faults.append(f"{path} is not among its own versions")
        for address in alternates.values():
            other = site.visitor.get(local(address) or "")
            if other is None or other.page.alternates != alternates:
                faults.append(f"{path}: {address} does not answer")
    assert faults == []


def test_every_open_page_has_its_other_language(site: Crawled) -> None:
    open_pages = [site.visitor[local(url) or ""] for url in site.sitemap]
    assert [
        visited.path for visited in open_pages if set(visited.page.alternates) != {"zh-Hans", "en"}
    ] == []


def test_the_sitemap_names_what_can_be_read(site: Crawled) -> None:
    assert len(site.sitemap) >= 80
    assert set(site.sitemap.values()) == {200}
    assert [url for url in site.sitemap if local(url) not in site.visitor] == []
