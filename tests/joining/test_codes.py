"""A code is read however it is typed, and nothing else is taken for one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xinqiao.joining import codes
from xinqiao.joining.codes import ALPHABET, LENGTH, read_code, written

some_codes = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)
between = st.text("-– —　 \u00a0\u200b\t·_．－", max_size=2)


def full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


ways = st.sampled_from([str.upper, str.lower, full_width, lambda text: full_width(text.lower())])


@given(some_codes, st.lists(between, min_size=LENGTH + 1, max_size=LENGTH + 1), st.data())
def test_a_code_is_read_in_any_case_width_and_grouping(
    code: str, gaps: list[str], data: st.DataObject
) -> None:
    typed = gaps[0]
    for character, gap in zip(code, gaps[1:], strict=True):
        typed += data.draw(ways)(character) + gap

    assert read_code(typed) == code


@given(some_codes)
def test_what_stands_on_a_slip_is_read_as_the_code(code: str) -> None:
    assert read_code(written(code)) == code
    assert written(code).count("-") == 2


@given(st.text())
def test_whatever_is_typed_is_read_as_a_code_or_as_nothing(text: str) -> None:
    code = read_code(text)

    assert code == "" or (len(code) == LENGTH and set(code) <= set(ALPHABET))
    assert read_code(code) == code


@given(some_codes, st.integers(0, LENGTH - 1), st.sampled_from("0O1IL2Z5S8BUVQDGAE心@/"))
def test_a_code_with_a_strange_character_is_none(code: str, place: int, strange: str) -> None:
    assert read_code(code[:place] + strange + code[place + 1 :]) == ""
    assert read_code(code[:place] + strange + code[place:]) == ""


@given(some_codes, st.integers(0, LENGTH - 1))
def test_a_code_too_short_or_too_long_is_none(code: str, place: int) -> None:
    assert read_code(code[:place]) == ""
    assert read_code(code + code[place]) == ""


def test_no_two_characters_look_alike_and_guessing_is_hopeless() -> None:
    for alike in ("0ODQ", "1IL", "2Z", "5S", "8B", "UV", "6G"):
        assert len(set(alike) & set(ALPHABET)) <= 1
    assert len(set(ALPHABET)) ** LENGTH > 2**50
    assert len({codes.new_code() for _try in range(1000)}) == 1000
