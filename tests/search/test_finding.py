from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.utils import timezone

from courses.models import Reflection
from search import finding, indexing
from search.engines import Engine
from tests.factories import PersonFactory
from tests.knowledge_factories import ArticlePageFactory, GlossaryTermFactory
from tests.page_factories import lessons_in, make_course


@pytest.fixture
def filled(index: Engine) -> Callable[[], int]:
    return partial(indexing.rebuild, index)


def words(pieces: list[tuple[str, bool]]) -> list[str]:
    return [text for text, marked in pieces if marked]


def test_a_result_shows_its_title_and_the_passage_with_the_words_marked(filled):
    body = [{"type": "text", "value": f"<p>{'别的话。' * 80}半夜醒来不用慌。</p>"}]
    ArticlePageFactory(title="孩子半夜醒来", body=body, summary="听。")
    filled()

    found = finding.find("醒来", "zh-hans")

    assert found.total == 1
    assert words(found.shown[0].title) == ["醒来"]
    assert words(found.shown[0].passage) == ["醒来"]
    assert not found.limited


def test_a_question_that_nothing_answers_whole_is_asked_in_an_easier_way(filled):
    ArticlePageFactory(title="放羊的孩子")
    filled()

    found = finding.find("放羊 航天飞机", "zh-hans")

    assert [one.entry.title for one in found.shown] == ["放羊的孩子"]
    assert found.easier
    assert not finding.find("放羊", "zh-hans").easier


def write_note(person, lesson, text: str) -> None:
    Reflection.objects.create(
        person=person,
        lesson_key=lesson.translation_key,
        item="r1",
        text=text,
        written_at=timezone.now(),
    )


def test_people_find_their_own_notes_and_nobody_elses(filled):
    lesson = lessons_in(make_course(lessons=1))[0]
    writer, other = PersonFactory(), PersonFactory()
    write_note(writer, lesson, "我先看见了他的书包。")
    write_note(other, lesson, "我先看见了书包带。")
    filled()

    own = finding.find("书包", "zh-hans", writer)

    assert [note.entry.body for note in own.notes] == ["我先看见了他的书包。"]
    assert own.notes[0].entry.url.endswith("#r1")
    assert own.total == 0
    assert finding.find("书包", "zh-hans").notes == ()
    assert finding.find("书包", "zh-hans", PersonFactory()).notes == ()


def test_suggestions_and_related_entries_come_from_the_index(filled):
    term = GlossaryTermFactory(term="放羊", slug="sheep")
    ArticlePageFactory(title="放羊的孩子")
    filled()

    assert [one.text for one in finding.suggestions("放", "zh-hans")] == ["放羊", "放羊的孩子"]
    key = f"term:{term.translation_key}:zh-hans"
    assert [one.title for one in finding.related(key)] == ["放羊的孩子"]


@pytest.mark.parametrize("page", [0, -3, 2, 10**9])
def test_a_page_that_does_not_exist_is_empty_or_the_first(filled, page: int):
    ArticlePageFactory(title="放羊的孩子")
    filled()

    assert finding.find("放羊", "zh-hans", page=page).total == 1
