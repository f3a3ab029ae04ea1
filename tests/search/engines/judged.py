"""How well every engine answers. Each engine's tests take this class and give it a fixture `engine`."""

from __future__ import annotations

from search.asking import Question
from search.engines import Engine
from search.entries import Entry
from search.language import understand
from tests.search.by_hand import ByHand
from tests.search.quality import (
    documents,
    edge_cases,
    edge_texts,
    finder,
    measure,
    measure_edges,
    questions,
)


class JudgedContract:
    def test_the_judged_questions_are_answered_well(self, engine: Engine):
        engine.rebuild(documents())

        measured = measure(finder(engine))

        assert measured.ndcg >= 0.90, sorted(measured.by_question.items(), key=lambda got: got[1])

    def test_neighbouring_words_make_no_finds_and_nothing_is_missed(self, engine: Engine):
        engine.rebuild(edge_texts())

        edges = measure_edges(finder(engine))

        assert edges.recall >= 0.99, edges.faults
        assert edges.precision >= 0.95, edges.faults

    def test_it_finds_just_what_the_plain_engine_finds(self, engine: Engine):
        asked = [(one.ask, one.language) for one in questions()]
        asked += [(one.ask, "zh-hans") for one in edge_cases()]
        entries = (*documents(), *edge_texts())
        engine.rebuild(entries)
        plain = ByHand(entries)

        for text, language in asked:
            question = Question(understood=understand(text, language), size=500)
            assert found_by(engine, question) == found_by(plain, question), text

    def test_its_first_results_are_those_of_the_plain_engine(self, engine: Engine):
        engine.rebuild(documents())
        plain = finder(ByHand(documents()))
        found = finder(engine)

        alike = [
            bool(set(found(understood, 3)) & set(plain(understood, 1)))
            for one in questions()
            if (understood := understand(one.ask, one.language))
        ]

        assert sum(alike) / len(alike) >= 0.97

    def test_a_hard_word_is_never_put_before_who_is_still_writing(self, engine: Engine):
        engine.rebuild(texts("自伤", "自我介绍"))

        assert [one.text for one in engine.suggest("自", "zh-hans")] == ["自我介绍"]


def found_by(engine: Engine | ByHand, question: Question) -> set[str]:
    return {hit.entry.key for hit in engine.search(question).hits}


def texts(*titles: str) -> list[Entry]:
    """Entries of which nothing but the title matters."""
    some = edge_texts()[0]
    return [
        Entry(
            key=f"text:{number}",
            kind=some.kind,
            family=f"text:{number}",
            language=some.language,
            title=title,
            url=some.url,
            day=some.day,
        )
        for number, title in enumerate(titles)
    ]
