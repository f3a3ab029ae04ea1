"""A resource and what it gives out: to whom, how, and counted without anybody's name."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from tests.factories import AssignmentFactory, PersonFactory
from tests.knowledge.library.making import docx, keep, pdf, picture, with_file, worksheet
from tests.knowledge_factories import ResourcePageFactory, TopicFactory, library
from tests.page_factories import ENGLISH
from xinqiao.accounts.models import Role
from xinqiao.knowledge.models import DownloadCount, ResourceFile, ResourcePage

pytestmark = pytest.mark.django_db


def address(file: ResourceFile) -> str:
    return f"/library-files/{file.key}/"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def page_of(client: Client, resource: Page, query: str = "") -> str:
    response = client.get(resource.url + query)
    assert response.status_code == 200
    return response.content.decode()


def downloads(file: ResourceFile) -> int:
    return sum(DownloadCount.objects.filter(file=file).values_list("count", flat=True))


def test_a_resource_shows_what_it_is_and_gives_out_its_file(client: Client):
    resource = worksheet(docx("一周心情记录"), title="一周心情")
    html = page_of(client, resource)

    assert f"{address(resource.file)}?keep=1" in html
    assert "一周心情记录" in html, "its words can be read without opening the file"
    response = client.get(address(resource.file))
    assert response.status_code == 200
    assert body(response).startswith(b"PK")
    assert "attachment" in response["Content-Disposition"]
    assert "%E4%B8%80%E5%91%A8%E5%BF%83%E6%83%85.docx" in response["Content-Disposition"]


def test_files_are_given_out_as_what_they_are_and_may_do_nothing(client: Client):
    for content, kind in ((pdf(), "application/pdf"), (picture(), "image/png")):
        response = client.get(address(worksheet(content).file))

        assert response["Content-Type"] == kind
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"].startswith("default-src 'none'")
        assert "attachment" not in response["Content-Disposition"]
    kept = client.get(address(ResourceFile.objects.first()) + "?keep=1")
    assert "attachment" in kept["Content-Disposition"]


def test_pictures_of_pages_are_given_out(client: Client):
    file = worksheet(pdf(pages=2)).file

    response = client.get(f"{address(file)}2.webp")
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    for number in (0, 3, 10**9):
        assert client.get(f"{address(file)}{number}.webp").status_code == 404


def test_no_address_of_the_media_folder_leads_to_a_file(client: Client):
    file = worksheet().file

    assert client.get(f"/media/{file.file.name}").status_code == 404
    assert client.get(f"/media/{file.preview_name(1)}").status_code == 404


def waiting(resource: ResourcePage) -> ResourceFile:
    """A new version in a draft that nobody has approved yet."""
    file = keep(resource, pdf(pages=3))
    resource.file = file
    resource.save_revision()
    return file


@pytest.fixture
def readers() -> dict[str, Client]:
    """A visitor, a learner, a trainer (who edits the library), and an administrator."""
    library()
    people = {
        "visitor": None,
        "learner": PersonFactory(),
        "supervisor": AssignmentFactory(role=Role.SUPERVISOR).person,
        "author": AssignmentFactory(role=Role.AUTHOR).person,
        "admin": PersonFactory(is_superuser=True, is_staff=True),
    }
    clients = {name: Client() for name in people}
    for name, person in people.items():
        if person:
            clients[name].force_login(person)
    return clients


def test_a_version_that_nobody_approved_is_for_its_editors_alone(readers: dict[str, Client]):
    resource = worksheet()
    file = waiting(resource)

    answers = {name: client.get(address(file)).status_code for name, client in readers.items()}
    previews = {
        name: client.get(f"{address(file)}1.webp").status_code for name, client in readers.items()
    }

    assert (
        answers
        == previews
        == {
            "visitor": 404,
            "learner": 404,
            "supervisor": 404,
            "author": 200,
            "admin": 200,
        }
    )
    assert "no-store" in readers["author"].get(address(file))["Cache-Control"]
    assert f"{file.key}" not in page_of(readers["visitor"], resource)


@pytest.mark.parametrize("how", ["taken down", "a page above", "for people signed in"])
def test_what_is_taken_back_is_given_out_no_more(client: Client, how: str):
    resource = worksheet()
    file = resource.file
    assert client.get(address(file)).status_code == 200

    if how == "taken down":
        resource.unpublish()
    elif how == "a page above":
        library().unpublish()
    else:
        PageViewRestriction.objects.create(page=resource, restriction_type="login")

    assert client.get(address(file)).status_code == 404
    assert client.get(f"{address(file)}1.webp").status_code == 404


def test_who_may_read_a_restricted_resource_may_have_its_file(client: Client):
    resource = worksheet()
    PageViewRestriction.objects.create(page=resource, restriction_type="login")
    client.force_login(PersonFactory())

    for path in ("", "1.webp"):
        response = client.get(address(resource.file) + path)
        assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


def test_older_versions_stay_and_are_listed(client: Client):
    resource = worksheet(pdf())
    old = resource.file
    new = with_file(resource, pdf(pages=2))

    html = page_of(client, resource)

    assert client.get(address(old)).status_code == 200
    assert all(f"{file.key}/?keep=1" in html for file in (old, new))


def test_a_variant_to_print_in_black_and_white_is_offered(client: Client):
    resource = worksheet(title="谁可以帮我")
    mono = with_file(resource, pdf(pages=2), variant="mono")

    assert f"{address(mono)}?keep=1" in page_of(client, resource)
    assert "-bw.pdf" in client.get(f"{address(mono)}?keep=1")["Content-Disposition"]


def test_downloads_are_counted_by_day_and_by_nothing_else(client: Client):
    file = worksheet().file
    client.get(address(file))
    client.get(address(file), headers={"range": "bytes=0-9"})

    assert downloads(file) == 2
    fields = {field.name for field in DownloadCount._meta.get_fields()}
    assert fields == {"id", "file", "day", "count"}


def test_what_is_no_download_is_not_counted(client: Client):
    resource = worksheet()
    client.head(address(resource.file))
    client.get(address(resource.file), headers={"range": "bytes=100-"})
    client.get(f"{address(resource.file)}1.webp")
    page_of(client, resource)

    assert downloads(resource.file) == 0


def test_a_transfer_goes_on_where_it_broke_off(client: Client):
    file = worksheet().file
    response = client.get(address(file), headers={"range": "bytes=5-9"})

    assert response.status_code == 206
    assert len(body(response)) == 5


def test_a_sensitive_resource_opens_behind_a_calm_notice(client: Client):
    resource = worksheet(topics=[TopicFactory(code="harm", sensitive=True)])

    assert address(resource.file) not in page_of(client, resource)
    assert address(resource.file) in page_of(client, resource, "?read=1")


def test_resources_about_the_same_are_named_and_sensitive_ones_are_not(client: Client):
    sleep = TopicFactory(code="sleep")
    resource = worksheet(topics=[sleep])
    near = ResourcePageFactory(title="睡前小河", topics=[sleep])
    ResourcePageFactory(title="别的", topics=[TopicFactory(code="phone")])
    ResourcePageFactory(title="敏感的", topics=[sleep], sensitive=True)

    html = page_of(client, resource)

    assert near.title in html
    assert not [title for title in ("别的", "敏感的") if title in html]


def test_a_link_leads_out_and_a_page_is_read_here(client: Client):
    linked = ResourcePageFactory(link="https://example.org/a")
    page = ResourcePageFactory(body=[{"type": "text", "value": "<p>先看见，再开口。</p>"}])

    assert 'href="https://example.org/a" rel="noopener external"' in page_of(client, linked)
    assert "先看见，再开口。" in page_of(client, page)


def test_both_languages_lead_to_each_other(client: Client):
    resource = worksheet()
    library(ENGLISH)
    english = ResourcePageFactory(of=resource, language=ENGLISH)

    assert f'href="{english.url}"' in page_of(client, resource)
    assert f'href="{resource.url}"' in page_of(client, english)


def test_a_file_that_cannot_be_read_can_be_downloaded_all_the_same(client: Client):
    resource = worksheet(pdf(password="secret"))

    assert resource.file.state == ResourceFile.State.FAILED
    assert address(resource.file) in page_of(client, resource)
    assert client.get(address(resource.file)).status_code == 200


def test_a_file_that_the_disk_has_lost_is_missing_and_no_fault(client: Client):
    resource = worksheet()
    resource.file.file.storage.delete(resource.file.file.name)

    assert client.get(address(resource.file)).status_code == 404
    assert page_of(client, resource)


def test_the_home_page_and_the_sitemap_name_resources_but_no_sensitive_one(client: Client):
    ResourcePageFactory(title="家访清单", slug="home-visits")
    ResourcePageFactory(title="敏感的", slug="hard", sensitive=True)
    home = client.get("/zh-hans/").content.decode()
    sitemap = client.get("/sitemap.xml").content.decode()

    assert ("家访清单" in home, "敏感的" in home) == (True, False)
    assert ("library/home-visits/" in sitemap, "library/hard/" in sitemap) == (True, False)


@pytest.mark.usefixtures("warm_cache")
def test_a_resource_costs_the_same_queries_with_many_versions_and_neighbours(client: Client):
    sleep = TopicFactory(code="sleep")
    resource = worksheet(topics=[sleep])

    def queries() -> int:
        client.get(resource.url)
        with CaptureQueriesContext(connection) as captured:
            client.get(resource.url)
        return len(captured)

    with_file(resource, pdf(pages=2))
    ResourcePageFactory(topics=[sleep])
    few = queries()
    for pages in range(3, 6):
        with_file(resource, pdf(pages=pages))
        ResourcePageFactory(topics=[sleep])

    assert queries() == few <= 25
