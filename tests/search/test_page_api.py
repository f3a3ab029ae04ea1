"""Suggestions while one writes, and what browsers are told of the search."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import Settings

from search import limits
from search.entries import one_person
from tests.page_factories import home_page
from tests.search.shelf import found_here, on_sleep, unlimited
from xinqiao.common.rates import Rate

pytestmark = pytest.mark.django_db

OPENSEARCH = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home_page()
    for name, rate in unlimited().items():
        monkeypatch.setattr(limits, name, rate)
    found_here(
        settings,
        tmp_path,
        [
            on_sleep("心理咨询", kind="term", url="/zh-hans/glossary/#counselling"),
            on_sleep("睡不着怎么办", url="/zh-hans/articles/sleep/"),
            on_sleep("睡前的难过", sensitive=True),
            on_sleep("自伤", kind="term"),
            on_sleep("睡前日记", kind="note", readers=(one_person(1),)),
            on_sleep("Sleepless", language="en", url="/en/articles/sleep/"),
        ],
    )


def suggested(client: Client, beginning: str, language: str = "zh-hans") -> list[str]:
    answer = client.get("/search/suggest", {"q": beginning, "lang": language})
    assert answer.status_code == 200
    return answer.json()[1]


def test_the_answer_is_in_the_form_of_opensearch(client: Client):
    answer = client.get("/search/suggest?q=睡&lang=zh-hans")

    assert answer["Content-Type"] == "application/x-suggestions+json"
    assert answer.json() == ["睡", ["睡不着怎么办"], ["文章"], ["/zh-hans/articles/sleep/"]]
    assert "max-age=300" in answer["Cache-Control"]
    assert not answer.cookies
    assert len(answer.content) < 200


@pytest.mark.parametrize("beginning", ["心", "xlzx", "xinlizi", "ｘｌ", "心理諮"])
def test_characters_pinyin_and_initials_are_enough(client: Client, beginning: str):
    assert suggested(client, beginning) == ["心理咨询"]


def test_nothing_sensitive_and_no_note_is_suggested(client: Client):
    assert suggested(client, "睡") == ["睡不着怎么办"]
    assert suggested(client, "睡前") == []
    assert suggested(client, "自") == []


def test_each_language_has_its_own(client: Client):
    assert suggested(client, "sle", "en") == ["Sleepless"]
    assert suggested(client, "sle", "xx") == []


def test_who_asks_too_much_gets_no_suggestions_for_a_while(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "SUGGESTIONS", Rate(burst=2, per_second=0.001))
    answers = [client.get("/search/suggest?q=心") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json() == ["心", [], [], []]
    assert answers[-1]["Retry-After"].isdigit()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_browsers_can_take_up_the_search(client: Client, language: str):
    answer = client.get(f"/{language}/search/opensearch.xml")
    tree = ElementTree.fromstring(answer.content)  # noqa: S314  (ours)

    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    templates = [url.attrib["template"] for url in tree.iterfind("o:Url", OPENSEARCH)]
    base = "http://127.0.0.1:8000"
    assert templates == [
        f"{base}/{language}/search/?q={{searchTerms}}",
        f"{base}/search/suggest?q={{searchTerms}}&lang={language}",
    ]
    assert (
        f'href="/{language}/search/opensearch.xml"'
        in client.get(f"/{language}/search/").content.decode()
    )
