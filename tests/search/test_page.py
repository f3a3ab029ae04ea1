"""The page of results, as a reader without scripts has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from search import collecting, limits
from search.entries import one_person
from search.models import BestBet
from tests.asking import Door
from tests.factories import PersonFactory
from tests.knowledge_factories import (
    ArticlePageFactory,
    AudienceFactory,
    HelpLineFactory,
    TopicFactory,
)
from tests.page_factories import home_page
from tests.search.engines.entries import entry
from tests.search.shelf import SEARCH, found_here, on_sleep, titles_on, unlimited
from xinqiao.common.rates import Rate

pytestmark = pytest.mark.django_db

OWN_NOTES = 'id="own-notes"'
HELP_FIRST = 'id="help-first"'
BEST_BETS = 'id="best-bets"'


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three texts on sleep, in two kinds, and one in English."""
    home_page(), home_page("en")
    HelpLineFactory()
    TopicFactory(code="sleep_body", name_zh="睡眠与身体", name_en="Sleep")
    TopicFactory(code="harm", name_zh="伤害", sensitive=True)
    AudienceFactory(code="carer", name_zh="照护人")
    AudienceFactory(code="teen", name_zh="初中生")
    for name, rate in unlimited().items():
        monkeypatch.setattr(limits, name, rate)
    collecting.heard = collecting.Heard()
    found_here(
        settings,
        tmp_path,
        [
            on_sleep(
                facets={"audience": ("teen",), "topic": ("sleep_body",)}, day=date(2026, 3, 1)
            ),
            on_sleep("给照护人：孩子睡不着", facets={"audience": ("carer",)}, day=date(2026, 5, 1)),
            on_sleep("失眠", kind="term", body="就是睡不着。", day=date(2000, 1, 1)),
            on_sleep(
                "Sleepless nights",
                language="en",
                url="/en/articles/sleepless/",
                summary="When sleep does not come.",
            ),
        ],
    )
    yield
    collecting.heard = collecting.Heard()


def ask(client: Client, words: str, more: str = "", path: str = SEARCH) -> str:
    response = client.get(f"{path}?q={quote(words)}{more}")
    assert response.status_code == 200
    return response.content.decode()


def test_what_is_found_stands_there_with_its_kind_its_passage_and_the_words_marked(client: Client):
    html = ask(client, "睡不着")

    assert set(titles_on(html)) == {"睡不着怎么办", "给照护人：孩子睡不着", "失眠"}
    assert "<b>3</b>" in html
    assert "<mark>睡不着</mark>怎么办" in html
    assert "<mark>睡不着</mark>时，先做这三件小事。" in html
    assert "睡眠与身体" in html and "2026年3月1日" in html
    assert "2000年" not in html, "a term has no day"


def test_the_title_tells_the_words_and_search_engines_are_sent_away(client: Client):
    response = client.get(f"{SEARCH}?q=睡不着")
    html = response.content.decode()

    assert re.search(r"<title>\s*搜索：睡不着", html)
    assert '<meta name="robots" content="noindex">' in html
    assert response["X-Robots-Tag"] == "noindex"
    assert 'rel="canonical"' not in html


def test_words_are_shown_as_words(client: Client):
    html = ask(client, '<script>alert(1)</script>" onfocus="x')

    assert "<script>alert" not in html
    assert '" onfocus=' not in html


def test_a_choice_is_a_link_with_how_many_it_leaves(client: Client):
    html = ask(client, "睡不着")
    assert re.search(
        r'id="by-kind-term" href="\?q=[^"]*&amp;kind=term"[^>]*>\s*词语 <span class="count">1<',
        html,
    )

    assert titles_on(ask(client, "睡不着", "&kind=term")) == ["失眠"]
    narrowed = ask(client, "睡不着", "&audience=carer")
    assert titles_on(narrowed) == ["给照护人：孩子睡不着"]
    assert 'id="chosen-carer"' in narrowed
    assert re.search(r'id="by-audience-teen"[^>]*>\s*初中生 <span class="count">1<', narrowed), (
        "one can change one's mind"
    )


def test_the_newest_first_if_one_likes(client: Client):
    assert titles_on(ask(client, "睡不着", "&sort=date"))[0] == "给照护人：孩子睡不着"


def test_ten_on_a_page(client: Client, settings: Settings, tmp_path: Path):
    found_here(settings, tmp_path / "many", [on_sleep(f"睡不着 {n}") for n in range(23)])

    html = ask(client, "睡不着")
    assert len(titles_on(html)) == 10
    assert re.search(r'href="\?q=[^"]*&amp;page=2" rel="next nofollow"', html)
    last = ask(client, "睡不着", "&page=3")
    assert len(titles_on(last)) == 3
    assert titles_on(ask(client, "睡不着", f"&page={10**9}")) == titles_on(last)


def test_a_choice_that_leaves_nothing_says_so_and_how_to_go_back(client: Client):
    html = ask(client, "睡不着", "&audience=nobody")

    assert titles_on(html) == []
    assert f'class="button" href="?q={quote("睡不着")}"' in html


def test_when_nothing_is_found_the_page_says_what_may_help(client: Client):
    ArticlePageFactory(topics=[TopicFactory(code="sleep_body")])
    html = ask(client, "量子力学")

    assert "没有找到“量子力学”" in html
    assert "两个字就够" in html
    assert 'href="/zh-hans/articles/?topic=sleep_body"' in html
    assert "topic=harm" not in html


def test_little_in_one_language_shows_what_there_is_in_the_other(client: Client):
    html = ask(client, "sleepless")

    assert "英文内容" in html
    assert 'lang="en"' in html and "/en/articles/sleepless/" in html


def test_before_any_word_the_page_says_where_to_begin(client: Client):
    ArticlePageFactory(topics=[TopicFactory(code="sleep_body")])
    html = client.get(SEARCH).content.decode()

    assert "您想找什么？" in html
    assert 'href="/zh-hans/articles/?topic=sleep_body"' in html
    assert 'href="/zh-hans/help-lines/"' in html
    assert 'content="noindex"' not in html


def test_a_hard_text_shows_a_calm_word_and_nothing_of_itself(
    client: Client, settings: Settings, tmp_path: Path
):
    hard = on_sleep("难过的晚上", sensitive=True, facets={"topic": ("harm",)})
    found_here(settings, tmp_path / "hard", [hard, on_sleep()])
    html = ask(client, "睡不着")

    item = html.split("难过的晚上")[1].split("</li>")[0]
    assert "这里谈到沉重的话题" in item
    assert "三件小事" not in item
    assert "伤害" not in html, "no hard topic is offered as a choice"


@pytest.mark.parametrize("words", ["我不想活了", "想死", "自杀", "i want to die"])
def test_who_seeks_help_reads_warm_words_and_numbers_before_any_result(client: Client, words: str):
    html = ask(client, words)

    main = html[html.index("<main") :]
    assert HELP_FIRST in main
    assert main.index('href="tel:12356"') < main.index("data-count")
    assert not collecting.heard.words(), "and nothing of it is counted"


def test_other_words_do_not_bring_the_numbers_into_the_page(client: Client):
    html = ask(client, "睡不着")

    assert HELP_FIRST not in html


def test_ones_own_notes_are_shown_to_oneself_alone(client: Client):
    html = ask(client, "睡不着")
    assert OWN_NOTES not in html

    client.force_login(PersonFactory())
    assert OWN_NOTES not in ask(client, "睡不着")


def test_what_editors_have_chosen_stands_first_and_once(client: Client):
    page = ArticlePageFactory(title="睡前三件事", summary="今晚就试。")
    BestBet.objects.create(words="睡不着\n失眠", page=page)
    html = ask(client, "失眠")

    assert html.index(BEST_BETS) < html.index("睡前三件事") < html.index("<ol class")
    assert BEST_BETS not in ask(client, "睡")


def test_a_part_of_the_page_can_be_asked_for(client: Client):
    response = client.get(f"{SEARCH}?q=睡不着", headers={"X-Part": "found"})
    html = response.content.decode()

    assert "<html" not in html and len(titles_on(html)) == 3
    assert "X-Part" in response["Vary"]


def test_results_are_kept_by_no_cache_that_others_read(client: Client, settings: Settings):
    settings.PAGE_CACHE = True
    response = client.get(f"{SEARCH}?q=睡不着")
    assert "private" in response["Cache-Control"]

    client.force_login(PersonFactory())
    assert "no-store" in client.get(f"{SEARCH}?q=睡不着")["Cache-Control"]


def test_searches_do_not_fill_the_page_cache(settings: Settings, tmp_path: Path):
    settings.PAGE_CACHE, settings.DATA_DIR = True, tmp_path
    door = Door()
    for _ in range(2):
        for number in range(3):
            door.get(f"{SEARCH}?q={number}")
    assert door.asked == 6, "each was made by Django"
    door.get(SEARCH)
    door.get(SEARCH)
    assert door.asked == 7, "the page before any word is for everybody"


ODD = {
    "nothing": "",
    "blanks": "?q=%20%20",
    "one character": "?q=睡",
    "a letter": "?q=x",
    "10,000 characters": f"?q={'睡' * 10_000}",
    "10,000 words": f"?q={'+'.join(['睡不着'] * 3_000)}",
    "emoji": "?q=😀👨‍👩‍👧",
    "marks of direction": "?q=%E2%80%AE睡%E2%80%8F",
    "quotes": "?q=%22睡不着",
    "operators": "?q=title:* AND (NOT -+!{}[]^~*?:\\/ OR",
    "sql": "?q=' OR 1=1; DROP TABLE search_bestbet;--",
    "lucene": "?q=*:* _exists_:x /.*/ a~9 [* TO *]",
    "broken bytes": "?q=%ff%fe",
    "unknown facet": "?q=睡不着&colour=red&kind=nosuch&topic=%00&level=../..",
    "lists": "?q=睡不着&q=x&topic[]=a&topic=a&topic=b&page[]=2",
    "no number": "?q=睡不着&page=abc&sort=sideways",
    "far": f"?q=睡不着&page={10**9}",
    "very far": f"?q=睡不着&page={'9' * 500}",
    "before the first": "?q=睡不着&page=-1",
    "other digits": "?q=睡不着&page=٣",
}


@pytest.mark.parametrize("query", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("path", ["/zh-hans/search/", "/en/search/", "/search/suggest"])
def test_whatever_is_asked_there_is_an_answer(client: Client, path: str, query: str):
    response = client.get(path + query)
    if "%00" in query:
        assert response.status_code == 400
    else:
        assert response.status_code == 200


def test_a_nul_gets_the_page_that_says_so(client: Client):
    assert client.get(f"{SEARCH}?q=%00").status_code == 400


def test_only_reading_is_possible(client: Client):
    assert client.post(SEARCH, {"q": "睡不着"}).status_code == 405


def test_who_asks_too_much_is_asked_to_wait_with_the_help_lines_in_sight(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "SEARCHES", Rate(burst=3, per_second=0.001))
    answers = [client.get(f"{SEARCH}?q={number}") for number in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1]["Retry-After"].isdigit()
    assert 'href="tel:12356"' in answers[-1].content.decode()
    assert client.get(SEARCH).status_code == 200, "the empty page asks no engine"


def test_of_ten_thousand_searches_in_a_minute_most_are_refused():
    allowed = sum(limits.SEARCHES.take("192.0.2.1") for _ in range(10_000))

    assert limits.SEARCHES.burst <= allowed < 1_000
    assert limits.SEARCHES.per_second * 60 < 1_000


@pytest.mark.usefixtures("warm_cache")
def test_the_page_asks_the_database_seldom_however_much_is_found(
    client: Client, settings: Settings, tmp_path: Path
):
    def queries(words: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            ask(client, words)
        return len(captured)

    ask(client, "睡不着")
    few = queries("睡不着")
    many = [
        on_sleep(f"睡不着 {n}", facets={"topic": ("sleep_body",), "audience": ("teen", "carer")})
        for n in range(200)
    ]
    found_here(settings, tmp_path / "many", many)

    assert queries("睡不着") <= few <= 8


def test_no_note_of_another_is_ever_found(client: Client, settings: Settings, tmp_path: Path):
    """Even if a note came into the index by mistake, it has its reader."""
    writer = PersonFactory()
    note = entry("我的睡不着", kind="note", readers=(one_person(writer.pk),))
    found_here(settings, tmp_path / "notes", [note, on_sleep()])
    client.force_login(PersonFactory())

    assert titles_on(ask(client, "睡不着")) == ["睡不着怎么办"]
