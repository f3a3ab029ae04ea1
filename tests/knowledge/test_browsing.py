"""The list of articles, by topic and by reader."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.knowledge_factories import (
    ArticlePageFactory,
    AudienceFactory,
    TopicFactory,
    article_index,
)
from tests.page_factories import ENGLISH

LIST = "/zh-hans/articles/"


@pytest.fixture(autouse=True)
def shelf(db: None) -> None:
    """An empty list of articles."""
    article_index()


def listed(client: Client, query: str = "", path: str = LIST) -> list[str]:
    """The titles in the list, from the top."""
    response = client.get(path + query)
    assert response.status_code == 200
    titles = [article.title for article in response.context["articles"]]
    assert all(title in response.content.decode() for title in titles)
    return titles


def test_articles_are_narrowed_by_topic_and_by_reader(client: Client):
    sleep, phone = TopicFactory(code="sleep"), TopicFactory(code="phone")
    teen, carer = AudienceFactory(code="teen"), AudienceFactory(code="carer")
    ArticlePageFactory(title="睡不着", topics=[sleep], audiences=[teen])
    ArticlePageFactory(title="早点睡", topics=[sleep], audiences=[carer])
    ArticlePageFactory(title="谈条件", topics=[phone], audiences=[teen])

    assert set(listed(client)) == {"睡不着", "早点睡", "谈条件"}
    assert set(listed(client, "?topic=sleep")) == {"睡不着", "早点睡"}
    assert set(listed(client, "?audience=teen")) == {"睡不着", "谈条件"}
    assert listed(client, "?audience=teen&topic=sleep") == ["睡不着"]


@pytest.fixture
def young() -> None:
    """Two articles for teenagers and one for children, one for parents."""
    for code, group, title in [
        ("teen_12_15", "young", "睡不着"),
        ("teen_16_18", "young", "谈条件"),
        ("child", "young", "六件小事"),
        ("parent_away", "family", "好电话"),
    ]:
        ArticlePageFactory(title=title, audiences=[AudienceFactory(code=code, group=group)])


@pytest.mark.usefixtures("young")
def test_a_door_leads_to_all_articles_for_its_readers(client: Client):
    assert set(listed(client, "?group=young")) == {"睡不着", "谈条件", "六件小事"}
    assert listed(client, "?group=family") == ["好电话"]
    assert listed(client, "?audience=child") == ["六件小事"]
    assert len(listed(client, "?group=teachers")) == 4, "nobody writes for them yet"


@pytest.mark.usefixtures("young")
def test_an_article_for_two_audiences_of_a_group_is_listed_once(client: Client):
    AudienceFactory(code="teen_12_15")
    both = [AudienceFactory(code="teen_12_15"), AudienceFactory(code="teen_16_18")]
    ArticlePageFactory(title="拨打12356", audiences=both)

    assert listed(client, "?group=young").count("拨打12356") == 1


@pytest.mark.usefixtures("young")
def test_the_list_shows_the_door_and_offers_the_finer_choice(client: Client):
    html = client.get(f"{LIST}?group=young").content.decode()

    assert 'href="?group=young" aria-current="true"' in html
    assert 'href="?audience=teen_12_15"' in html
    assert "audience=parent_away" not in html
    assert 'href="/zh-hans/help-lines/"' in html
    assert (
        '<link rel="canonical" href="http://127.0.0.1:8000/zh-hans/articles/?group=young">' in html
    )


@pytest.mark.usefixtures("young")
def test_another_language_keeps_the_door(client: Client):
    english = article_index(ENGLISH)
    html = client.get(f"{LIST}?group=young").content.decode()

    assert f'href="{english.url}?group=young"' in html


def test_codes_and_pages_that_do_not_exist_are_ignored(client: Client):
    ArticlePageFactory(title="睡不着")

    for query in ("?topic=nosuch", "?audience=", "?page=99", "?page=-1", "?page=x", "?group=x"):
        assert listed(client, query) == ["睡不着"], query


def test_when_nothing_fits_both_choices_the_page_says_what_to_do(client: Client):
    sleep, teen = TopicFactory(code="sleep"), AudienceFactory(code="teen")
    ArticlePageFactory(topics=[sleep])
    ArticlePageFactory(audiences=[teen])

    html = client.get(f"{LIST}?topic=sleep&audience=teen").content.decode()

    assert f'class="button" href="{LIST}"' in html


def test_before_the_first_article_the_page_says_so(client: Client):
    response = client.get(LIST)

    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()


def test_a_sensitive_article_is_neither_listed_nor_its_topic_offered(client: Client):
    ArticlePageFactory(title="睡不着")
    ArticlePageFactory(title="敏感一", sensitive=True, topics=[TopicFactory(code="nowhere-else")])
    harm = TopicFactory(code="harm", sensitive=True)
    ArticlePageFactory(title="敏感二", topics=[harm, TopicFactory(code="sleep")])

    assert listed(client) == ["睡不着"]
    assert listed(client, "?topic=harm") == ["睡不着"]
    assert "nowhere-else" not in client.get(LIST).content.decode()


def test_drafts_and_the_other_language_are_not_listed(client: Client):
    chinese = ArticlePageFactory(title="睡不着")
    ArticlePageFactory(title="草稿", live=False)
    ArticlePageFactory(title="Sleepless", of=chinese, language=ENGLISH)

    assert listed(client) == ["睡不着"]
    assert listed(client, path="/en/articles/") == ["Sleepless"]


def test_a_page_of_the_list_holds_thirty_and_leads_to_the_next(client: Client):
    teen = AudienceFactory(code="teen")
    for _ in range(31):
        ArticlePageFactory(audiences=[teen])

    html = client.get(f"{LIST}?audience=teen").content.decode()

    assert len(listed(client, "?audience=teen")) == 30
    assert 'href="?audience=teen&amp;page=2" rel="next"' in html
    assert len(listed(client, "?audience=teen&page=2")) == 1


def test_the_canonical_address_keeps_only_what_means_another_list(client: Client):
    ArticlePageFactory(topics=[TopicFactory(code="sleep")])
    base = f"http://127.0.0.1:8000{LIST}"

    def canonical(query: str) -> str:
        html = client.get(LIST + query).content.decode()
        return re.findall(r'<link rel="canonical" href="([^"]*)"', html)[0]

    assert canonical("?utm_source=wechat") == base
    assert canonical("?page=1&topic=nosuch") == base
    assert canonical("?x=1&topic=sleep") == f"{base}?topic=sleep"


@pytest.mark.usefixtures("warm_cache")
def test_the_list_costs_the_same_however_many_articles_there_are(client: Client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    topics = [TopicFactory() for _ in range(3)]
    for _ in range(2):
        ArticlePageFactory(topics=topics)
    queries()
    few = queries()
    for _ in range(33):
        ArticlePageFactory(topics=topics)

    assert queries() == few <= 15
