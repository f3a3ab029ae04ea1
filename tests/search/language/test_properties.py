"""What holds for any text at all."""

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.asking import Understood
from search.language import (
    beginning,
    beginnings,
    easier,
    excerpt,
    highlight,
    normalise,
    tokens,
    understand,
)

FIELD = st.sampled_from(
    "心理咨询留守儿童南京市长江大桥产品和服务的抑鬱諮詢 ＰＨＱ-９abc'’“。，\n\0\u202e\u200b😀é "
)
TEXTS = st.text(max_size=80) | st.text(FIELD, max_size=40)


def letters(text: str) -> str:
    return "".join(one for one in text if unicodedata.category(one)[0] in "LN")


@given(TEXTS)
def test_no_letter_and_no_digit_is_lost(text: str) -> None:
    spelled = normalise(text)
    found = tokens(text)

    single = [one for one in found.characters if one]
    for one in letters(spelled):
        if "\u4e00" <= one <= "\u9fff":
            assert one in single
    assert len(found.words) >= len([one for one in spelled.split() if letters(one)])


@given(TEXTS)
def test_cutting_into_words_keeps_every_chinese_character(text: str) -> None:
    chinese = [one for one in normalise(text) if "\u4e00" <= one <= "\u9fff"]

    words = "".join(tokens(text).words)

    assert all(words.count(one) >= chinese.count(one) for one in set(chinese))


@given(TEXTS)
def test_normalising_again_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(TEXTS, TEXTS)
def test_marked_pieces_are_the_text(text: str, asked: str) -> None:
    assert "".join(piece for piece, _ in highlight(text, understand(asked, "zh-hans"))) == text


@given(TEXTS)
def test_a_text_is_marked_by_itself(text: str) -> None:
    understood = understand(text, "zh-hans")

    if understood.clauses and not understood.instead:
        assert any(marked for _, marked in highlight(text, understood))


@given(TEXTS.map(lambda text: text * 20), TEXTS)
def test_a_passage_is_part_of_its_text(text: str, asked: str) -> None:
    pieces = excerpt(text, understand(asked, "en"), 60)

    assert "".join(piece for piece, _ in pieces).strip("…") in text
    assert len("".join(piece for piece, _ in pieces)) <= 62


@given(st.text())
@example('title:"心理" AND NOT (x* OR y~2) NEAR/3 ^4 [a TO b] {!func} \\')
@example("'; DROP TABLE search_entry; --")
@example("\0\ud800\u202e😀\uffff")
@example("心" * 10_000)
@example("a" * 10_000)
@example("xin " * 2_500)
@example('"' * 10_000)
@settings(deadline=None)
def test_any_question_is_understood(text: str) -> None:
    understood = understand(text, "zh-hans")

    assert len(understood.clauses) <= 12
    for clause in understood.clauses:
        assert clause.alternatives
        for phrase in clause.alternatives:
            assert 0 < phrase.weight <= 1
            assert phrase.characters
            assert all(token and not token.isspace() for token in phrase.characters + phrase.words)


@given(TEXTS)
def test_after_three_easier_questions_there_is_no_more(text: str) -> None:
    understood: Understood | None = understand(text, "en")

    for _ in range(4):
        understood = understood and easier(understood)

    assert understood is None


@given(TEXTS)
def test_what_is_written_of_a_title_begins_one_of_its_keys(text: str) -> None:
    written = beginning(text[:5])

    if written and beginning(text):
        assert any(key.startswith(beginning(text)[:3]) for key in beginnings(text))
