"""The embedded engine beside the plain one and beside Wagtail's own search."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from search.asking import Question, Understood
from search.engines.embedded import Embedded
from search.entries import Entry
from search.language import understand
from tests.search.by_hand import ByHand
from tests.search.engines.judged import JudgedContract, found_by, texts
from tests.search.quality import Find, documents, edge_texts, finder, measure, measure_edges
from xinqiao.pages.models import PlainPage

WORDS = [
    "心理",
    "咨询",
    "学会",
    "中国",
    "产品",
    "和",
    "服务",
    "市长",
    "长江",
    "王小明",
    "的",
    "counsellor",
    "PHQ-9",
]


@pytest.fixture
def engine(tmp_path: Path) -> Embedded:
    return Embedded(tmp_path)


class TestEmbedded(JudgedContract):
    pass


@given(
    titles=st.lists(st.lists(st.sampled_from(WORDS), max_size=5).map("".join), max_size=6),
    asked=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map("".join),
)
@settings(max_examples=25, deadline=None)
def test_whatever_is_asked_the_embedded_engine_finds_what_the_plain_one_finds(
    titles: list[str], asked: str
) -> None:
    entries = texts(*titles)
    question = Question(understood=understand(asked, "zh-hans"), size=100)
    with TemporaryDirectory() as home:
        embedded = Embedded(Path(home))
        embedded.rebuild(entries)

        assert found_by(embedded, question) == found_by(ByHand(entries), question)


def test_edge_cases_are_answered_better_than_by_wagtails_own_search(db: None, engine: Embedded):
    engine.rebuild(edge_texts())

    ours = measure_edges(finder(engine))
    wagtails = measure_edges(wagtails_search(edge_texts()))

    assert ours.recall > wagtails.recall
    assert even(ours.recall, ours.precision) > even(wagtails.recall, wagtails.precision)


def test_judged_questions_are_answered_better_than_by_wagtails_own_search(
    db: None, engine: Embedded
):
    chinese = [entry for entry in documents() if entry.language == "zh-hans"]
    engine.rebuild(chinese)

    assert measure(finder(engine)).ndcg > 1.5 * measure(wagtails_search(chinese)).ndcg


def wagtails_search(entries: Sequence[Entry]) -> Find:
    """Pages with the same words, in the database's own search."""
    root = Page.get_first_root_node()
    families = {}
    for number, entry in enumerate(entries):
        page = root.add_child(
            instance=PlainPage(title=entry.title, summary=entry.body, slug=f"text-{number}")
        )
        families[page.pk] = entry.family
    get_search_backend().add_bulk(PlainPage, PlainPage.objects.filter(pk__in=families))

    def find(understood: Understood, size: int) -> list[str]:
        found = PlainPage.objects.filter(pk__in=families).search(understood.text)
        return [families[page.pk] for page in found[:size]]

    return find


def even(recall: float, precision: float) -> float:
    return 2 * recall * precision / (recall + precision)
