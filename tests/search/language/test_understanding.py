import pytest

from search.asking import Understood
from search.language import easier, understand


def looks_for(understood: Understood) -> list[set[str]]:
    return [
        {
            "".join(phrase.characters)
            if phrase.characters[0] > "\u3000"
            else " ".join(phrase.characters)
            for phrase in clause.alternatives
        }
        for clause in understood.clauses
    ]


@pytest.mark.parametrize(
    ("asked", "also"),
    [
        ("心理咨询", "counsel"),
        ("counselling", "心理咨询"),
        ("counseling", "心理咨询"),
        ("抑郁", "low mood"),
        ("low mood", "抑郁"),
        ("欺凌", "霸凌"),
        ("self harm", "自伤"),
        ("PFA", "心理急救"),
        ("心理諮詢", "心理咨询"),
        ("ＰＦＡ", "心理急救"),
        ("xlzx", "心理咨询"),
        ("xinlizixun", "心理咨询"),
        ("xin li zi xun", "心理咨询"),
        ("xīnlǐ zīxún", "心理咨询"),
        ("xinlizixn", "心理咨询"),
        ("心里咨询", "心理咨询"),
        ("counsling", "心理咨询"),
    ],
)
def test_one_word_stands_for_others(asked: str, also: str) -> None:
    (clause,) = looks_for(understand(asked, "zh-hans"))

    assert also in clause


def test_the_readers_own_words_weigh_most() -> None:
    (clause,) = understand("心理咨询", "zh-hans").clauses

    first, *others = clause.alternatives
    assert first.characters == ("心理咨询",)
    assert first.weight == 1.0
    assert all(other.weight < 1.0 for other in others)


def test_a_mended_fault_says_what_was_searched() -> None:
    assert understand("心里咨询 模板", "zh-hans").instead == "心理咨询 模板"
    assert understand("confidentialty", "en").instead == "confidentiality"
    assert understand("心理咨询", "zh-hans").instead == ""
    assert understand("xlzx", "zh-hans").instead == ""


@pytest.mark.parametrize(
    "asked", ["家长沟通", "王小明", "班会课", "form", "dinosaur", "PHQ-9", "CBT"]
)
def test_what_is_no_fault_is_left_alone(asked: str) -> None:
    assert understand(asked, "zh-hans").instead == ""


def test_a_sentence_is_looked_for_by_the_words_that_say_something() -> None:
    assert [min(clause) for clause in looks_for(understand("孩子晚上害怕怎么办？", "zh-hans"))] == [
        "晚上",
        "afraid",
    ]
    assert looks_for(understand("怎么办", "zh-hans")) == [{"怎么办"}]


def test_words_side_by_side_are_one_term() -> None:
    assert len(understand("left-behind children", "en").clauses) == 1
    assert len(understand("left behind children", "en").clauses) == 1
    assert len(understand("parents sleep", "en").clauses) == 2


def test_where_nothing_holds_all_one_word_may_be_missing_and_then_any_will_do() -> None:
    understood = understand("宿舍 春节 转介", "zh-hans")

    but_one = easier(understood)
    assert but_one is not None
    assert len(but_one.clauses) == 3
    any_one = easier(but_one)
    assert any_one is not None
    assert len(any_one.clauses) == 1
    assert easier(any_one) is None


def test_where_a_term_finds_nothing_its_words_may() -> None:
    loose = easier(understand("domestic violence", "en"))

    assert loose is not None
    (clause,) = looks_for(loose)
    assert {"domest violenc", "domest", "violenc", "家庭暴力"} <= clause
    assert easier(loose) is None
    assert easier(understand("市长", "zh-hans")) is None


def test_a_word_that_is_written_apart_is_known() -> None:
    assert looks_for(understand("grand parents", "en")) == [
        {"grand parent", *next(iter(looks_for(understand("grandparents", "en"))))}
    ]


def test_a_name_stays_in_one_piece() -> None:
    assert {"王小明"} in looks_for(understand("王小明老师的班级日记", "zh-hans"))
