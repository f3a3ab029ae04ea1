import pytest

from search.language import beginning, beginnings


@pytest.mark.parametrize(
    "written",
    [
        "心",
        "心理",
        "心理咨",
        "x",
        "xl",
        "xlzx",
        "xinli",
        "xinlizix",
        "Xīnlǐ",
        "咨询",
        "zx",
        "心 理",
        "諮詢",
    ],
)
def test_a_title_is_suggested_from_its_first_character_on(written: str) -> None:
    assert any(key.startswith(beginning(written)) for key in beginnings("心理咨询"))


def test_a_character_sounds_as_it_does_in_its_word() -> None:
    assert beginnings("银行")[1:] == ["yinhang", "yh"]


def test_a_title_is_not_suggested_by_the_middle_of_a_word() -> None:
    assert not any(key.startswith(beginning("理")) for key in beginnings("心理咨询"))


def test_english_titles_begin_at_each_of_their_words() -> None:
    keys = beginnings("Four steps of listening")

    assert all(
        any(key.startswith(beginning(written)) for key in keys)
        for written in ("f", "Four st", "steps", "listen")
    )
