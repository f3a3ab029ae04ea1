"""Cells of sheets that go out are never run as formulas, and come back as they were."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assessments.exchange.sheets.cells import list_cell, read_list, shelter, unshelter
from xinqiao.common.cells import safe_cell


@given(st.text())
def test_no_cell_that_goes_out_is_a_formula_and_all_come_back(text: str) -> None:
    assert safe_cell(shelter(text)) == shelter(text)
    assert unshelter(shelter(text)) == text


@given(st.lists(st.text(min_size=1)))
def test_a_list_in_a_cell_comes_back(words: list[str]) -> None:
    assert read_list(list_cell(words)) == words
