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


def test_enough_questions_and_edge_cases_are_judged() -> None:
    assert len(questions()) >= 80
    assert len(edge_cases()) >= 40
    families = {entry.family for entry in documents()}
    assert all(family in families for question in questions() for family in question.grades)


def test_the_judged_questions_are_answered_well() -> None:
    measured = measure(finder(ByHand(documents())))

    assert measured.ndcg >= 0.90, sorted(measured.by_question.items(), key=lambda got: got[1])[:10]


def test_neighbouring_words_make_no_finds_and_nothing_is_missed() -> None:
    edges = measure_edges(finder(ByHand(edge_texts())))

    assert edges.recall >= 0.99, edges.faults
    assert edges.precision >= 0.95, edges.faults


def test_no_judged_question_that_is_right_is_mended() -> None:
    faulty = {
        "心里咨询", "强制报高", "留守而童", "xinlizixn", "委拖照护", "confidentialty", "counsling",
        "supervison", "manditory reporting",
    }  # fmt: skip

    mended = {one.ask for one in questions() if understand(one.ask, one.language).instead}

    assert mended == faulty
