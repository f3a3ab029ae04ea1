"""What stands beside the results and below a text: notes, hints, what else may help."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from courses.models import Reflection
from search import engines, indexing, limits
from search.engines import Embedded
from tests.bench.server import free_port
from tests.factories import PersonFactory
from tests.knowledge_factories import ArticlePageFactory, TopicFactory
from tests.page_factories import lessons_in, make_course
from tests.search.shelf import SEARCH, found_here, on_sleep, titles_on, unlimited
from xinqiao.knowledge.models import ArticlePage

pytestmark = pytest.mark.django_db

RELATED = 'id="related-items"'


@pytest.fixture(autouse=True)
def nobody_has_asked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, rate in unlimited().items():
        monkeypatch.setattr(limits, name, rate)


def ask(client: Client, words: str) -> str:
    return client.get(f"{SEARCH}?q={quote(words)}").content.decode()


def test_the_writer_sees_the_own_note_with_its_words_marked(
    client: Client, settings: Settings, tmp_path: Path
):
    found_here(settings, tmp_path, [])
    lesson = lessons_in(make_course(lessons=1))[0]
    writer = PersonFactory()
    Reflection.objects.create(
        person=writer,
        lesson_key=lesson.translation_key,
        item="r1",
        text="我先看见了他的书包。",
        written_at=timezone.now(),
    )
    client.force_login(writer)

    html = ask(client, "书包")

    assert "只有您自己看得到" in html
    assert "我先看见了他的<mark>书包</mark>" in html
    assert "书包</mark>。" not in ask(Client(), "书包")


def test_a_likely_fault_is_asked_about_and_looked_for(
    client: Client, settings: Settings, tmp_path: Path
):
    found_here(settings, tmp_path, [on_sleep("心理咨询室")])

    html = ask(client, "心里咨询")

    assert "心理咨询</a>" in html
    assert titles_on(html) == ["心理咨询室"]


def test_while_the_search_server_is_away_the_built_in_one_answers_and_says_so(
    client: Client, settings: Settings, tmp_path: Path
):
    found_here(settings, tmp_path, [on_sleep()])
    assert "暂时" not in ask(client, "睡不着")
    settings.SEARCH_URL = f"http://127.0.0.1:{free_port()}/nobody"
    engines.absence.answered()

    html = ask(client, "睡不着")

    assert titles_on(html) == ["睡不着怎么办"]
    assert 'class="message no-print"' in html
    engines.absence.answered()


def article(title: str, **more: object) -> ArticlePage:
    page: ArticlePage = ArticlePageFactory(title=title, **more)
    return page


@pytest.fixture
def index(settings: Settings, tmp_path: Path) -> Embedded:
    settings.SEARCH_URL, settings.SEARCH_DIR = "", tmp_path
    sleep, harm = TopicFactory(code="sleep"), TopicFactory(code="harm", sensitive=True)
    article("考试前睡不着", topics=[sleep])
    article("睡不着的晚上", topics=[sleep])
    article("睡不着的深夜", topics=[sleep, harm])
    article("放羊的孩子", topics=[TopicFactory(code="wolves")])
    engine = engines.embedded()
    indexing.rebuild(engine)
    return engine


@pytest.mark.usefixtures("index")
def test_below_an_article_stands_what_is_like_it_and_nothing_hard(client: Client):
    page = ArticlePage.objects.get(title="考试前睡不着")

    html = client.get(page.get_url()).content.decode()
    below = html[html.index(RELATED) :]

    assert "睡不着的晚上" in below
    assert "睡不着的深夜" not in below
    assert "考试前睡不着" not in below


@pytest.mark.usefixtures("index")
def test_nobody_is_led_on_from_a_hard_text(client: Client):
    page = ArticlePage.objects.get(title="睡不着的深夜")

    assert RELATED not in client.get(f"{page.get_url()}?read=1").content.decode()


def test_a_course_is_offered_whatever_its_lessons_speak_of(settings: Settings, tmp_path: Path):
    settings.SEARCH_URL, settings.SEARCH_DIR = "", tmp_path
    make_course(title="守护第一步", topics=[TopicFactory(code="harm", sensitive=True)])
    indexing.rebuild(engines.embedded())

    assert [one.text for one in engines.embedded().suggest("守护", "zh-hans")] == ["守护第一步"]
