"""What was searched for in vain is counted for editors, and nothing tells who asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from search import collecting
from search.models import AskedWords
from tests.factories import AssignmentFactory, PersonFactory
from xinqiao.accounts.models import Role

pytestmark = pytest.mark.django_db

REPORT = "/cms/searches/"
MONDAY = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def nothing_heard() -> Iterator[None]:
    collecting.heard = collecting.Heard()
    yield
    collecting.heard = collecting.Heard()


def ask(words: str, *, day: int = 0, found: int = 0, language: str = "zh-hans") -> None:
    """Somebody searches for *words* that many days after Monday, and it is written down."""
    with time_machine.travel(noon(day), tick=False):
        collecting.count_search(words, language, found=found)
        collecting.write_down()


def noon(day: int) -> str:
    return f"{MONDAY + timedelta(days=day)}T12:00:00+08:00"


def legible() -> list[str]:
    return [row.words for row in AskedWords.objects.legible()]


def test_words_are_kept_once_they_were_asked_on_three_days():
    for day in (0, 0, 1):
        ask("正念游戏", day=day)
    assert legible() == []
    ask("正念游戏", day=2)

    [row] = AskedWords.objects.all()
    assert (row.words, row.days, row.times, row.without_result) == ("正念游戏", 3, 4, 4)


def test_before_that_no_column_holds_the_words():
    ask("正念游戏")

    [row] = AskedWords.objects.values()
    assert "正念" not in str(row)
    assert row["last_day"] == MONDAY


def test_searches_that_differ_in_spelling_alone_are_one():
    for day, words in enumerate(["PHQ-9", " phq 9 ", "ＰＨＱ－９"]):
        ask(words, day=day)

    assert AskedWords.objects.count() == 1


def test_the_same_words_in_two_languages_are_two():
    ask("CBT", language="zh-hans")
    ask("CBT", language="en")

    assert AskedWords.objects.count() == 2


@pytest.mark.parametrize(
    "words",
    [
        "李梓涵",
        "王丽 家访",
        "张小明抑郁",
        "13800138000",
        "138 0013 8000",
        "lin@example.org",
        "https://example.org/x",
        "我们班上有个孩子最近总是一个人坐在操场边上不说话怎么办",
        "!!!",
        "",
    ],
)
def test_what_may_be_about_somebody_is_not_even_counted(words):
    for day in range(5):
        ask(words, day=day)

    assert not AskedWords.objects.exists()


def test_openings_are_counted_for_the_words_alone(client: Client):
    for day in range(3):
        ask("睡不着", day=day, found=4)
    answer = client.post("/search/opened?q=睡不着&lang=zh-hans")
    collecting.write_down()

    assert answer.status_code == 204
    assert not answer.cookies
    assert AskedWords.objects.get().opened == 1
    assert not AskedWords.objects.never_opened().exists()


def test_openings_of_odd_searches_do_no_harm(client: Client):
    for query in ("", "?q=", "?q=%F0%9F%98%80", f"?q={'长' * 3000}", "?q[]=x&lang=xx"):
        assert client.post(f"/search/opened{query}").status_code == 204
    assert client.get("/search/opened?q=睡不着").status_code == 405


def test_a_process_writes_once_in_a_while_not_at_each_search(django_assert_num_queries):
    with django_assert_num_queries(0):
        for _ in range(50):
            collecting.count_search("正念游戏", "zh-hans", found=0)
    collecting.write_down()

    assert AskedWords.objects.get().times == 50


def test_no_flood_of_searches_fills_the_table(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(collecting, "MOST", 5)
    for number in range(9):
        collecting.count_search(f"正念 {number}", "zh-hans", found=0)
    collecting.write_down()
    collecting.count_search("正念 8", "zh-hans", found=0)
    collecting.write_down()

    assert AskedWords.objects.count() == 5


def test_what_nobody_asks_any_more_is_forgotten():
    for day in range(3):
        ask("正念游戏", day=day)
    ask("沙盘游戏", day=2)
    with time_machine.travel(noon(40), tick=False):
        assert collecting.forget_old() == 1
    assert legible() == ["正念游戏"]
    with time_machine.travel(noon(190), tick=False):
        collecting.forget_old()

    assert not AskedWords.objects.exists()


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(AssignmentFactory(role=Role.AUTHOR).person)
    return client


def test_editors_read_what_was_not_found_and_what_nobody_opened(editor: Client):
    for day in range(3):
        ask("正念游戏", day=day)
        ask("睡不着", day=day, found=3)
        ask("sandplay", day=day, language="en")

    html = editor.get(REPORT).content.decode()
    in_vain, unopened = html.split("never-opened", 1)
    assert "正念游戏" in in_vain and "正念游戏" not in unopened
    assert "睡不着" in unopened and "睡不着" not in in_vain
    english = editor.get(f"{REPORT}?language=en").content.decode()
    assert "sandplay" in english and "正念游戏" not in english
    assert editor.get(f"{REPORT}?language=xx").status_code == 200


def test_editors_forget_words_that_are_about_somebody(editor: Client):
    for day in range(3):
        ask("课间操", day=day)
    row = AskedWords.objects.get()

    assert editor.get(f"{REPORT}{row.pk}/forget/").status_code == 405
    assert editor.post(f"{REPORT}{row.pk}/forget/").status_code == 302
    assert editor.post(f"{REPORT}{row.pk}/forget/").status_code == 302, "twice is no fault"
    assert not AskedWords.objects.exists()


def test_nobody_else_reads_or_deletes_them(client: Client):
    ask("正念游戏")
    row = AskedWords.objects.get()
    for person in (None, PersonFactory()):
        if person:
            client.force_login(person)
        for answer in (client.get(REPORT), client.post(f"{REPORT}{row.pk}/forget/")):
            assert answer.status_code in (302, 403)
    assert AskedWords.objects.exists()
