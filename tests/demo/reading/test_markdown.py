from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from xinqiao.demo.reading.faults import Faults
from xinqiao.demo.reading.files import Source
from xinqiao.demo.reading.markdown import to_html

WRITTEN = re.compile(
    r"</?(p|h2|h3|ul|ol|li|b|i)>|<br />|<a href=\"[^\"<>]*\">|</a>|<ol start=\"\d+\">"
)

MARKS = st.sampled_from(
    ["**", "*", "_", "# ", "## ", "- ", "1. ", "\n", "\n\n", "<b>", "</", "&lt;", "[", "](", ")",
     "javascript:", "https://x.org", "/a/", "`", "> ", "---", "    ", "\\", "字", "word ", "\x00"]
)  # fmt: skip


def html(text: str, *, language: str = "zh-hans", headings: bool = False) -> tuple[str, list[str]]:
    """What *text* becomes, and the faults."""
    faults = Faults(Path("/"))
    source = Source(Path("/x.md"), text, faults)
    written = to_html(text, source, 1, language=language, headings=headings)
    return written, [str(fault) for fault in faults.in_order()]


@given(st.lists(MARKS).map("".join) | st.text(), st.sampled_from(["zh-hans", "en"]))
def test_whatever_has_no_fault_becomes_nothing_but_what_the_editor_writes(
    text: str, language: str
) -> None:
    written, faults = html(text, language=language, headings=True)

    if not faults:
        left = WRITTEN.sub("", written)
        assert "<" not in left and ">" not in left


@given(st.lists(MARKS).map("".join) | st.text())
def test_no_text_yields_script_or_a_link_that_runs_code(text: str) -> None:
    written, _faults = html(text)

    assert "<script" not in written.lower()
    assert 'href="javascript:' not in written.lower()


def test_bold_and_italic_are_written_as_the_editor_does() -> None:
    assert html("**看**和*听*") == ("<p><b>看</b>和<i>听</i></p>", [])


def test_a_line_end_is_a_space_in_english_only() -> None:
    assert html("他今天\n没说话")[0] == "<p>他今天没说话</p>"
    assert html("He said\nnothing", language="en")[0] == "<p>He said\nnothing</p>"


def test_a_link_of_ours_stays_in_its_language() -> None:
    assert html("[x](/articles/rain/)", language="en")[0] == (
        '<p><a href="/en/articles/rain/">x</a></p>'
    )
    assert 'href="/zh-hans/articles/rain/#end"' in html("[x](/articles/rain/#end)")[0]


def test_a_link_to_elsewhere_stays_as_it_is() -> None:
    assert html("[x](https://example.org/a)")[0] == '<p><a href="https://example.org/a">x</a></p>'


def test_items_of_a_list_hold_no_paragraphs_even_with_empty_lines_between() -> None:
    loose, faults = html("- 一\n\n- 二\n  - 三")

    assert "<p>" not in loose
    assert loose.count("<li>") == 3
    assert faults == []


def test_an_item_of_two_paragraphs_is_a_fault_at_its_line() -> None:
    _written, [fault] = html("- 一\n\n  又一段")

    assert fault.startswith("x.md:3: ")
