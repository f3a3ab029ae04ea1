"""Data for search engines inside a page."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from xinqiao.common.templatetags.data import json_ld

START, END = '<script type="application/ld+json">', "</script>"

values = st.recursive(
    st.text() | st.integers() | st.booleans(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), values))
def test_any_data_comes_out_as_it_went_in_and_cannot_end_the_element(data: dict):
    block = json_ld(data)

    inside = block.removeprefix(START).removesuffix(END)
    assert json.loads(inside) == data
    assert not set("<>&") & set(inside)


def test_what_is_unknown_is_left_out_at_any_depth():
    data = {"a": None, "b": [{"c": None, "d": 0}], "e": ""}

    assert json_ld(data) == f'{START}{{"b": [{{"d": 0}}], "e": ""}}{END}'
