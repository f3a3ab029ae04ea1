from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.common.cells import safe_cell

BLANKS = [" ", "\t", "\n", "\r", "\u3000", "\xa0", "\u200b", "\ufeff", "\x00", "\u202e", "\xad"]


@given(
    st.lists(st.sampled_from(BLANKS), max_size=4).map("".join),
    st.sampled_from("=+-@＝＋－＠"),
    st.text(),
)
def test_text_that_begins_like_a_formula_gets_an_apostrophe(
    blanks: str, sign: str, rest: str
) -> None:
    assert safe_cell(blanks + sign + rest) == "'" + blanks + sign + rest


@pytest.mark.parametrize("text", ["\tmoved", "\rmoved", "\nmoved"])
def test_text_that_moves_to_another_cell_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize(
    "value", ["林晓", "阿依·古丽", "", " 林晓", "3 + 4", "a=b", 0, -5, 1.5, None]
)
def test_everything_else_stays_as_it_is(value: object) -> None:
    assert safe_cell(value) == value
