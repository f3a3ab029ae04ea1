from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from xinqiao.demo.reading.directives import Part, split
from xinqiao.demo.reading.faults import Faults
from xinqiao.demo.reading.files import Source

LINES = st.lists(
    st.sampled_from(["", "字", "two words", ":::", "::: case 一", "::: check c1", "- [x] 对", "  "])
)


def parts_of(lines: list[str], first_line: int = 1) -> tuple[list[Part], Faults]:
    faults = Faults(Path("/"))
    text = "\n".join(lines)
    return split(text, Source(Path("/x.md"), text, faults), first_line), faults


@given(LINES, st.integers(1, 50))
def test_each_part_begins_at_its_own_line(lines: list[str], first_line: int) -> None:
    parts, _faults = parts_of(lines, first_line)

    for part in parts:
        if part.text:
            assert lines[part.first_line - first_line] == part.text.split("\n")[0]
        if part.name:
            assert lines[part.line - first_line].startswith(f"::: {part.name}")


@given(LINES)
def test_every_line_with_words_is_in_one_part_in_order(lines: list[str]) -> None:
    parts, _faults = parts_of(lines)

    kept = [line for part in parts for line in part.lines if line.strip()]
    assert kept == [line for line in lines if line.strip() and not line.startswith(":::")]


@given(LINES)
def test_there_is_a_fault_exactly_when_opening_and_closing_lines_do_not_alternate(
    lines: list[str],
) -> None:
    _parts, faults = parts_of(lines)

    fences = ["close" if line == ":::" else "open" for line in lines if line.startswith(":::")]
    expected = ["open", "close"] * (len(fences) // 2)
    assert bool(faults) == (fences != expected)
