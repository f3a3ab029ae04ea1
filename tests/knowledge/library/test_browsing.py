"""The library, by facets."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from tests.knowledge.library.making import docx, worksheet
from tests.knowledge_factories import (
    AudienceFactory,
    ResourcePageFactory,
    TopicFactory,
    library,
)
from tests.page_factories import ENGLISH
from xinqiao.knowledge.models import Level, ResourceCollection
from xinqiao.knowledge.models.library_page import PER_PAGE

pytestmark = pytest.mark.django_db

LIBRARY = "/zh-hans/library/"


@pytest.fixture(autouse=True)
def shelf() -> None:
    """An empty library."""
    library()


def listed(client: Client, query: str = "", path: str = LIBRARY) -> list[str]:
    response = client.get(path + query)
    assert response.status_code == 200
    titles = [resource.title for resource in response.context["resources"]]
    assert all(title in response.content.decode() for title in titles)
    return titles


def counted(client: Client, facet: str, query: str = "") -> dict[str, int]:
    facets = client.get(LIBRARY + query).context["facets"]
    return {option.value: option.count for option in facets[facet].options}


@pytest.fixture
def three() -> None:
    sleep, phone = TopicFactory(code="sleep"), TopicFactory(code="phone")
    teen, carer = AudienceFactory(code="teen"), AudienceFactory(code="carer")
    first = Level.objects.create(code="L1", name_zh="入门", name_en="First steps")
    ResourcePageFactory(title="睡前小河", kind="audio", topics=[sleep], audiences=[teen])
    ResourcePageFactory(
        title="睡眠海报", kind="poster", topics=[sleep, phone], audiences=[carer], level=first
    )
    ResourcePageFactory(
        title="手机约定", kind="poster", topics=[phone], audiences=[teen, carer], facet="policy"
    )


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"睡前小河", "睡眠海报", "手机约定"}),
        ("?kind=poster", {"睡眠海报", "手机约定"}),
        ("?topic=sleep", {"睡前小河", "睡眠海报"}),
        ("?audience=carer&topic=sleep", {"睡眠海报"}),
        ("?facet=policy", {"手机约定"}),
        ("?level=L1", {"睡眠海报"}),
        ("?kind=audio&facet=policy", set()),
    ],
)
def test_resources_are_narrowed_by_every_facet(client: Client, query: str, titles: set[str]):
    assert set(listed(client, query)) == titles


@pytest.mark.usefixtures("three")
def test_each_choice_says_how_many_it_would_show(client: Client):
    assert counted(client, "kind") == {"audio": 1, "poster": 2}
    assert counted(client, "kind", "?topic=sleep") == {"audio": 1, "poster": 1}
    assert counted(client, "topic", "?kind=poster") == {"sleep": 1, "phone": 2}
    assert counted(client, "kind", "?kind=audio") == {"audio": 1, "poster": 2}


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "query",
    [
        "?kind=nosuch",
        "?topic=",
        "?audience=%27%22%3Cscript%3E",
        "?level=L9",
        "?page=1000000000",
        "?page=-1",
        "?page=x",
        "?nosuch=1",
        "?facet=" + "x" * 5000,
    ],
)
def test_values_that_do_not_exist_are_ignored(client: Client, query: str):
    assert len(listed(client, query)) == 3


def test_what_fits_nothing_offers_a_way_back(client: Client, three: None):
    html = client.get(f"{LIBRARY}?kind=audio&facet=policy").content.decode()

    assert f'class="button" href="{LIBRARY}"' in html


def test_an_empty_library_says_so(client: Client):
    assert listed(client) == []
    assert "empty" in client.get(LIBRARY).content.decode()


def test_drafts_sensitive_and_restricted_resources_are_not_listed(client: Client):
    ResourcePageFactory(live=False)
    ResourcePageFactory(sensitive=True)
    ResourcePageFactory(topics=[TopicFactory(sensitive=True)])
    closed = ResourcePageFactory()
    PageViewRestriction.objects.create(page=closed, restriction_type="login")

    assert listed(client) == []


def test_each_language_lists_its_own(client: Client):
    chinese = ResourcePageFactory(title="家访清单")
    library(ENGLISH)
    ResourcePageFactory(title="Home visits", of=chinese, language=ENGLISH)

    assert listed(client) == ["家访清单"]
    assert listed(client, path="/en/library/") == ["Home visits"]


def test_a_long_shelf_goes_on_to_a_second_page_with_its_choice(client: Client):
    for _ in range(PER_PAGE + 1):
        ResourcePageFactory(kind="poster")

    html = client.get(f"{LIBRARY}?kind=poster").content.decode()

    assert len(listed(client, "?kind=poster&page=2")) == 1
    assert 'href="?kind=poster&amp;page=2"' in html


def test_the_newest_stand_first(client: Client):
    titles = [ResourcePageFactory().title for _ in range(3)]

    assert listed(client) == titles[::-1]


def test_the_shelf_costs_the_same_queries_for_few_and_many(client: Client):
    def queries() -> int:
        client.get(LIBRARY)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIBRARY)
        return len(captured)

    worksheet(docx())
    few = queries()
    for _ in range(12):
        ResourcePageFactory(topics=[TopicFactory(), TopicFactory()], audiences=[AudienceFactory()])

    assert queries() == few <= 25


def test_open_collections_of_the_language_stand_below(client: Client, django_user_model):
    owner = django_user_model.objects.create_user("trainer")
    for title, language, is_open in [
        ("开学第一周", "zh-hans", True),
        ("还没编好", "zh-hans", False),
        ("First week", "en", True),
    ]:
        ResourceCollection.objects.create(
            owner=owner, title=title, language=language, is_open=is_open
        )
    html = client.get(LIBRARY).content.decode()

    assert [one in html for one in ("开学第一周", "还没编好", "First week")] == [True, False, False]
