from __future__ import annotations

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.accounts.names import (
    MAX_LENGTH,
    tidy_name,
    tidy_username,
    validate_name,
    validate_username,
)

LETTERS = st.text(st.characters(categories=["Lo", "Lu", "Ll"]), min_size=1, max_size=20)


def refusal(text: str) -> str | None:
    """The code of what is wrong with *text* as a name, or None."""
    try:
        validate_name(tidy_name(text))
    except ValidationError as fault:
        return fault.code
    return None


@pytest.mark.parametrize(
    "name",
    [
        "林老师",
        "阿依·古丽",
        "欧阳娜娜",
        "演示·杨·卓玛老师",
        "Mary-Jane O’Neil Jr.",
        "李〇",
        "𠮷田",
        "བསྟན་འཛིན",
        "ئايگۈل",
        "Nguyễn Thị Ánh",
        "王老师（三班）",
        "王老师2",
        "们" * MAX_LENGTH,
    ],
)
def test_names_of_many_peoples_are_taken(name: str) -> None:
    assert refusal(name) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("们" * 41, "too_long"),
        ("林老师😀", "character"),
        ("林\u200f老师", "invisible"),
        ("林\u202e老师", "invisible"),
        ("林\u200b老师", "invisible"),
        ("林\x07老师", "invisible"),
        ("林\ufe0f老师", "invisible"),
        ("\u3164", "invisible"),
        ("林\ud800", "character"),
        ("<b>林</b>", "character"),
        ("=HYPERLINK(1)", "character"),
        ("123", "no_letter"),
        ("- . -", "no_letter"),
        ("Z" + "\u0336" * 4, "marks"),
        ("\u0336\u0336", "marks"),
        ("林 \u0336", "marks"),
        ("林\u20dd", "character"),
    ],
)
def test_what_is_no_name_is_refused_with_its_reason(name: str, code: str) -> None:
    assert refusal(name) == code


@pytest.mark.parametrize("dot", "·•‧∙⋅・･⸱᛫ㆍꞏ\u0387")
def test_lookalikes_of_the_middle_dot_are_one_dot(dot: str) -> None:
    assert tidy_name(f"阿依{dot}古丽") == "阿依·古丽"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  林老师\u3000", "林老师"),
        ("林\t\n 老师", "林 老师"),
        ("阿依 · 古丽", "阿依·古丽"),
        ("阿依··古丽·", "阿依·古丽"),
        ("···", ""),
        ("Ｌｉｎ", "Lin"),
        ("𝓛𝓲𝓷", "Lin"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("王老师（三班）", "王老师（三班）"),
    ],
)
def test_names_are_kept_tidy(typed: str, kept: str) -> None:
    assert tidy_name(typed) == kept


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = tidy_name(text)

    assert tidy_name(once) == once
    assert once == once.strip()


@given(st.text())
def test_any_text_is_a_name_or_refused_in_words(text: str) -> None:
    try:
        validate_name(tidy_name(text))
    except ValidationError as fault:
        " ".join(fault.messages).encode()
    else:
        kept = tidy_name(text)
        assert len(kept) <= MAX_LENGTH
        assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "So"} for c in kept)
        assert not kept or any(c.isalpha() or c == "〇" for c in kept)


@given(LETTERS, st.sampled_from("\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00ad\x00\x1b"))
def test_no_place_in_a_name_hides_a_control_character(letters: str, hidden: str) -> None:
    middle = len(letters) // 2

    assert refusal(f"林{letters[:middle]}{hidden}{letters[middle:]}林") is not None


@given(st.integers(1, 60))
def test_length_counts_characters(length: int) -> None:
    assert (refusal("们" * length) is None) == (length <= MAX_LENGTH)


@pytest.mark.parametrize(
    "username", ["lin", "林老师", "lin@school.cn", "Lin.Lao-shi_2+3", "〇〇七", "13800000000"]
)
def test_user_names_may_be_chinese(username: str) -> None:
    validate_username(tidy_username(username))


@pytest.mark.parametrize(
    "username", ["", "lin lao", "林·老师", "lin😀", "lin\u200f", "аdmin", "a\x00b", "@.+-_", "lin/"]
)
def test_user_names_hold_nothing_that_can_deceive(username: str) -> None:
    with pytest.raises(ValidationError):
        validate_username(tidy_username(username))


def test_full_width_letters_of_a_user_name_become_plain() -> None:
    assert tidy_username(" ｌｉｎ＠ｓｃｈｏｏｌ．ｃｎ ") == "lin@school.cn"
